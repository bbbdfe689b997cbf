"""59/154 §2: whoever kidnaps answers for injury and death that the victim suffered from it.

The harm of each victim, the charge that relies on it, decision, sentence and appeal, as officers
recorded them; seen on the page of proceedings, and counted in facts without names.
"""

import re
from typing import Any

import pytest

from homeward.node.demo.crisis import LEAD, OFFICER, SUSPECT, VICTIM, Crisis, ticked, today
from homeward.node.demo.telling import Step
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Crisis, list[Step]]


def facts_of(story: Crisis, kind: str) -> list[dict[str, Any]]:
    """The nameless facts of the case, as statistics read them."""
    return [
        data
        for (data,) in rows(
            story,
            "XA",
            "select f.data from journal_fact f join cases_case c on c.id = f.case_id"
            " where c.reference = %s and f.kind = %s order by f.at",
            story.reference,
            kind,
        )
    ]


def test_the_harm_leads_to_charge_decision_sentence_and_appeal(crisis: Played) -> None:
    story, _ = crisis
    chain = rows(
        story,
        "XA",
        "select v.name, s.name, h.kind, d.kind, t.kind, t.years, t.amount, a.result, c.stage"
        " from cases_case k join cases_charge c on c.case_id = k.id"
        " join cases_person s on s.id = c.suspect_id"
        " join cases_chargeharm l on l.charge_id = c.id join cases_harm h on h.id = l.harm_id"
        " join cases_person v on v.id = h.person_id join cases_courtdecision d"
        " on d.charge_id = c.id join cases_sentence t on t.decision_id = d.id"
        " join cases_appeal a on a.charge_id = c.id where k.reference = %s order by t.kind",
        story.reference,
    )
    common = (VICTIM, SUSPECT, "injury", "convicted")
    assert chain == [
        (*common, "compensation", None, 1_200_000, "upheld", "final"),
        (*common, "imprisonment", 7, None, "upheld", "final"),
    ]


def test_it_is_counted_without_names(crisis: Played) -> None:
    story, _ = crisis
    steps = facts_of(story, "case.charge")
    assert all(step["harms"] == ["injury"] for step in steps)
    said = [(step["stage"], step["decision"], step["sentence"]) for step in steps]
    assert said == [
        ("charged", "", ""),
        ("in_court", "", ""),
        ("decided", "convicted", ""),
        ("decided", "", "imprisonment"),
        ("decided", "", "compensation"),
        ("appealed", "", ""),
        ("decided", "", ""),
        ("final", "", ""),
    ]
    (harm,) = facts_of(story, "case.harm")
    assert (harm["harm_kind"], harm["cause"]) == ("injury", "caused")
    everything = rows(story, "XA", "select kind || data::text from journal_fact")
    written = " ".join(text for (text,) in everything)
    for name in (*VICTIM.split(), SUSPECT, "Mira", "Wrist"):
        assert name not in written, name


def test_harm_that_nobody_answers_for_is_marked_until_a_charge_relies_on_it(
    crisis: Played,
) -> None:
    """A further harm, found later; the officer who recorded it takes it back in the end."""
    story, _ = crisis
    officer, page = story.person(OFFICER), f"{story.case}proceedings/"
    mark = "arm without a charge"
    assert mark not in officer.get(page), "the charge relies on all harm that is known"
    person = story.person_page(VICTIM, officer)
    officer.send(f"{person}harm/", {"kind": "psychological", "cause": "caused", "on": today()})
    assert mark in officer.get(page)
    try:
        form = officer.get(f"{page}new/")
        offered = ticked(form, "harms", "Psychological harm")
        assert offered
    finally:
        withdraw = re.findall(rf"({story.case}harm/\d+/withdraw/)", officer.get(person))[-1]
        officer.send(withdraw, {"why": "Recorded for this exercise."})
    assert mark not in officer.get(page)


def test_the_lead_reads_the_whole_of_it_on_one_page(crisis: Played) -> None:
    story, _ = crisis
    page = story.person(LEAD).get(f"{story.case}proceedings/")
    for words in (SUSPECT, "Injury", "Convicted", "Imprisonment", "12,000.00", "Decision upheld"):
        assert words in page.replace("\u00a0", " "), words


def test_a_decision_does_not_come_before_its_charge(crisis: Played) -> None:
    """The charge is final: no page offers a further step, and none is taken by its address."""
    story, _ = crisis
    lead, page = story.person(LEAD), f"{story.case}proceedings/"
    assert not re.search(rf"{page}\d+/(hearing|decision|sentence|appeal)/", lead.get(page))
    charge = rows(
        story,
        "XA",
        "select c.id from cases_charge c join cases_case k on k.id = c.case_id"
        " where k.reference = %s",
        story.reference,
    )[0][0]
    more = {"kind": "imprisonment", "years": "1"}
    lead.refused(f"{page}{charge}/sentence/", more, code=409, says="Final")
