"""Proceedings: allowed steps only, harm without a charge, and the history of the ransom."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from homeward.casework.cases import queries
from homeward.casework.cases.actions import (
    NewCharge,
    NewSentence,
    RansomFacts,
    add_appeal,
    add_charge,
    add_hearing,
    add_person,
    add_sentence,
    answer_appeal,
    decide_charge,
    end_charge,
    record_harm,
    record_ransom,
    withdraw_harm,
)
from homeward.casework.cases.charge_lifecycle import RESULTS, STEPS, steps_at
from homeward.casework.cases.errors.casefile import (
    BeforeCharge,
    EmptySentence,
    HarmOfAnother,
    HarmRelied,
    NoConviction,
    NotASuspect,
    NotHappenedYet,
    StepNotAllowed,
)
from homeward.casework.cases.models import Case, Charge, Harm, Hearing, Person, RansomLine
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.cases.vocabulary.people import Cause, HarmKind
from homeward.casework.cases.vocabulary.proceedings import (
    AppealBy,
    AppealResult,
    DecisionKind,
    SentenceKind,
    Stage,
)
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cases.casefile import as_
from tests.page_checks import check_page
from tests.people import People, a_case

DAY = date(2026, 4, 1)
LATER = date(2026, 5, 1)


@pytest.fixture
def case(people: People) -> Case:
    return a_case(people)


@pytest.fixture
def court(people: People, case: Case) -> tuple[Person, Person, Harm, Harm]:
    """A suspect, a victim, an injury and a death that the kidnapping caused."""
    with opened(people.alice.actor) as actor:
        suspect = add_person(case, PersonRole.SUSPECT, actor=actor, name="S. Example")
        victim = add_person(case, PersonRole.VICTIM, actor=actor, name="V. Example", outcome="died")
        injury = record_harm(victim, HarmKind.INJURY, Cause.CAUSED, actor=actor)
        death = record_harm(victim, HarmKind.DEATH, Cause.CAUSED, actor=actor)
        return suspect, victim, injury, death


def charged(people: People, court: tuple[Person, Person, Harm, Harm]) -> Charge:
    suspect, victim, injury, _ = court
    new = NewCharge(
        suspect=suspect,
        victims=[victim],
        harms=[injury],
        offence="Kidnapping",
        provision="Penal code, article 1",
        charged_on=DAY,
    )
    return as_(people.alice, lambda: add_charge(new, actor=people.alice.actor))


def test_harm_without_a_charge_is_shown_until_somebody_answers(
    people: People, case: Case, court: tuple[Person, Person, Harm, Harm]
) -> None:
    alice, (_, _, injury, death) = people.alice, court

    def missing() -> list[int]:
        with opened(alice.actor):
            return [row.harm.pk for row in queries.proceedings_of(alice, case).without_charge]

    assert missing() == [injury.pk, death.pk]
    charge = charged(people, court)
    assert missing() == [death.pk]
    with pytest.raises(HarmRelied):
        as_(alice, lambda: withdraw_harm(injury, "x", actor=alice.actor))
    page = check_page(signed_in(alice).get(f"/cases/{case.reference}/proceedings/"))
    assert "One line of harm without a charge" in page
    assert f'href="#charge-{charge.pk}"' in page
    as_(alice, lambda: end_charge(charge, "withdraw", actor=alice.actor))
    assert missing() == [injury.pk, death.pk], "nobody answers for it any more"


def test_a_charge_goes_through_every_stage_and_no_other(
    people: People, case: Case, court: tuple[Person, Person, Harm, Harm]
) -> None:
    alice, charge = people.alice, charged(people, court)
    actor = alice.actor
    acts: dict[str, Callable[[], object]] = {
        "hearing": lambda: add_hearing(
            charge, datetime.now(UTC) + timedelta(days=30), actor=actor, place="Hall 1"
        ),
        "decision": lambda: decide_charge(charge, DecisionKind.CONVICTED, "C", LATER, actor=actor),
        "sentence": lambda: add_sentence(
            charge, NewSentence(kind=SentenceKind.IMPRISONMENT, years=9), actor=actor
        ),
        "appeal": lambda: add_appeal(charge, AppealBy.DEFENCE, "C", LATER, actor=actor),
        "appeal_result": lambda: answer_appeal(charge, AppealResult.UPHELD, LATER, actor=actor),
        "final": lambda: end_charge(charge, "final", actor=actor),
        "withdraw": lambda: end_charge(charge, "withdraw", actor=actor),
    }
    assert acts.keys() == {*STEPS, "appeal_result"}
    way = ["hearing", "decision", "sentence", "appeal", "appeal_result", "final"]
    stages = ["in_court", "decided", "decided", "appealed", "decided", "final"]
    for step, reached in zip(way, stages, strict=True):
        with opened(actor):
            stage = Charge.objects.get().stage
        for name in acts.keys() - steps_at(stage):
            with pytest.raises(StepNotAllowed):
                as_(alice, acts[name])
        as_(alice, acts[step])
        with opened(actor):
            assert Charge.objects.get().stage == reached
    assert steps_at(Stage.FINAL) == frozenset() == steps_at(Stage.WITHDRAWN)
    assert RESULTS[AppealResult.QUASHED] == Stage.IN_COURT
    with opened(actor):
        (row,) = queries.proceedings_of(alice, case).suspects[0].charges
        counts = [len(part) for part in (row.hearings, row.decisions, row.sentences, row.appeals)]
    assert counts == [1, 1, 1, 1]


def test_a_hearing_is_moved_until_it_was_held_and_its_outcome_is_told_once(
    people: People, case: Case, court: tuple[Person, Person, Harm, Harm]
) -> None:
    alice, charge = people.alice, charged(people, court)
    to_come = datetime.now(UTC) + timedelta(days=30)
    held = as_(alice, lambda: add_hearing(charge, to_come, actor=alice.actor, place="Hall 1"))
    client, there = signed_in(alice), f"/cases/{case.reference}/proceedings/"
    hearing = f"{there}{charge.pk}/hearing/{held.pk}/"
    assert hearing in check_page(client.get(there))
    both = {"outcome": "Adjourned", "moved_to": "2026-06-01T10:00"}
    for wrong in ({"none": "x"}, both, {"outcome": "Held"}, {"moved_to": "2026-03-31T10:00"}):
        check_page(client.post(hearing, wrong), status=400)
    check_page(client.post(hearing, {"moved_to": "2026-06-01T10:00"}, follow=True))
    page = check_page(client.post(hearing, {"outcome": "Witness heard"}, follow=True))
    assert "Witness heard" in page
    assert hearing not in page
    check_page(client.post(hearing, {"outcome": "Other words"}), status=409)
    check_page(client.post(hearing, {"moved_to": "2026-07-01T10:00"}), status=409)
    with opened(alice.actor):
        now = Hearing.objects.get()
        assert (now.at, now.outcome) == (datetime(2026, 6, 1, 10, tzinfo=UTC), "Witness heard")
        assert Charge.objects.get().stage == Stage.IN_COURT
    told = check_page(client.get(f"/cases/{case.reference}/timeline/"))
    assert "was moved to 1 Jun 2026" in " ".join(told.split())
    check_page(signed_in(people.bob).post(hearing, {"outcome": "x"}), status=404)
    check_page(client.get(f"{there}{charge.pk + 1}/hearing/{held.pk}/"), status=404)


def test_what_is_wrong_is_refused_and_nothing_kept(
    people: People, case: Case, court: tuple[Person, Person, Harm, Harm]
) -> None:
    alice, (suspect, victim, injury, _) = people.alice, court
    actor, tomorrow = alice.actor, datetime.now(UTC) + timedelta(days=2)

    def new(**change: object) -> Callable[[], object]:
        facts: dict[str, object] = {"suspect": suspect, "victims": [victim], "harms": [injury]}
        facts |= {"offence": "K", "provision": "1", "charged_on": DAY} | change
        return lambda: add_charge(NewCharge(**facts), actor=actor)  # type: ignore[arg-type]

    for act, error in (
        (new(suspect=victim), NotASuspect),
        (new(victims=[]), HarmOfAnother),
        (new(charged_on=tomorrow.date()), NotHappenedYet),
    ):
        with pytest.raises(error):
            as_(alice, act)
    with opened(actor):
        assert not Charge.objects.exists()
    charge = charged(people, court)
    fine = NewSentence(kind=SentenceKind.FINE)
    conviction, before = DecisionKind.CONVICTED, DAY - timedelta(days=1)
    acts: list[tuple[Callable[[], object], type[Exception]]] = [
        (
            lambda: decide_charge(charge, conviction, "C", tomorrow.date(), actor=actor),
            NotHappenedYet,
        ),
        (lambda: decide_charge(charge, conviction, "C", before, actor=actor), BeforeCharge),
        (lambda: add_hearing(charge, tomorrow, actor=actor, outcome="x"), NotHappenedYet),
        (lambda: add_sentence(charge, fine, actor=actor), EmptySentence),
    ]
    for refused, error in acts:
        with pytest.raises(error):
            as_(alice, refused)
    as_(alice, lambda: decide_charge(charge, DecisionKind.ACQUITTED, "C", LATER, actor=actor))
    years = NewSentence(kind=SentenceKind.IMPRISONMENT, years=1)
    with pytest.raises(NoConviction):
        as_(alice, lambda: add_sentence(charge, years, actor=actor))


def test_the_pages_of_proceedings(
    people: People, case: Case, court: tuple[Person, Person, Harm, Harm]
) -> None:
    suspect, victim, injury, _ = court
    client, there = signed_in(people.alice), f"/cases/{case.reference}/proceedings/"
    check_page(client.get(there + f"new/?suspect={suspect.pk}"))
    form = {
        "suspect": suspect.pk,
        "victims": [victim.pk],
        "harms": [injury.pk],
        "offence": "Kidnapping",
        "provision": "Article 1",
        "charged_on": "2026-04-01",
    }
    wrong = client.post(there + "new/", form | {"charged_on": "2100-01-01", "victims": []})
    assert 'href="#id_charged_on"' in check_page(wrong, status=400)
    wrong = client.post(there + "new/", form | {"victims": []})
    assert 'href="#id_harms_0"' in check_page(wrong, status=400)
    check_page(client.post(there + "new/", form, follow=True))
    with opened(people.alice.actor):
        charge = Charge.objects.get()
    steps: list[tuple[str, dict[str, object]]] = [
        ("hearing/", {"at": "2027-01-01T10:00", "place": "Hall 1"}),
        ("decision/", {"kind": "convicted", "court": "Court", "decided_on": "2026-05-01"}),
        ("sentence/", {"kind": "fine", "amount": "1,000.50", "currency": "XAD"}),
        ("appeal/", {"by": "defence", "court": "Upper court", "filed_on": "2026-05-02"}),
        ("appeal-result/", {"result": "upheld", "result_on": "2026-06-01"}),
        ("end/", {"step": "final"}),
    ]
    for part, sent in steps:
        check_page(client.get(f"{there}{charge.pk}/{part}"))
        check_page(client.post(f"{there}{charge.pk}/{part}", {"none": "x"}), status=400)
        page = check_page(client.post(f"{there}{charge.pk}/{part}", sent, follow=True))
    for word in ("Hall 1", "Convicted", "1,000.50", "Upper court", "Final"):
        assert word in page
    for person in (people.bob, people.dan, people.olga):
        other = signed_in(person)
        for part, sent in steps:
            check_page(other.post(f"{there}{charge.pk}/{part}", sent), status=404)
    assert "Kidnapping</strong>" not in check_page(signed_in(people.bob).get(there))


def test_the_ransom_keeps_its_history(people: People, case: Case) -> None:
    alice, bob = people.alice, people.bob
    first = RansomFacts(currency="XAD", demanded=500_000)
    second = RansomFacts(currency="XAD", demanded=500_000, agreed=200_000)
    third = RansomFacts(currency="XAD", demanded=400_000)
    as_(alice, lambda: record_ransom(case, first, actor=alice.actor))
    as_(
        bob, lambda: record_ransom(case, second, actor=bob.actor, revision=1, compartment="finance")
    )
    as_(alice, lambda: record_ransom(case, third, actor=alice.actor, revision=2))
    with opened(alice.actor):
        steps = queries.ransom_history(alice, case)
    told = [(step.line.figure, step.line.amount, step.by) for step in reversed(steps)]
    assert told == [
        ("demanded", 500_000, "Alice"),
        ("agreed", 200_000, "Bob"),
        ("demanded", 400_000, "Alice"),
        ("agreed", None, "Alice"),
    ]
    page = check_page(signed_in(bob).get(f"/cases/{case.reference}/"))
    assert "Taken back" in page
    with opened(people.dan.actor):
        assert not RansomLine.objects.exists()
