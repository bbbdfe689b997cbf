"""The ceiling of a run: what lies in one State at a moment, in hand-overs, circles and tricks."""

from homeward.casework.proceeds.actions.common import TRACER
from homeward.casework.proceeds.models import HandOver, Order, Trace
from homeward.foundation.duty.models import Task
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People
from tests.proceeds.peers import sent_to
from tests.proceeds.runs import CEILING, FAR, HERE, Joined, hand_over, joined
from tests.proceeds.steps import plain


def _standings(scene: Joined) -> dict[str, str]:
    with opened(TRACER):
        rows = HandOver.objects.filter(is_outgoing=False).order_by("revision")
        return {row.reference: row.standing for row in rows}


def _waiting(scene: Joined) -> HandOver:
    with opened(TRACER):
        return HandOver.objects.get(standing="waiting")


def _decide(scene: Joined, decision: str) -> int:
    carol = signed_in(scene.people.carol)
    address = f"{scene.page}hand-overs/{_waiting(scene).pk}/"
    return carol.post(address, {"decision": decision}).status_code


def test_money_that_goes_in_circles_flows_though_its_sum_is_above_the_claim(
    people: People,
) -> None:
    scene = joined(people)
    assert scene.round(1) == ""
    scene.compute()
    assert scene.hands(hand_over("IN-1"), 1) == ""
    assert scene.round(2, {"XB": 1}) == ""
    scene.compute()
    assert sent_to("XB", "proceeds.handover") == 1, "all of it went back to XB"
    assert scene.hands(hand_over("IN-2"), 2) == ""
    assert _standings(scene) == {"IN-1": "flows", "IN-2": "flows"}
    assert scene.round(3, {"XB": 2}) == ""
    scene.compute()
    assert sent_to("XC", "proceeds.handover") == 1
    with opened(TRACER):
        (holding,) = Trace.objects.get().document["holdings"]
    assert (holding["account"], holding["amount"]) == (HERE, CEILING - 40_000)


def test_three_hand_overs_of_the_whole_claim_do_not_pass(people: People) -> None:
    """Each is within the ceiling; together they are three times what was ever paid."""
    scene = joined(people)
    assert scene.round(1) == ""
    for reference in ("IN-1", "IN-2", "IN-3"):
        assert scene.hands(hand_over(reference)) == ""
    assert _standings(scene) == {"IN-1": "flows", "IN-2": "waiting", "IN-3": "waiting"}
    with opened(people.carol.actor):
        tasks = Task.objects.filter(kind="proceeds.decide_hand_over")
        assert [task.team_id for task in tasks] == [people.central.pk] * 2
        assert tasks[0].url == scene.page
        waits = Entry.objects.filter(verb="proceeds.hand_over_waits", case_id=scene.case.pk)
        assert waits.count() == 2


def test_the_sum_over_several_senders_counts_too(people: People) -> None:
    scene = joined(people)
    assert scene.hands(hand_over("IN-1", 60_000)) == ""
    from_xc = hand_over("FAR-1", 40_001, sender="XC", time="2026-03-10T10:30:00Z")
    assert scene.hands(from_xc, by=scene.xc) == ""
    assert _standings(scene) == {"IN-1": "flows", "FAR-1": "waiting"}


def test_what_left_later_makes_no_room_earlier(people: People) -> None:
    """At 10:30 both would lie here: that the first went back at 11:00 does not help."""
    scene = joined(people)
    scene.round(1)
    scene.compute()
    scene.hands(hand_over("IN-1"), 1)
    scene.round(2, {"XB": 1})
    scene.compute()
    early = hand_over("IN-2", time="2026-03-10T10:30:00Z")
    assert scene.hands(early, 2) == ""
    assert _standings(scene)["IN-2"] == "waiting"


def test_the_run_does_not_go_on_while_a_hand_over_waits(people: People) -> None:
    scene = joined(people)
    scene.hands(hand_over("IN-1"))
    scene.hands(hand_over("IN-2"))
    assert scene.round(1, {"XB": 2}) == ""
    scene.compute()
    assert scene.now().done_round == 0
    assert sent_to("XB", "proceeds.report") == 0
    assert scene.xb.in_run("finished", scene.run, {"round": 1, "unmatched": {}}) == (
        "round_not_computed"
    )
    page = plain(check_page(signed_in(people.bob).get(scene.page)))
    assert "Beyond the ceiling: an officer decides" in page
    assert "IN-2" in page
    assert "Refuse and stop the run" not in page, "Bob's role does not decide"
    assert "decides." in page
    assert "Refuse and stop the run" in check_page(signed_in(people.carol).get(scene.page))
    check_page(signed_in(people.carol, language="fr").get(scene.page), "fr")


def test_an_accepted_hand_over_is_computed_with(people: People) -> None:
    scene = joined(people)
    scene.hands(hand_over("IN-1"))
    scene.hands(hand_over("IN-2"))
    scene.round(1, {"XB": 2})
    assert _decide(scene, "accept") == 302
    scene.compute()
    assert _standings(scene) == {"IN-1": "flows", "IN-2": "accepted"}
    assert scene.now().done_round == 1
    with opened(people.carol.actor):
        assert Entry.objects.filter(verb="proceeds.hand_over_accepted").count() == 1
        row = HandOver.objects.get(standing="accepted")
        assert row.decided_by == people.carol.pk
        assert not Task.objects.filter(kind="proceeds.decide_hand_over", done_at=None).exists()
    address = f"{scene.page}hand-overs/{row.pk}/"
    again = signed_in(people.carol).post(address, {"decision": "refuse"})
    assert "does not wait" in check_page(again, status=409)


def test_a_refused_hand_over_stops_the_run_and_no_figure_is_given(people: People) -> None:
    scene = joined(people)
    scene.hands(hand_over("IN-1"))
    scene.hands(hand_over("IN-2"))
    scene.round(1, {"XB": 2})
    assert _decide(scene, "refuse") == 302
    scene.compute()
    run = scene.now()
    assert (run.state, run.stopped_because, run.stopped_by) == (
        "stopped",
        "hand_over_refused",
        "XA",
    )
    assert sent_to("XB", "proceeds.stopped") == 1, "the initiator learns it and tells the rest"
    assert sent_to("XC", "proceeds.stopped") == 0
    page = check_page(signed_in(people.bob).get(scene.page))
    assert "hand_over_refused" not in page
    assert "refused a hand-over beyond the ceiling" in page
    with opened(people.carol.actor):
        assert not Task.objects.filter(kind="proceeds.decide_hand_over", done_at=None).exists()
        assert not Order.objects.exists()


def test_only_the_role_decides_and_only_one_of_two_words(people: People) -> None:
    scene = joined(people)
    scene.hands(hand_over("IN-1"))
    scene.hands(hand_over("IN-2"))
    before = scene.seen()
    address = f"{scene.page}hand-overs/{_waiting(scene).pk}/"
    assert signed_in(people.bob).post(address, {"decision": "accept"}).status_code == 403
    assert signed_in(people.dan).post(address, {"decision": "accept"}).status_code == 404
    assert signed_in(people.carol).post(address, {"decision": "perhaps"}).status_code == 302
    other = f"{scene.page}hand-overs/999/"
    assert signed_in(people.carol).post(other, {"decision": "accept"}).status_code == 404
    assert scene.seen() == before


def test_a_later_revision_within_the_ceiling_ends_the_waiting(people: People) -> None:
    scene = joined(people)
    scene.hands(hand_over("IN-1"))
    scene.hands(hand_over("IN-2"))
    assert scene.hands(hand_over("IN-2", stretches=[], revision=2)) == ""
    assert scene.round(1, {"XB": 3}) == ""
    scene.compute()
    assert scene.now().done_round == 1
    with opened(people.carol.actor):
        assert not Task.objects.filter(kind="proceeds.decide_hand_over", done_at=None).exists()


def test_what_went_to_a_state_outside_the_run_makes_no_room(people: People) -> None:
    """It was not handed to anybody who could hand it back."""
    scene = joined(
        people,
        f"D-1,2026-03-10T10:00:00Z,XB00TEST0000000031,{HERE},1000.00,XAD,IN-1",
        f"D-2,2026-03-10T11:00:00Z,{HERE},XD00TEST0000000051,1000.00,XAD,OUT-9",
        f"D-3,2026-03-10T12:00:00Z,{FAR},{HERE},1000.00,XAD,IN-2",
    )
    scene.round(1)
    scene.compute()
    scene.hands(hand_over("IN-1"), 1)
    scene.round(2, {"XB": 1})
    scene.compute()
    page = check_page(signed_in(people.bob).get(scene.page))
    assert "Not sent: the State is not in the run" in page
    again = hand_over("IN-2", 1, sender="XC")
    assert scene.hands(again, 2, by=scene.xc) == ""
    assert _standings(scene)["IN-2"] == "waiting"
