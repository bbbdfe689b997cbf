"""A law is changed by two persons, part by part, and nobody goes past them."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from homeward.foundation.access.actions import add_user
from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.models import User
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.knowledge.law.actions import approve, propose, reject, withdraw
from homeward.knowledge.law.changes import (
    Change,
    difference,
    from_json,
    parts_of,
    put_in,
    to_json,
)
from homeward.knowledge.law.errors import (
    LawDecided,
    LawFault,
    LawOvertaken,
    LawSecondPerson,
    LawUnchanged,
    NotVerified,
)
from homeward.knowledge.law.models import LawVersion, Proposal
from homeward.knowledge.law.queries import content_of, law_of, laws
from homeward.knowledge.law.statelaw import read_state_law, write_state_law
from tests.people import PASSWORD, People

CELL = {
    "element": "conduct",
    "acts": ["detain"],
    "provision": "Penal Code of XD, section 10",
    "status": "text read",
    "source": "XD1",
    "paraphrase": "Whoever holds a person against the will is punished.",
}
LAW: dict[str, Any] = {
    "state": "XD",
    "legal_family": "civil",
    "source": [
        {
            "key": "XD1",
            "title": "Penal Code",
            "publisher": "Ministry of XA",
            "address": "https://law.example.org/xa",
            "language": "en",
            "read_on": date(2026, 1, 2),
        }
    ],
    "offence": [
        {
            "key": "holding",
            "about": "kidnapping",
            "name": "Holding",
            "title": "Holding of a person",
            "provision": "Penal Code of XD, section 10",
            "iccs": "020221",
            "iccs_reason": "Held for gain; the law asks for no movement.",
            "cell": [CELL],
        }
    ],
    "cell": [],
}


def drafter(name: str) -> User:
    with opened(service("setup")) as actor:
        return add_user(
            name,
            actor=actor,
            full_name=name.title(),
            authority="XA-CENTRAL",
            roles=["drafter"],
            password=PASSWORD,
        )


def whole(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return difference(before, after)


def test_two_persons_change_a_law_and_its_history_stays(people: People) -> None:
    one, two = drafter("dora"), drafter("dirk")
    with opened(one.actor):
        first = propose("XD", whole(content_of("XD"), LAW), reason="From the gazette.", user=one)
        with pytest.raises(LawSecondPerson):
            approve(first, user=one)
        assert "XD" not in laws()
    with opened(two.actor):
        version = approve(first, user=two)
        assert (version.number, law_of("XD").offences[0].title) == (1, "Holding of a person")
        with pytest.raises(LawDecided):
            reject(first, user=two, reason="Too late.")
    verified = deepcopy(LAW)
    verified["offence"][0]["cell"][0]["status"] = "verified"
    with opened(one.actor):
        second = propose("XD", whole(content_of("XD"), verified), reason="Read again.", user=one)
        other = deepcopy(LAW)
        other["offence"][0]["cell"][0]["acts"] = ["seize"]
        third = propose("XD", whole(content_of("XD"), other), reason="Another text.", user=one)
    with opened(two.actor):
        approve(second, user=two)
        assert law_of("XD").offences[0].cells[0].status == "verified"
        with pytest.raises(LawOvertaken):
            approve(third, user=two)
        third.refresh_from_db()
        assert third.status == "open", "a failed approval leaves it as it was"
        assert [one.number for one in LawVersion.objects.order_by("number")] == [1, 2]
    with opened(one.actor):
        withdraw(third, user=one)
    with opened(people.alice.actor):
        assert law_of("XD").offences, "everybody reads what is in force"
        assert {one.pk for one in Proposal.objects.all()} == {first.pk, second.pk}, (
            "and why, but only drafters what was proposed and is not in force"
        )


def test_what_cannot_be_right_is_refused_with_its_place(people: People) -> None:
    one = drafter("dora")
    wrong = deepcopy(LAW)
    wrong["offence"][0]["cell"].append(
        {**CELL, "element": "penalty", "min_months": 60, "max_months": 12} | {"acts": None}
    )
    del wrong["offence"][0]["cell"][1]["acts"]
    no_source, no_provision = deepcopy(LAW), deepcopy(LAW)
    del no_source["offence"][0]["cell"][0]["source"]
    no_provision["offence"][0]["cell"][0]["provision"] = ""
    at_once = deepcopy(LAW)
    at_once["offence"][0]["cell"][0]["status"] = "verified"
    with opened(one.actor):
        empty = content_of("XD")
        for text, says in (
            (wrong, "from 60 to 12 months"),
            (no_source, "field source"),
            (no_provision, "field provision"),
        ):
            with pytest.raises(LawFault, match=says):
                propose("XD", whole(empty, text), reason="x", user=one)
        with pytest.raises(NotVerified):
            propose("XD", whole(empty, at_once), reason="x", user=one)
        with pytest.raises(LawUnchanged):
            propose("XD", [], reason="x", user=one)
    with opened(people.alice.actor), pytest.raises(Forbidden):
        propose("XD", whole(empty, LAW), reason="x", user=people.alice)


def test_the_database_refuses_whoever_goes_past_the_rules(people: People) -> None:
    one, two = drafter("dora"), drafter("dirk")
    with opened(one.actor):
        mine = propose("XD", whole(content_of("XD"), LAW), reason="x", user=one)
        for written in (
            {"status": "approved", "decided_by": one.pk},
            {"status": "approved", "decided_by": two.pk},
            {"reason": "Other."},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                Proposal.objects.filter(pk=mine.pk).update(**written)
        with pytest.raises(DatabaseError), transaction.atomic():
            LawVersion.objects.create(
                state="XD", number=1, content={}, proposal=mine, in_force_from=mine.proposed_at
            )
    with opened(people.alice.actor):
        assert Proposal.objects.filter(pk=mine.pk).update(reason="Mine.") == 0


PATHS = ["offence/holding", "offence/holding/conduct", "source/XD1", "state/limitation"]


@given(st.lists(st.sampled_from(PATHS), unique=True), st.booleans())
def test_differences_lead_from_one_text_to_the_other(left_out: list[str], json: bool) -> None:
    full = deepcopy(LAW)
    full["cell"] = [{**CELL, "element": "limitation", "years": 10}]
    del full["cell"][0]["acts"]
    parts = parts_of(full)
    if "offence/holding" in left_out and "offence/holding/conduct" not in left_out:
        with pytest.raises(LawOvertaken):
            put_in(full, [Change("offence/holding", parts["offence/holding"], None)])
        left_out = [*left_out, "offence/holding/conduct"]
    some = put_in(full, [Change(path, parts[path], None) for path in left_out])
    back = from_json(to_json(some)) if json else some
    assert back == some
    assert put_in(back, difference(back, full)) == put_in(full, [])
    assert difference(some, some) == []


def test_a_law_is_written_as_it_was_read() -> None:
    law = read_state_law(LAW, "XD.toml")
    assert read_state_law(write_state_law(law), "again") == law
