"""What two persons verified stays bound to what they read, and two who decide at once do not
overtake each other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from homeward.foundation.access.models import User
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.knowledge.law.actions import approve, propose, withdraw
from homeward.knowledge.law.changes import Change, difference, parts_of
from homeward.knowledge.law.errors import (
    LawDecided,
    LawNotYours,
    LawOvertaken,
    LawUnchanged,
    NotVerified,
)
from homeward.knowledge.law.importing import differences, was_verified
from homeward.knowledge.law.models import LawVersion, Proposal
from homeward.knowledge.law.queries import content_of, law_of, memberships, treaties_between
from tests.law.test_changing import CELL, LAW, drafter, whole
from tests.law.test_refused import PACT, PARTY
from tests.people import People

HEAD, SOURCE = "offence/holding", "source/XD1"
PLACE = f"{HEAD}/conduct"
Two = tuple[User, User]


@pytest.fixture
def two(people: People) -> Two:
    found = drafter("dora"), drafter("dirk")
    put(found, "XD", whole({"state": "XD", "legal_family": "mixed"}, LAW))
    return found


def suggest(user: User, state: str, changes: list[Change]) -> Proposal:
    with opened(user.actor):
        return propose(state, changes, reason="From the gazette.", user=user)


def put(two: Two, state: str, changes: list[Change]) -> None:
    made = suggest(two[0], state, changes)
    with opened(two[1].actor):
        approve(made, user=two[1])


def changed(path: str, **after: object) -> list[Change]:
    """A change of one part of the law of XD as it is in force."""
    part = parts_of(content_of("XD"))[path]
    return [Change(path, part, part | after)]


def by(user: User, path: str, **after: object) -> list[Change]:
    with opened(user.actor):
        return changed(path, **after)


def status_of(user: User) -> str:
    with opened(user.actor):
        return str(law_of("XD").offences[0].cells[0].status)


def test_another_source_or_article_makes_it_read_again(two: Two) -> None:
    one, _other = two
    for path, after in (
        (SOURCE, {"address": "https://law.example.org/other"}),
        (SOURCE, {"copy_date": date(2025, 2, 2)}),
        (HEAD, {"provision": "Penal Code of XD, section 11"}),
        (HEAD, {"about": "hostage_taking"}),
    ):
        put(two, "XD", by(one, PLACE, status="verified"))
        assert status_of(one) == "verified"
        put(two, "XD", by(one, path, **after))
        assert status_of(one) == "text_read", (path, after)
    both = [*by(one, PLACE, status="verified"), *by(one, SOURCE, title="Other code")]
    with pytest.raises(NotVerified):
        suggest(one, "XD", both)


def test_a_confirmation_falls_where_its_source_changed_meanwhile(two: Two) -> None:
    one, other = two
    waiting = suggest(one, "XD", by(one, PLACE, status="verified"))
    put(two, "XD", by(one, SOURCE, address="https://law.example.org/other"))
    with opened(other.actor), pytest.raises(LawOvertaken):
        approve(waiting, user=other)
    # And the other way round: what was verified after the source's change was proposed.
    moved = suggest(one, "XD", by(one, SOURCE, address="https://law.example.org/third"))
    put(two, "XD", by(one, PLACE, status="verified"))
    with opened(other.actor), pytest.raises(LawOvertaken):
        approve(moved, user=other)


def test_a_cell_whose_offence_was_taken_out_is_overtaken(two: Two) -> None:
    one, other = two
    threat: dict[str, Any] = {**CELL, "element": "threat", "required": False}
    del threat["acts"]
    waiting = suggest(one, "XD", [Change(f"{HEAD}/threat", None, threat)])
    parts = parts_of(LAW)
    put(two, "XD", [Change(path, parts[path], None) for path in (HEAD, PLACE)])
    with opened(other.actor), pytest.raises(LawOvertaken):
        approve(waiting, user=other)


def test_what_is_in_force_already_is_no_proposal(two: Two) -> None:
    one, other = two
    sent = by(one, PLACE, acts=["seize"])
    twin = suggest(other, "XD", sent)
    put(two, "XD", sent)
    with pytest.raises(LawUnchanged):
        suggest(one, "XD", sent)
    with opened(one.actor), pytest.raises(LawUnchanged):
        approve(twin, user=one)
    with opened(one.actor), pytest.raises(LawNotYours):
        withdraw(twin, user=one)
    with opened(other.actor):
        withdraw(twin, user=other)


def test_what_another_node_verified_comes_in_as_read(two: Two) -> None:
    one, _other = two
    theirs = deepcopy(LAW)
    theirs["offence"][0]["cell"][0]["status"] = "verified"
    with opened(one.actor):
        assert differences([theirs], "law.json") == {}
        assert was_verified([theirs])
        theirs["offence"][0]["cell"][0]["acts"] = ["seize"]
        found = differences([theirs], "law.json")["XD"]
        assert [change.after and change.after["status"] for change in found] == ["text read"]
    put(two, "XD", by(one, PLACE, status="verified"))
    with opened(one.actor):
        own = content_of("XD")
        assert differences([own], "law.json") == {}
        assert not was_verified([own]), "what is verified here stays so"


def test_treaties_stand_between_the_states_that_have_them(two: Two) -> None:
    text = {**LAW, "treaty": [PACT | {"states": ["XB", "XC"]},
                              PACT | {"key": "old", "status": "from memory"}],
            "membership": [PARTY | {"status": "from memory"}]}  # fmt: skip
    put(two, "XD", whole(LAW, text))
    with opened(two[0].actor):
        other = {**content_of("XB")}
        mine = PACT | {"states": ["XD"], "name": "Another one", "source": "XB1"}
        same = PACT | {"states": ["XD"], "source": "XB1"}
        changes = difference(other, {**other, "treaty": [mine, same | {"key": "old"}]})
    put(two, "XB", changes)
    with opened(two[0].actor):
        assert treaties_between("XB", "XC") == [], "XD's treaty with either is none of theirs"
        found = {one.key: (one.name, one.is_read) for one in treaties_between("XD", "XB")}
        assert sorted(found.values()) == [
            ("Another one", True), ("Treaty", True), ("Treaty", True)
        ], found  # fmt: skip
        assert [one.key for one in treaties_between("XD", "XC")] == ["p"]
        (kept,) = memberships("XD")
        assert (kept.standing, kept.since) == ("unknown", None), "from memory decides nothing"
    with opened(service("reminders")):
        assert law_of("XD").pacts, "a service goes by the law in force here"


def at_once(*calls: Callable[[], object]) -> list[str]:
    """What each comes to when all begin together: "done", or the name of its error."""
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        try:
            start.wait(timeout=10)
            call()
        except (LawDecided, LawOvertaken, LawUnchanged) as error:
            return type(error).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return sorted(pool.map(run, calls))


def approving(proposal: Proposal, user: User) -> Callable[[], object]:
    def call() -> None:
        with opened(user.actor):
            approve(proposal, user=user)

    return call


def test_two_who_decide_or_propose_at_once_make_one(two: Two) -> None:
    one, other = two
    third = drafter("dina")
    made = suggest(one, "XD", by(one, PLACE, acts=["seize"]))
    against = suggest(one, "XD", by(one, PLACE, acts=["hide"]))
    found = at_once(approving(made, other), approving(made, third), approving(against, third))
    assert found[1:] == ["LawOvertaken", "done"]
    assert found[0] in ("LawDecided", "LawOvertaken"), "the other one, or the same one again"
    with opened(one.actor):
        assert [each.number for each in LawVersion.objects.order_by("number")] == [1, 2]
    sent = by(one, PLACE, acts=["lure"])
    assert at_once(*[lambda: suggest(one, "XD", sent)] * 2) == ["done", "done"]
    with opened(one.actor):
        assert Proposal.objects.filter(status="open", changes__0__after__acts=["lure"]).count() == 1
