"""Support in figures: facts of a story against its records, and the page that shows ranges."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.timezone import localdate

from homeward.casework.cases.actions.harm import record_harm, withdraw_harm
from homeward.casework.cases.models import Person
from homeward.casework.cases.vocabulary.people import Cause, HarmKind
from homeward.casework.victims.actions.consents import (
    ConsentFacts,
    Shared,
    record_consent,
    withdraw_consent,
)
from homeward.casework.victims.actions.contacts_record import (
    NewFamilyContact,
    record_family_contact,
)
from homeward.casework.victims.actions.harm import LossFacts, record_loss, withdraw_loss
from homeward.casework.victims.actions.needs_assess import (
    AssessmentFacts,
    Level,
    correct_assessment,
    record_assessment,
)
from homeward.casework.victims.actions.release_debrief import (
    NewDebrief,
    record_debrief,
    void_debrief,
)
from homeward.casework.victims.actions.services_referrals import Asking, advance, refer
from homeward.casework.victims.figures_persons import FactRow, histories
from homeward.casework.victims.figures_tables import first_day
from homeward.casework.victims.figures_traits import supported
from homeward.casework.victims.models import (
    Assessment,
    Consent,
    DebriefSession,
    FamilyContact,
    Loss,
    Referral,
)
from homeward.casework.victims.queries.figures import persons_of_figures
from homeward.casework.victims.queries.files import age_group
from homeward.foundation.access.actions import add_user
from homeward.foundation.access.models import User
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.facts import note_fact
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import PASSWORD, People
from tests.victims.family import Family, a_family
from tests.victims.test_services import a_service, asked, consent_to

TODAY = localdate()


def play(people: People) -> Family:
    """Nour was hurt, is assessed anew and helped; her brother is reached late, and withdraws."""
    family, dan, now = a_family(people), people.dan, datetime.now(UTC)
    nour, sami = family.victim, family.brother
    clinic = a_service(people.carol)
    consent = consent_to(clinic, nour, dan)
    shared = Shared(recipient="person", name="A. B.", covers=("identity",))
    talk = ConsentFacts(
        purpose="debrief", shared=shared, how="spoken", given_at=now - timedelta(hours=1)
    )
    with opened(dan.actor):
        agreed = record_consent(sami, talk, user=dan)
        wrong = record_harm(nour.person, HarmKind.DEATH, Cause.CAUSED, actor=dan.actor)
        withdraw_harm(wrong, "Another person.", actor=dan.actor)
        record_harm(nour.person, HarmKind.INJURY, Cause.CAUSED, actor=dan.actor)
        spoke = a_contact(family, people, 2)
        record_family_contact(sami, **spoke, user=dan)
        tried = record_family_contact(nour, **a_contact(family, people, 1), user=dan)
        failed = a_contact(family, people, 1, reached=False)
        record_family_contact(nour, **failed, corrects=tried, user=dan)
        facts = AssessmentFacts(made_on=TODAY, colleague=dan, present=True)
        first = record_assessment(
            nour, facts, [Level(domain="medical", level=3, met="unmet")], user=dan
        )
        mended = [Level(domain="medical", level=1, met="met")]
        correct_assessment(first, facts, mended, user=dan, why="Read the wrong line.")
        loss = {"amount": 5_000, "currency": "XAD", "from_day": TODAY, "borne_by": "person"}
        record_loss(nour, LossFacts(kind="medical", **loss), user=dan)
        twice = record_loss(nour, LossFacts(kind="income", **loss), user=dan)
        withdraw_loss(twice, user=dan, why="Entered twice.")
        referral = refer(nour, Asking(**asked_for(consent)), user=dan)
        advance(referral, "accepted", user=dan, on=TODAY)
        advance(referral, "delivered", user=dan, on=TODAY)
        told = {"interviewer": "C. D.", "qualification": "Nurse", "afterwards": "Calm."}
        session = NewDebrief(at=now - timedelta(minutes=50), minutes=30, **told)
        void_debrief(record_debrief(sami, session, user=dan), "Another file.", user=dan)
        withdraw_consent(agreed, user=dan, reason="")
    return family


def asked_for(consent: Consent) -> dict[str, Any]:
    known = asked(consent)
    del known["basis"]
    return {**known, "basis": consent}


def a_contact(family: Family, people: People, hours: int, **more: Any) -> dict[str, Any]:
    at = datetime.now(UTC) + timedelta(hours=hours)
    known = {"began": "ours", "kind": "phone", "with_whom": "They", "by": people.dan}
    return {"new": NewFamilyContact(at=at, **(known | more)), "promises": []}


def recounted(family: Family) -> Counter[tuple[str, str]]:
    """The same numbers from the records of the room, which the figures never read."""
    found: Counter[tuple[str, str]] = Counter()
    for file in (family.victim, family.brother):
        mine = {"file": file}
        held = FamilyContact.objects.filter(**mine, corrected_by=None)
        spoken = held.filter(reached=True).exists()
        found["contact", "reached" if spoken else "tried" if held else "nothing"] += 1
        kinds = set(
            Loss.objects.filter(**mine, withdrawn_at=None).values_list("kind", flat=True)
        ) or {"nothing"}
        found.update(("losses", kind) for kind in kinds)
        valid = Assessment.objects.filter(**mine, corrected_by=None).order_by("made_on", "pk")
        last = {
            level.domain: level.met for one in valid for level in one.levels.all()
        }  # of each domain the latest
        found["needs", f"medical.{last.get('medical', 'nothing')}"] += 1
        found["consent", "given"] += Consent.objects.filter(**mine).exists()
        found["consent", "withdrawn"] += Consent.objects.filter(
            **mine, withdrawn_at__isnull=False
        ).exists()
        found["services", "medical.given"] += Referral.objects.filter(
            **mine, steps__code="delivered"
        ).exists()
        held_sessions = DebriefSession.objects.filter(**mine, void_at=None).exists()
        found["debriefs", "held" if held_sessions else "nothing"] += 1
    return +found


def test_the_facts_of_a_story_say_what_its_records_say(people: People) -> None:
    family = play(people)
    with opened(people.dan.actor):
        records = recounted(family)
        assert persons_of_figures(people.dan, datetime.now(UTC)) == []
    with opened(people.olga.actor):
        persons = persons_of_figures(people.olga, datetime.now(UTC) + timedelta(days=1))
    assert [(one.sex, one.age) for one in persons] == [("female", "unknown"), ("male", "unknown")]
    counted = Counter(pair for one in persons for pair in one.rows)
    assert {pair: counted[pair] for pair in records} == dict(records)
    assert len(records) == 10
    assert counted["losses", "income"] == counted["needs", "medical.unmet"] == 0
    assert (counted["harm", "injury"], counted["harm", "death"]) == (1, 0)
    assert [one.waits for one in persons] == [{"medical": 0}, {"contact": 2}]
    _nobody_else_reads_facts(people)


def _nobody_else_reads_facts(people: People) -> None:
    soon = [datetime.now(UTC) + timedelta(days=1)]
    facts = "from guard.support_facts(%s)"
    for person, any_there in ((people.dan, False), (people.adam, False), (people.carol, True)):
        with opened(person.actor), connection.cursor() as cursor:
            cursor.execute(f"select count(*) > 0 {facts}", soon)
            assert cursor.fetchone() == (any_there,)
            cursor.execute("select count(*) from journal_fact")
            assert cursor.fetchone() == (0,)
            cursor.execute(f"select bool_or(data::text ~ 'amount') {facts}", soon)
            assert cursor.fetchone() in ((False,), (None,))


def files_of_last_quarter(people: People, family: Family) -> date:
    """Seventeen women and three men, whose files were opened on a day of the last full quarter."""
    day = first_day(TODAY) - timedelta(days=20)
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    with opened(people.dan.actor):
        for number in range(20):
            sex, row = ("female" if number < 17 else "male"), 1000 + number
            facts = {"file": row, "standing": "victim", "sex": sex, "age_group": "young"}
            note_fact("victims.file", case_id=family.case.pk, at=at, **facts)
            later = at + timedelta(hours=number)
            spoke = {"file": row, "contact": row, "reached": True, "corrects": 0}
            note_fact("victims.family_contact", case_id=family.case.pk, at=later, **spoke)
    return day


def read(text: bytes) -> dict[tuple[str, str], list[str]]:
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    return {(row[1], row[2]): row[3:] for row in rows}


def test_the_page_shows_ranges_of_quarters_that_are_over(people: People) -> None:
    family = a_family(people)  # today: in a quarter that goes on
    day = files_of_last_quarter(people, family)
    with opened(service("setup")) as actor:
        known = {"full_name": "Sven", "authority": "XA-POLICE", "roles": ["support"]}
        sven: User = add_user("sven", actor=actor, password=PASSWORD, **known)
    assert signed_in(people.dan).get("/support-figures/").status_code == 404
    assert "Support in figures" not in signed_in(people.dan).get("/").content.decode()
    for reader in (people.olga, people.carol):
        check_page(signed_in(reader).get("/support-figures/"))
    client = signed_in(sven)
    page = check_page(client.get("/support-figures/"))
    assert "give no small number away" in page
    french = client.get("/support-figures/", headers={"accept-language": "fr"})
    assert "moins de 5</td>" in check_page(french, "fr")
    wrong = client.get("/support-figures/?period=1999&by=sex")
    assert "Select a valid choice" in check_page(wrong)
    assert client.get("/support-figures/tables.csv?period=1999").status_code == 404
    asked_for = f"?period={day.year}-{(day.month + 2) // 3}&by="
    shown = {
        by: read(client.get(f"/support-figures/tables.csv{asked_for}{by}").content)
        for by in ("sex", "age", "quarter")
    }
    victims = ("Persons with a support file", "Victim")
    everybody, women, men, *_ = shown["sex"][victims]
    assert all(map(holds, (everybody, women, men), (20, 17, 3)))
    assert men.startswith("under")
    assert shown["age"][victims][0] == shown["quarter"][victims][0] == everybody
    assert shown["sex"]["Persons with a support file", "Relative"][0].startswith("under")
    median = shown["sex"]["Time to first contact and to first help", FIRST][0]
    assert median == f"10 h (n {everybody})"
    html = check_page(client.get(f"/support-figures/{asked_for}sex"))
    cells = [cell for row in list(shown["sex"].values())[1:] for cell in row]
    assert html.count("<td") == len(cells)
    for cell in set(cells):
        assert html.count(f">{cell}</td>") == cells.count(cell)


FIRST = "First contact in which the person was reached"


def holds(words: str, number: int) -> bool:
    """Whether a range in words, at most ten wide, has the number in it."""
    low, high = (
        (0, int(words.removeprefix("under ")) - 1)
        if words.startswith("under ")
        else map(int, words.split(" to "))
    )
    return bool(low <= number <= high and high - low < 10)


def test_sex_and_age_that_were_recorded_later_count() -> None:
    at = datetime(2026, 9, 30, 12, tzinfo=UTC)
    known = {"file": 7, "standing": "victim", "sex": "", "age_group": "unknown", "person": 3}
    facts = [FactRow("victims.file", at, known)]
    for hours, more in ((1, {"sex": "male"}), (2, {"sex": "female", "age": 17})):
        row = {"person": 3, "outcome": "released"} | more
        facts.append(FactRow("case.person", at + timedelta(hours=hours), row))
    facts.append(FactRow("case.person", at, {"person": 4, "sex": "male", "outcome": "died"}))
    [one] = map(supported, histories(facts))
    assert (one.sex, one.age, one.quarter) == ("female", "child", 3)
    assert ("outcome", "released") in one.rows
    [before] = map(supported, histories(facts[:1]))
    assert (before.sex, before.age) == ("unknown", "unknown")
    held = {row for row in before.rows if row[0] != "needs"}
    assert {row for topic, row in held} == {"victim", "nothing", "open"}


def test_an_estimate_that_spans_two_groups_is_not_known() -> None:
    ages = {(16, 17): "child", (17, 18): "unknown", (40, None): "middle", (None, None): "unknown"}
    for (low, high), group in ages.items():
        assert age_group(Person(age_from=low, age_to=high)) == group
    assert age_group(Person(born_on=date(2008, 5, 2)), date(2026, 5, 1)) == "child"
    assert age_group(Person(born_on=date(2008, 5, 1)), date(2026, 5, 1)) == "young"
