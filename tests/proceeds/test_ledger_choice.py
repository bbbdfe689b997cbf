"""Which ledger a run reads: never a guess among several, and said wherever figures are shown."""

from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.ports import answer_draft_of
from homeward.casework.proceeds.actions.common import TRACER
from homeward.casework.proceeds.models import Ledger, Run
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People
from tests.proceeds.ledger_files import ROWS, export
from tests.proceeds.runs import ROUNDABOUT, Joined, asked, hand_over
from tests.proceeds.steps import ledger_of, money, upload


def _begin(scene: Joined) -> tuple[int, str]:
    with opened(scene.people.carol.actor):
        revision = Request.objects.get(pk=scene.request).revision
    address = f"/requests/{scene.request}/change/begin/"
    answer = signed_in(scene.people.carol).post(address, {"revision": revision})
    return answer.status_code, answer.content.decode()


def test_without_a_ledger_nothing_begins(people: People) -> None:
    scene = asked(people)
    status, page = _begin(scene)
    assert status == 400
    assert "Upload a ledger of this State" in page


def test_of_several_ledgers_the_officer_chooses_one(people: People) -> None:
    scene = asked(people)
    bob = signed_in(people.bob)
    upload(bob, scene.case, export(*ROUNDABOUT))
    right = ledger_of(people, scene.case)
    upload(bob, scene.case, export(*ROWS))
    status, page = _begin(scene)
    assert status == 400
    assert "2 ledgers that are ready" in page
    with opened(TRACER):
        assert not Run.objects.exists()

    address = money(scene.case, f"ledgers/{right.pk}/")
    assert "Choose this ledger for runs" in check_page(bob.get(address))
    assert signed_in(people.dan).post(f"{address}choose/").status_code == 404
    assert bob.post(f"{address}choose/").status_code == 302
    assert "would count twice" in check_page(bob.get(address))
    assert "read by runs" in check_page(bob.get(money(scene.case)))
    with opened(people.bob.actor):
        assert Entry.objects.filter(verb="proceeds.ledger_chosen").count() == 1
    assert _begin(scene)[0] == 302
    assert scene.now().ledger_id == right.pk


def test_choosing_another_leaves_one_choice(people: People) -> None:
    scene = asked(people)
    bob = signed_in(people.bob)
    for rows in (ROUNDABOUT, ROWS):
        upload(bob, scene.case, export(*rows))
        chosen = ledger_of(people, scene.case)
        address = money(scene.case, f"ledgers/{chosen.pk}/choose/")
        assert bob.post(address).status_code == 302
    with opened(people.bob.actor):
        assert list(Ledger.objects.filter(chosen_at__isnull=False)) == [chosen]


def test_page_result_and_answer_say_what_was_read_and_what_was_not(people: People) -> None:
    scene = asked(people)
    bob = signed_in(people.bob)
    upload(bob, scene.case, export(*ROUNDABOUT))
    _begin(scene)
    upload(bob, scene.case, export(*ROWS))
    with opened(people.bob.actor):
        other = ledger_of(people, scene.case)
        Ledger.objects.filter(pk=other.pk).update(name="Second bank")
    scene.round(1)
    scene.compute()
    scene.hands(hand_over("NO-SUCH", 10), 1)
    with opened(people.carol.actor):
        request = Request.objects.get(pk=scene.request)
        assert answer_draft_of("findings", people.carol, request) == "", "not finished"
    scene.round(2, {"XB": 1})
    scene.compute()
    assert scene.xb.in_run("finished", scene.run, {"round": 2, "unmatched": {}}) == ""
    page = check_page(bob.get(scene.page))
    assert "Ledgers not read by this run" in page
    assert "1 other ledger of this case was not read:" in page
    assert page.count("Second bank") >= 2
    with opened(people.carol.actor):
        request = Request.objects.get(pk=scene.request)
        findings = answer_draft_of("findings", people.carol, request)
    assert "Read was one ledger of 6 payments" in findings
    assert "1 other ledger of the case was not read." in findings
    assert "bank" not in findings.lower(), "no name of a ledger leaves the State"
