"""Changes that cross, on the side that asked and on the side that is asked, with the database.

`test_crossing.py` proves that both come to the same; here is what becomes of rows and pages.
"""

from datetime import UTC, datetime
from random import Random

from homeward.casework.cases.models import Event
from homeward.casework.cooperation.actions.settle import settle
from homeward.casework.cooperation.crossing import standing
from homeward.casework.cooperation.lifecycle import ASSISTANCE
from homeward.casework.cooperation.models import Change, Request
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cooperation.officers import at_police, by_id, change, consulted, issued, let_in, made
from tests.cooperation.other_node import OtherNode, stands
from tests.cooperation.test_crossing import play
from tests.page_checks import check_page
from tests.people import People, a_case

ANSWER = {"data": {"fields": {"information": "The number is known."}}}


def test_our_withdrawal_crossed_by_the_answer_is_recorded_and_the_answer_stands(
    people: People,
) -> None:
    case = a_case(people)
    at_police(people)
    node = OtherNode()
    request = issued(people, case)
    for step in ("acknowledge", "begin"):
        assert node.change(request, step) == (200, "")
    request = made(people.carol, request, "withdraw", text="The victim is free.")
    assert request.state == "withdrawn"

    assert node.change(request, "execute", seen=0, **ANSWER) == (200, "")
    request = by_id(people.carol, request.pk)
    assert request.state == "executed"
    assert request.answer == {"information": "The number is known."}
    page = check_page(signed_in(people.alice).get(f"/requests/{request.pk}/"))
    assert "The withdrawal crossed a decision, which stands" in page
    assert "The victim is free." in page
    assert "It has no effect" in page
    with opened(EXCHANGE):
        assert Change.objects.get(request=request, name="withdraw").led_to == ""
        assert Event.objects.filter(case=case, kind="cooperation.crossed").count() == 1
    with opened(people.olga.actor):
        assert Entry.objects.filter(verb="cooperation.crossed").count() == 1
    assert made(people.carol, request, "close").state == "closed"


def test_our_answer_crossed_by_a_withdrawal_stands_and_the_withdrawal_is_recorded(
    people: People,
) -> None:
    at_police(people)
    case = a_case(people)
    let_in(people, case, people.carol, "investigation")
    node = OtherNode()
    request = node.request("police_information")
    made(people.carol, request, "acknowledge")
    linked = signed_in(people.carol).post(f"/requests/{request.pk}/link/", {"case": case.reference})
    assert linked.status_code == 302
    made(people.carol, request, "begin")
    made(people.carol, request, "execute", information="It is known.")

    words = {"data": {"text": "We have him."}}
    assert node.change(request, "withdraw", seen=2, **words) == (200, "")
    assert stands(request) == "executed"
    page = check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    assert "The withdrawal crossed a decision, which stands" in page
    assert "We have him." in page
    # It closed what it took for withdrawn; only with the answer in hand the closing stands.
    assert node.change(request, "close", seen=2) == (200, "")
    assert stands(request) == "executed"
    assert node.change(request, "close") == (200, "")
    assert stands(request) == "closed"


def test_an_answer_in_knowledge_of_the_withdrawal_is_refused_with_the_rule(people: People) -> None:
    at_police(people)
    node = OtherNode()
    sent = issued(people, a_case(people))
    assert node.change(sent, "acknowledge") == (200, "")
    assert node.change(sent, "begin") == (200, "")
    made(people.carol, sent, "withdraw", text="The victim is free.")
    assert node.change(sent, "execute", **ANSWER) == (422, "answer_to_withdrawn")
    assert stands(sent) == "withdrawn"

    got = node.request("police_information")
    made(people.carol, got, "acknowledge")
    assert node.change(got, "withdraw", data={"text": "We have him."}) == (200, "")
    page = signed_in(people.carol).get(f"/requests/{got.pk}/change/execute/")
    assert "no place" in check_page(page, status=409)
    client, told = signed_in(people.carol), {"information": "It is known."}
    late = change(client, people.carol, got, "execute", **told)
    assert "no place" in check_page(late, status=409)
    assert stands(got) == "withdrawn"


def test_a_withdrawal_without_the_excuse_of_crossing_is_refused(people: People) -> None:
    at_police(people)
    node = OtherNode()
    request = node.request("police_information")
    made(people.carol, request, "acknowledge")
    consulted(people.carol, request)
    made(people.carol, request, "refuse", ground="domestic_law", text="Our law forbids it.")
    words = {"data": {"text": "We withdraw."}}
    assert node.change(request, "withdraw", **words) == (422, "not_now")
    with opened(EXCHANGE):
        assert not Change.objects.filter(request=request, name="withdraw").exists()


def test_a_withdrawal_and_a_mere_step_that_cross_leave_it_withdrawn(people: People) -> None:
    case = a_case(people)
    at_police(people)
    node = OtherNode()
    request = issued(people, case)
    made(people.carol, request, "withdraw", text="Settled.")
    assert node.change(request, "acknowledge", seen=0) == (200, "")
    assert stands(request) == "withdrawn"
    with opened(EXCHANGE):
        led = dict(request.changes.filter(number=1).values_list("name", "led_to"))
    assert led == {"acknowledge": "acknowledged", "withdraw": "withdrawn"}


def test_information_asked_in_execution_leads_back_into_execution(people: People) -> None:
    case = a_case(people)
    at_police(people)
    node = OtherNode()
    request = issued(people, case)
    question = {"data": {"text": "Which number?"}}
    for step, more in (("acknowledge", {}), ("ask_information", question)):
        assert node.change(request, step, **more) == (200, "")
    assert made(people.alice, request, "give_information", text="It.").state == "acknowledged"
    for step, more in (("begin", {}), ("ask_information", question)):
        assert node.change(request, step, **more) == (200, "")
    assert made(people.alice, request, "give_information", text="Still.").state == "in_execution"
    page = check_page(signed_in(people.alice).get(f"/requests/{request.pk}/"))
    assert page.count("Which number?") == 2


def test_rows_come_to_what_the_pure_function_says_after_every_arrival(people: People) -> None:
    """The schedules of `test_crossing.py`, kept as rows and settled as both nodes settle them:
    postponed, answered in part, withdrawn and crossed, also under the lists of a treaty."""
    case = a_case(people)
    treaty = {"key": "made-up", "name": "Treaty", "grounds": {"form": "Art. 4"}, "days": {}}
    seen: set[str] = set()
    for number, seed in enumerate((58, 208, 352, 14, 85, 126, 216, 500)):  # rare steps in the first
        chance = Random(seed)
        node = play(ASSISTANCE, [chance.randrange(5040) for _ in range(80)])[0]
        moves = list({(m.by, m.number): m for m in node.known}.values())
        chance.shuffle(moves)
        with opened(EXCHANGE):
            request = Request.objects.create(
                kind="police_information",
                case=case,
                compartment="investigation",
                side="requesting",
                other_state="XB",
                desk=people.police,
                own_authority="XA-POLICE",
                other_authority="XB-POLICE",
                reference=f"XA-2026-000001/{number}",
                state="delivered",
                urgency="urgent",
                legal_basis="untoc_27",
                treaty=treaty if number % 2 else {},
                created_at=datetime.now(UTC),
            )
            Change.objects.create(
                request=request, name="deliver", side="requested", at=datetime.now(UTC)
            )
            for place, move in enumerate(moves, start=1):
                Change.objects.create(
                    request=request,
                    name=move.name,
                    side=move.by,
                    at=datetime.now(UTC),
                    number=move.number,
                    seen=move.seen,
                )
                settle(request)
                expected = standing(ASSISTANCE, moves[:place])
                assert request.state == expected.state
            rows = request.changes.filter(number__isnull=False)
            led = {(c.side, c.number): c.led_to for c in rows if c.led_to}
            assert led == {
                (s.value, n): state.value for (s, n), state in node.standing.led_to.items()
            }
            seen |= set(rows.values_list("name", flat=True))
    rare = {"postpone", "resume", "refuse", "execute", "execute_partly", "withdraw"}
    assert rare | {"ask_clearing", "consult_clearing"} <= seen
