"""The family's page as staff make it: consent, two persons, nothing of operations, letters."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection

from homeward.casework.victims.actions.contacts_plan import PlanFacts, set_plan
from homeward.casework.victims.actions.contacts_record import (
    NewFamilyContact,
    NewPromise,
    record_family_contact,
    settle_promise,
)
from homeward.casework.victims.actions.files import set_rule
from homeward.casework.victims.caution import found_in
from homeward.casework.victims.models import FamilyPromise, FamilyUpdate, Guardian
from homeward.casework.victims.view_sources import callers_for
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.people import People, a_case
from tests.victims.family import a_family, open_for
from tests.victims.test_contacts import channel_of
from tests.victims.view_family import (
    DOING,
    UNTIL,
    agreed,
    let_in,
    letter_of,
    released,
    text_of,
    written,
)


def test_nobody_signs_in_without_consent_and_for_a_child_its_guardian_does(people: People) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    address = family.page(family.brother, "view/access/new/")
    assert "Record first that the person agrees" in dan.get(address).content.decode()
    with opened(people.dan.actor):
        person = family.brother.person
        person.age_from, person.age_to = 12, 12
        person.save()
        guardian = Guardian.objects.create(
            case=family.case,
            compartment=Compartment.VICTIMS,
            file=family.brother,
            name="Mona Ferrand",
            capacity="parent",
            decision="Parental authority",
            decided_on=date(2020, 1, 1),
            added_by=people.dan,
        )
    with pytest.raises(DatabaseError, match="Who decides for this person"):
        agreed(family.brother, people.dan)  # a child does not agree by itself
    by_guardian = agreed(family.brother, people.dan, guardian=guardian)
    let_in(family, people.dan, dan, by_guardian)
    page = dan.get(family.page(family.brother, "view/")).content.decode()
    assert "Mona Ferrand" in page
    assert "No letter yet" in page


def test_a_second_member_releases_what_was_written(people: People) -> None:
    family = a_family(people)
    dan, carol = signed_in(people.dan), signed_in(people.carol)
    dan.post(family.page(family.brother, "view/write/"), written())
    preview = dan.get(family.page(family.brother, "view/1/")).content.decode()
    assert "You wrote this. Another member releases it." in preview
    assert "School grade" in preview
    assert "Hello Sami" in preview
    assert dan.post(family.page(family.brother, "view/1/release/")).status_code == 403
    with pytest.raises(DatabaseError, match="second person"), opened(people.dan.actor):
        FamilyUpdate.objects.update(released_at="2026-01-01T00:00Z", released_by=people.carol)
    assert carol.post(family.page(family.brother, "view/1/release/")).status_code == 302
    shown = dan.get(family.page(family.brother, "view/")).content.decode()
    assert "The family reads it" in shown
    with pytest.raises(DatabaseError, match="never changed"), opened(people.carol.actor):
        FamilyUpdate.objects.update(content={})
    letter = dan.get(family.page(family.brother, "view/1/letter/"))
    text = text_of(letter.content)
    assert "We look for Nour every day." in text
    assert "Worker who helps victims" not in text  # Dan is an investigator by his role
    assert "Police officer" in text
    with opened(people.alice.actor):
        verbs = set(Entry.objects.filter(verb__startswith="victims.view_").values_list("verb"))
    assert {("victims.view_written",), ("victims.view_released",)} <= verbs


def test_the_page_begins_with_what_was_promised_and_who_may_call(people: People) -> None:
    family, now = a_family(people), datetime.now(UTC)
    file, dan, carol = family.brother, signed_in(people.dan), signed_in(people.carol)
    released(family, dan, carol, promise_2="A visit", caller_2="lawyer", channel_2="phone")
    channel_of(file, people.dan)
    with opened(people.dan.actor):
        plan = PlanFacts(
            liaison=people.dan, deputy=people.carol, every=1, unit="days", agreed_with="Sami"
        )
        set_plan(file, plan, user=people.dan, revision=0)
        spoke = NewFamilyContact(
            at=now - timedelta(days=2), began="ours", kind="phone", with_whom="-", by=people.dan
        )
        whats = ("A visit", "To ask Bob", "Past", "Kept", "Not kept", "Back", "Seventh")
        due = {"Past": now - timedelta(days=1)}
        promises = [
            NewPromise(what=one, due_at=due.get(one, now + timedelta(days=4)), by=people.dan)
            for one in whats
        ]
        record_family_contact(file, spoke, promises, user=people.dan)
        for one, end in (("Kept", "kept"), ("Not kept", "broken"), ("Back", "taken_back")):
            promise = FamilyPromise.objects.get(what=one)
            promise.file = file
            settle_promise(promise, end, user=people.dan, reason="-")
    page = dan.get(family.page(file, "view/")).content.decode()
    assert "does not stand so any more" in page, "the day of the visit is another one"
    form = dan.get(family.page(file, "view/write/")).context["form"]
    first = {k: v for k, v in form.initial.items() if k in form.fields}
    shown = {
        first[f"promise_{n}"]: first[f"state_{n}"]
        for n in form.promises
        if first.get(f"promise_{n}")
    }
    assert shown == {
        **dict.fromkeys(("A visit", "To ask Bob", "Seventh", "A call each evening"), "open"),
        "Past": "late",
        "Not kept": "late",
        "Kept": "kept",
    }, "not what was taken back; and what stood on the page alone"
    callers = [
        (first[f"caller_{n}"], first[f"channel_{n}"])
        for n in form.callers
        if first.get(f"caller_{n}")
    ]
    assert callers == [("liaison", "phone"), ("support", "phone"), ("lawyer", "phone")]
    sent = {name: value for name, value in first.items() if value} | {"doing": DOING}
    answer = dan.post(family.page(file, "view/write/"), sent)
    [name] = answer.context["form"].errors
    assert first[name] == "To ask Bob", "nothing of operations, whoever promised it"
    assert dan.post(family.page(file, "view/write/"), sent | {name: "To ask"}).status_code == 302
    with opened(people.dan.actor):
        content = FamilyUpdate.objects.latest("version").content
    assert len(content["promises"]) == 7
    assert not [one for one in ("Dan", "Carol") if one in str(content)]
    carol.post(family.page(file, "view/2/release/"))
    page = dan.get(family.page(file, "view/")).content.decode()
    assert "does not stand so any more" not in page
    with opened(people.dan.actor):
        visit = FamilyPromise.objects.get(what="A visit")
        visit.file = file
        settle_promise(visit, "kept", user=people.dan, reason="")
    page = dan.get(family.page(file, "view/")).content.decode()
    assert "does not stand so any more" in page, "the page says that it is open"
    with opened(people.dan.actor):
        set_rule(file, user=people.dan, stops_contact=True, reason="-")
        assert callers_for(people.dan, file) == ()


REVEALING = {
    "Alice will call you.": "the name of somebody",
    "He asked for 50 000 euros.": "an amount",
    "He asked for EUR 5 million.": "an amount",
    "The account is XA12 3456 7890 1234 5678.": "an account",
    "They call from +44 7700 900123.": "a long number",
    "Plate 445-8812-7": "a long number",
    "See https://example.org": "an address",
}
HARMLESS = (
    "We meet on 12/05/2026 at 10:30.",
    "We will call on 2026-05-12.",
    "Two officers of our team look after you. Call us day and night.",
    "Alicex is a word that only begins like a name.",
)


def test_nothing_of_operations_is_written(people: People) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    address = family.page(family.brother, "view/write/")
    for text, found in REVEALING.items():
        answer = dan.post(address, written(doing=text))
        assert answer.status_code == 400, text
        assert f"This must not stand on a family&#x27;s page: {found}" in answer.content.decode()
    in_other_fields = {"promise_2": "Bob calls", "when_1": family.case.reference}
    in_other_fields["help_now"] = f"Ask {people.alice.username}"
    for name, text in in_other_fields.items():
        answer = dan.post(address, written(**{name: text}))
        assert answer.context["form"].errors.keys() == {name}, text
    assert "of somebody who works" in dan.post(address, written(doing="Ask Dan.")).content.decode()
    for text in HARMLESS:
        assert found_in(text, family.case, ["Alice"]) == [], text
    hard = (
        "Notwithstanding considerable uncertainties characterising international coordination,"
        " authorities endeavour to facilitate comprehensive communication opportunities."
    )
    answer = dan.post(address, written(doing=hard), follow=True)
    assert "This is hard to read" in answer.content.decode()


def test_names_of_staff_stand_nowhere(people: People) -> None:
    family = a_family(people)
    dan, carol = signed_in(people.dan), signed_in(people.carol)
    consent = agreed(family.brother, people.dan)
    released(family, dan, carol)
    way = let_in(family, people.dan, dan, consent)
    letters = [
        letter_of(dan, way)[3],
        text_of(dan.get(family.page(family.brother, "view/1/letter/")).content),
    ]
    for person in (people.alice, people.bob, people.carol, people.dan, people.olga):
        for text in letters:
            assert person.full_name not in text.split(), (person, text)
            assert person.username not in text.split()


def test_contact_that_is_stopped_closes_the_page(people: People) -> None:
    family = a_family(people)
    dan, carol = signed_in(people.dan), signed_in(people.carol)
    consent = agreed(family.brother, people.dan)
    way = let_in(family, people.dan, dan, consent)
    letter_of(dan, way)
    dan.post(family.page(family.brother, "view/write/"), written())
    rule = {"stops_contact": "on", "reason": "He may know the offenders."}
    carol.post(family.page(family.brother, "rules/new/"), rule)
    assert carol.post(family.page(family.brother, "view/1/release/")).status_code == 409
    page = dan.get(family.page(family.brother, "view/")).content.decode()
    assert "Closed: over, without consent, or contact stopped" in page
    answer = dan.post(f"{way}letter/", {"what": "whole", "handed": "hand"})
    assert answer.status_code == 409
    assert "This access is closed" in answer.content.decode()


def test_nobody_else_reaches_it(people: People) -> None:
    family = a_family(people)
    dan, carol = signed_in(people.dan), signed_in(people.carol)
    way = let_in(family, people.dan, dan, agreed(family.brother, people.dan))
    released(family, dan, carol)
    below = [family.page(family.brother, f"view/{part}") for part in ("", "write/", "1/")]
    below += [family.page(family.brother, "view/access/new/"), f"{way}letter/", f"{way}revoke/"]
    for stranger in (people.bob, people.olga, people.adam):
        client = signed_in(stranger)
        assert {client.get(address).status_code for address in below} == {404}
        assert client.post(f"{way}unlock/").status_code == 404
        with opened(stranger.actor), connection.cursor() as cursor:
            cursor.execute("select * from family.standing(%s)", [int(way.split("/")[-2])])
            assert cursor.fetchall() == []
            cursor.execute("select * from family.openings_of(%s, 'UTC')", [family.brother.pk])
            assert cursor.fetchall() == []
    for statement in ("select * from family.credential", "select * from family.page"):
        with pytest.raises(DatabaseError), opened(people.dan.actor):
            connection.cursor().execute(statement)


def test_the_files_of_two_cases_stay_apart(people: People) -> None:
    """A consent of one file opens no other."""
    family = a_family(people)
    dan = signed_in(people.dan)
    other = open_for(family.case, "Iris Ferrand", people.dan, victim=family.victim)
    consent = agreed(other, people.dan)
    sent = {"consent": consent.pk, "language": "en", "expires_on": UNTIL.isoformat()}
    assert dan.post(family.page(family.brother, "view/access/new/"), sent).status_code == 400
    assert a_case(people).pk != family.case.pk
