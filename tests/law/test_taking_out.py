"""A State that was added by mistake is taken out by two persons, while nothing refers to it."""

from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from homeward.foundation.access.models import User
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.knowledge.law.actions import approve, propose, propose_without
from homeward.knowledge.law.errors import LawInUse, LawMoved, LawOvertaken, LawSecondPerson
from homeward.knowledge.law.models import LawVersion
from homeward.knowledge.law.queries import content_of, laws
from homeward.knowledge.law.writing import to_json_file
from tests.browser_client import signed_in
from tests.law.test_changing import LAW, drafter, whole
from tests.law.test_pages import text_of
from tests.law.test_refused import PACT
from tests.page_checks import check_page
from tests.people import People

Two = tuple[User, User]
OUT = "/law/states/XD/take-out/"


@pytest.fixture
def two(people: People) -> Two:
    """Two law drafters."""
    return drafter("dora"), drafter("dirk")


def in_force(two: Two, law: dict[str, object]) -> None:
    state = str(law["state"])
    with opened(two[0].actor):
        made = propose(
            state, whole(content_of(state), law), reason="From the gazette.", user=two[0]
        )
    with opened(two[1].actor):
        approve(made, user=two[1])


def test_a_state_added_by_mistake_is_taken_out_by_two(two: Two) -> None:
    in_force(two, LAW)
    one, other = (signed_in(each) for each in two)
    assert OUT in check_page(one.get("/law/states/XD/"))
    assert "/law/states/JP/take-out/" not in one.get("/law/states/JP/").content.decode()
    check_page(one.get(OUT))
    assert one.post(OUT, {"reason": ""}).status_code == 400
    address = one.post(OUT, {"reason": "It was XC that was meant."})["Location"]
    assert "The law as a whole" in check_page(other.get(address))
    assert one.post(f"{address}decide/", {"approve": "1"}).status_code == 403, LawSecondPerson.code
    assert other.post(f"{address}decide/", {"approve": "1"}).status_code == 302
    with opened(two[1].actor):
        assert "XD" not in laws()
        noted = Entry.objects.filter(verb="law.approved").order_by("number").last()
        assert noted is not None
        assert noted.data["state"] == "XD"
    assert one.get("/law/states/XD/").status_code == 404
    history = check_page(one.get("/law/states/XD/history/"))
    assert "It was XC that was meant." in history
    assert "Nothing of this State is recorded any more." in history
    assert one.get("/law/states/XD/change/").status_code == 200, "it may be added anew"
    in_force(two, LAW)
    with opened(two[0].actor):
        assert laws()["XD"].offences
        numbers = LawVersion.objects.order_by("number").values_list("number", flat=True)
        assert [*numbers] == [1, 2, 3]


def test_it_stays_while_something_refers_to_it(two: Two) -> None:
    in_force(two, LAW)
    with opened(two[0].actor):
        with pytest.raises(LawInUse, match="comes with Homeward"):
            propose_without("JP", reason="No.", user=two[0])
        waiting = propose_without("XD", reason="By mistake.", user=two[0])
    naming = deepcopy(LAW) | {"state": "XE", "treaty": [{**PACT, "states": ["XD"]}]}
    in_force(two, naming)
    with opened(two[1].actor), pytest.raises(LawInUse, match="treaty in the recorded law of"):
        approve(waiting, user=two[1])


def test_a_preview_that_another_change_has_overtaken_says_so(two: Two) -> None:
    in_force(two, LAW)
    one = signed_in(two[0])
    changed = deepcopy(LAW)
    changed["offence"][0]["cell"][0]["acts"] = ["seize"]
    sent = SimpleUploadedFile("xd.json", to_json_file([changed]))
    preview = one.post("/law/import/", {"file": sent}).content.decode()
    sealed = preview.split('name="changes" value="', 1)[1].split('"', 1)[0]
    other = deepcopy(LAW)
    other["offence"][0]["cell"][0]["acts"] = ["confine"]
    in_force(two, other)
    answer = one.post("/law/import/propose/", {"changes": sealed, "reason": "New edition."})
    assert answer.status_code == 409
    said = text_of(answer)
    assert "was changed here since you were shown it, and nothing was proposed" in said
    assert "Withdraw it" not in said
    assert issubclass(LawMoved, LawOvertaken), "whoever mends the one mends the other"
