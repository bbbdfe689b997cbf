"""By UNTOC 18(7) the lists of a treaty that binds the two States take the place of the kind's."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from homeward.casework.cooperation.declaration import Urgency, all_kinds, kind_of
from homeward.casework.cooperation.desk.figures import refusals_of
from homeward.casework.cooperation.desk.figures_tables import grounds
from homeward.casework.cooperation.errors import TreatyFileWrong
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.payloads import request_payload
from homeward.casework.cooperation.treaty_lists import (
    SHIPPED,
    contents_under,
    faults_in,
    grounds_under,
    lists_for,
    read_file,
)
from homeward.foundation.guard.context import opened
from homeward.knowledge.law.treaties import Asked
from tests.browser_client import signed_in
from tests.cooperation.officers import by_id, change, consulted, draft, made, write
from tests.cooperation.on_paper import scan, typed
from tests.cooperation.other_node import OtherNode
from tests.cooperation.samples import sample
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin

GROUNDS = ["essential_interests", "dual_criminality", "political", "double_jeopardy"]
LISTS = {
    "key": "xb-said",
    "name": "A treaty that only XB records",
    "contents": {"facts": "Art. 3", "procedure": "Art. 4"},
    "grounds": {"military": "Art. 9"},
    "days": {"urgent": 2},
}


def test_the_treaty_that_binds_both_and_covers_what_is_asked(people: People) -> None:
    with opened(people.alice.actor):
        found = lists_for(kind_of("testimony"), "XB")
        assert set(found["grounds"]) == set(GROUNDS)
        assert lists_for(kind_of("testimony"), "XC") == {}, "no treaty between them"
        assert lists_for(kind_of("freezing"), "XB") == {}, "it says nothing of confiscation"
        assert lists_for(kind_of("police_information"), "XB") == {}
        assert lists_for(kind_of("victim_contact"), "XB") == {}
        for code in ("extradition", "provisional_arrest"):
            kind, found = kind_of(code), lists_for(kind_of(code), "XB")
            assert found["key"] == "xa-xb-assistance", "it covers extradition too"
            assert grounds_under(kind, found) == kind.grounds, "18(7) says nothing of it"
            assert contents_under(kind, found) == kind.contents


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.code)
def test_under_a_treaty_its_parts_are_needed_and_no_other_common_ones(kind: object) -> None:
    declared = kind_of(kind.code)  # type: ignore[attr-defined]
    fields = {field.code: field for field in contents_under(declared, LISTS)}
    assert fields["facts"].required
    assert fields["facts"].article == "Art. 3"
    assert fields["procedure"].article == "Art. 4"
    for code in ("investigation", "purpose"):
        assert code not in fields or not fields[code].required
    own = [f for f in declared.contents if f.code not in ("facts", "investigation", "assistance")]
    kept = [f for f in own if f.code not in ("persons", "purpose", "procedure")]
    assert all(fields[field.code] == field for field in kept)
    assert [ground.code for ground in grounds_under(declared, LISTS)] == ["military"]
    assert contents_under(declared, {}) == declared.contents
    assert grounds_under(declared, {}) == declared.grounds


def test_a_request_between_the_two_follows_the_treaty_from_draft_to_refusal(
    people: People,
) -> None:
    case = a_case(people)
    node = OtherNode()
    request = draft(people.alice, case, "testimony", legal_basis="untoc_18")
    page = check_page(signed_in(people.alice).get(f"/requests/{request.pk}/content/"))
    assert "Treaty XA-XB 6(2)" in page
    with opened(people.alice.actor):
        stored = Request.objects.get(pk=request.pk)
        assert stored.allowed[Urgency.URGENT] == timedelta(days=5)
        whole = sample(stored.contents)
    assert write(people.alice, request, **whole | {"law_text": ""}).status_code == 302
    refused = change(signed_in(people.carol), people.carol, request, "approve")
    assert "Still missing: Text of the law" in check_page(refused, status=400)
    assert write(people.alice, request, **whole).status_code == 302
    issued = made(people.carol, request, "approve", "issue")
    assert issued.state == "issued"
    page = check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    assert "the lists of this treaty hold" in page
    with opened(people.carol.actor):
        sent = request_payload(issued)
    assert set(sent["treaty"]["grounds"]) == set(GROUNDS)

    payload = {"content": sent["content"], "treaty": sent["treaty"], "legal_basis": "untoc_18"}
    arrived = node.request("testimony", **payload)
    assert [ground.code for ground in arrived.grounds] == GROUNDS
    assert arrived.missing == []


def test_lists_that_only_the_other_state_records_are_taken_in_and_bad_ones_are_not(
    people: People,
) -> None:
    node = OtherNode()
    content = {field.code: "" for field in contents_under(kind_of("seizure"), LISTS)}
    content |= sample(kind_of("seizure").contents) | {"investigation": "", "procedure": "Oath."}
    arrived = node.request("seizure", content=content, treaty=LISTS)
    assert [ground.code for ground in arrived.grounds] == ["military"]
    assert by_id(people.carol, arrived.pk).treaty["name"] == LISTS["name"]
    missing = content | {"procedure": ""}
    for wrong in (
        {"treaty": LISTS, "content": missing},
        {"treaty": LISTS | {"grounds": {"mood": "Art. 1"}}, "content": content},
        {"treaty": LISTS | {"days": {"urgent": "2"}}, "content": content},
        {"treaty": LISTS | {"name": ""}, "content": content},
        {"treaty": None, "content": content},
    ):
        with pytest.raises(AssertionError):
            node.request("seizure", **wrong)


def test_a_refusal_is_counted_under_the_article_of_the_treaty(people: People) -> None:
    content = {field.code: "" for field in contents_under(kind_of("seizure"), LISTS)}
    content |= sample(kind_of("seizure").contents) | {"investigation": "", "procedure": "Oath."}
    arrived = OtherNode().request("seizure", content=content, treaty=LISTS)
    made(people.carol, arrived, "acknowledge")
    consulted(people.carol, arrived)
    made(people.carol, arrived, "refuse", ground="military", text="It is a military offence.")
    now = datetime.now(UTC)
    with opened(people.carol.actor):
        refused = refusals_of(people.carol, now - timedelta(days=400), now + timedelta(days=1))
    (row,) = grounds(refused, "requested", "node")
    assert (row.code, row.article, row.count) == ("military", "Art. 9", 1)


def test_a_refusal_may_name_a_ground_that_only_the_other_node_records(people: People) -> None:
    pin("XB")
    request = Request(pk=uuid4(), kind="testimony", treaty=LISTS)
    assert request.ground("political") is None
    said = request.said_ground("political")
    assert said is not None
    assert said.article == LISTS["name"]
    assert request.said_ground("mood") is None
    assert Request(kind="testimony").said_ground("political") is None


def test_shipped_files_are_good_and_a_bad_one_is_named_with_its_field(tmp_path: Path) -> None:
    assert [read_file(path).key for path in sorted(SHIPPED.glob("*.toml"))] == ["xa-xb-assistance"]
    for text, field in (
        ("treaty = 5", "treaty"),
        ('treaty = "a"\n[contents]\nmood = "Art. 1"', "contents"),
        ('treaty = "a"\n[grounds]\npolitical = ""', "grounds"),
        ('treaty = "a"\n[days]\nurgent = 0', "days"),
        ('treaty = "a"\nother = 1', "other"),
        ('treaty = "a"\nextradition = 1', "extradition"),
        ('treaty = "a"\n[extradition.grounds]\npolitical = ""', "extradition.grounds"),
        ('treaty = "a"\n[extradition.moods]\npolitical = ""', "extradition.moods"),
        ("treaty =", "Invalid"),
    ):
        (tmp_path / "bad.toml").write_text(text)
        with pytest.raises(TreatyFileWrong) as raised:
            read_file(tmp_path / "bad.toml")
        assert field in raised.value.sentence()
        assert "bad.toml" in raised.value.sentence()
    assert faults_in({"days": {"routine": True}}) == "days"


def test_a_treaty_on_both_lists_apart_what_holds_for_extradition(tmp_path: Path) -> None:
    """Assistance by 18(7), extradition by 16(7); who prosecutes instead is said under either."""
    file = tmp_path / "both.toml"
    file.write_text(
        'treaty = "both"\n[grounds]\npolitical = "4"\n[extradition.grounds]\nnationality = "9"'
    )
    lists = read_file(file)
    assert lists.of(Asked.ASSISTANCE) == {"contents": {}, "grounds": {"political": "4"}, "days": {}}
    assert lists.of(Asked.CONFISCATION) == lists.of(Asked.ASSISTANCE)
    (ground,) = grounds_under(kind_of("extradition"), lists.of(Asked.EXTRADITION))
    assert (ground.code, ground.article) == ("nationality", "9")
    assert {field.code for field in ground.fields} >= {"submitted_to", "submitted_on"}


def test_a_request_on_paper_is_due_by_the_days_of_the_treaty_as_they_are_written(
    people: People,
) -> None:
    said = {
        "reference": "XB 3/2026",
        "with_whom": "Ministry of XB",
        "channel": "diplomatic",
        "legal_basis": "untoc_18",
        "urgency": "urgent",
        "handling": "H1",
        "written_at": typed(timedelta(days=2)),
        "came_at": typed(timedelta(days=1)),
        "file": scan(),
    }
    address = "/requests/on-paper/new/?state=XB&kind=testimony"
    answer = signed_in(people.carol).post(address, said)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    with opened(people.carol.actor):
        rule = Request.objects.get().due_rule
    assert (rule["number"], rule["count"]) == (5, "days")
