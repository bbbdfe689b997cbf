"""The pages of a crisis as the team, other compartments and strangers meet them."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from homeward.casework.cases.actions import RansomFacts, add_person, record_ransom
from homeward.casework.cases.models import Case, Item
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.response.actions.contacts import verify_proof
from homeward.casework.response.actions.roles import NewAssignment, assign_role
from homeward.casework.response.demand_picture import pictures
from homeward.casework.response.models import Contact, Decision, RoleAssignment
from homeward.casework.response.queries.contacts import demands_of
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.models import User
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People
from tests.response.team import HOUR, NOW, a_team, decide, give, hear

SECRET = "the red barn"
NAME = "Marta Example"
NUMBER = "+33 6 12 34 56 78"
CRISIS_ONLY = ["room/", "room/now/", "roles/new/", "contacts/", "contacts/new/", "contacts/1/"]
CRISIS_ONLY += ["contacts/1/correct/", "contacts/1/recording/", "demands/", "roles/1/end/"]
CRISIS_ONLY += ["roles/1/hand-over/", "hand-overs/1/", "clocks/1/cancel/"]
SHARED = ["", "roles/", "decisions/", "decisions/new/"]


def typed(at: object) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")  # type: ignore[arg-type]


def url(case: Case, part: str = "") -> str:
    return f"/cases/{case.reference}/response/{part}"


def investigator(people: People, case: Case) -> User:
    """Olga cannot be a member; Bob gets the investigation beside finance."""
    with opened(people.alice.actor):
        grant_membership(case.pk, people.bob, "investigation", actor=people.alice.actor)
    return people.bob


@pytest.fixture
def full(people: People) -> Case:
    """A crisis with a role, a relative as communicator, a contact with everything, a decision."""
    case = a_team(people)
    with opened(people.alice.actor):
        relative = add_person(
            case, PersonRole.RELATIVE, actor=people.alice.actor, compartment="crisis", name=NAME
        )
        new = NewAssignment(role="communicator", holder=relative, starts_at=NOW - HOUR)
        voice = assign_role(case, new, user=people.alice)
    give(case, "strategic", people.dan, by=people.alice)
    hear(
        case,
        people.carol,
        handle=NUMBER,
        speaker="a man called Example",
        answered_by=voice,
        demanded=50_000_000,
        demand_currency="XAD",
        threat=f"They spoke of {SECRET}",
        deadline_stated=NOW + 3 * HOUR,
        next_expected=NOW + HOUR,
        proof_given=True,
        proof_kind="voice",
        background=SECRET,
    )
    decide(case, by=people.alice, approver=people.carol)
    return case


def test_every_page_opens_for_the_team_and_for_nobody_else(people: People, full: Case) -> None:
    bob = investigator(people, full)
    pages = [p for p in CRISIS_ONLY if p not in ("contacts/1/recording/", "hand-overs/1/")]
    alice, outsider = signed_in(people.alice), signed_in(people.olga)
    with opened(people.alice.actor):
        row = RoleAssignment.objects.filter(user=people.dan).get()
        clock = full.clock_set.first()
    numbers = {"roles/1/": f"roles/{row.pk}/", "clocks/1/": f"clocks/{clock.pk}/"}
    for page in [*pages, *SHARED, "decisions/1/", "decisions/1/correct/"]:
        for old, new in numbers.items():
            page = page.replace(old, new)
        if page == "room/now/":
            assert alice.get(url(full, page)).status_code == 200
        else:
            check_page(alice.get(url(full, page)))
        assert outsider.get(url(full, page)).status_code == 404
    member = signed_in(bob)
    for page in CRISIS_ONLY:
        assert member.get(url(full, page)).status_code == 404, page
    for page in SHARED:
        shown = check_page(member.get(url(full, page)))
        assert SECRET not in shown
        assert NUMBER not in shown
        assert "Next deadline" not in shown
    assert member.get(url(full, "decisions/1/")).status_code == 404  # it is in the crisis


def test_finance_alone_does_not_see_that_there_is_a_response(people: People, full: Case) -> None:
    bob = signed_in(people.bob)
    assert bob.get(url(full)).status_code == 404
    overview = check_page(bob.get(f"/cases/{full.reference}/"))
    assert "/response/" not in overview.replace("/response/pack/", "")  # which every member prints
    with opened(people.bob.actor):
        assert not Contact.objects.exists()
        assert not RoleAssignment.objects.exists()
        assert not Decision.objects.exists()


def test_the_crisis_page_shows_the_clocks_and_the_strip_the_next(
    people: People, full: Case
) -> None:
    page = check_page(signed_in(people.carol).get(url(full)))
    for words in (
        "Record contact",
        "Record decision",
        "Strategic commander",
        NAME,
        "Next deadline",
    ):
        assert words in page
    assert "Nobody holds" in page
    assert "approve" not in page.lower().replace("approver", "")
    dan = check_page(signed_in(people.dan).get(url(full)))
    assert "Hand over" in dan


def test_the_wall_names_nobody_and_says_nothing_of_what_was_said(
    people: People, full: Case
) -> None:
    client = signed_in(people.alice)
    page = check_page(client.get(url(full, "room/")))
    for hidden in (NAME, SECRET, NUMBER, "612345678", "Example", "500,000", "Wait until"):
        assert hidden not in page
    for person in (people.alice, people.dan, people.carol):
        assert person.full_name not in re.sub(r"<[^>]+>", " ", page)
    assert 'data-theme="dark"' in page
    assert "Harbour" not in page
    for words in ("Strategic commander", "Threat", "Telephone call", "Decision 1"):
        assert words in page
    assert 'http-equiv="refresh"' in page
    part = client.get(url(full, "room/now/"))
    assert "data-stale" in part.content.decode()
    with opened(service("verifier")):  # a screen is journalled when it opens, not every 15 seconds
        seen = Entry.objects.filter(verb="response.viewed", data__page="room")
        assert [entry.data for entry in seen] == [{"page": "room"}], "no number of no entry"


CONTACT = {
    "direction": "incoming",
    "channel": "phone",
    "handle": NUMBER,
    "reached": "on",
    "demanded": "500,000.00",
    "demand_currency": "xad",
}


def test_a_contact_is_recorded_with_its_recording_and_hash(people: People) -> None:
    import hashlib

    case = a_team(people)
    client = signed_in(people.carol)
    sound = b"RIFF not really a recording"
    given = CONTACT | {"starts_at": typed(NOW - HOUR), "next_expected": typed(NOW + HOUR)}
    given["recording"] = SimpleUploadedFile("call <1>.wav", sound, content_type="text/html")
    page = check_page(client.post(url(case, "contacts/new/"), given, follow=True))
    digest = hashlib.sha256(sound).hexdigest()
    assert digest in page
    assert "+33612345678" in page
    saved = client.get(url(case, "contacts/1/recording/"))
    assert saved.streaming, "it may be evidence of any size"
    assert b"".join(saved.streaming_content) == sound  # type: ignore[attr-defined]
    assert saved["Content-Type"] == "application/octet-stream"
    assert saved["Content-Disposition"].startswith("attachment")
    with opened(people.carol.actor):
        one = Contact.objects.get()
        assert (one.demanded, one.demand_currency, one.recording_sha256) == (
            50000000,
            "XAD",
            digest,
        )
        item = Item.objects.get()
    # Another contact may name the item instead; a number that is none of ours is refused.
    more = CONTACT | {"starts_at": typed(NOW - HOUR / 2), "recording_item": str(item.pk)}
    assert digest in check_page(client.post(url(case, "contacts/new/"), more, follow=True))
    more["recording_item"] = "987654"
    refused = check_page(client.post(url(case, "contacts/new/"), more), status=400)
    assert "No item with a file has the number 987654" in refused
    with opened(people.carol.actor):
        assert Contact.objects.count() == 2
    with opened(service("verifier")):
        seen = [entry.data for entry in Entry.objects.filter(verb="response.viewed")]
    assert {"page": "contact", "number": 1} in seen, "which contact was read"
    assert {"page": "record_contact"} in seen


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("starts_at", typed(NOW + 2 * HOUR), "This time has not come yet"),
        ("deadline_stated", typed(NOW - 9 * HOUR), "before the beginning of the contact"),
        ("next_expected", typed(NOW - 9 * HOUR), "before the beginning of the contact"),
        ("demand_currency", "", "Write the currency of the sum"),
        ("demand_currency", "7X", "three letters of the currency"),
        ("demanded", "many", "is not an amount in XAD"),
        ("proof_given", "on", "Choose what kind of proof was given"),
        ("deadline_real", typed(NOW + HOUR), "Write the deadline that they stated as well"),
        ("starts_at", "", "This field is required"),
    ],
)
def test_a_wrong_entry_is_told_at_its_field(
    people: People, field: str, value: str, words: str
) -> None:
    case = a_team(people)
    given = CONTACT | {"starts_at": typed(NOW - HOUR), field: value}
    page = check_page(signed_in(people.carol).post(url(case, "contacts/new/"), given), status=400)
    assert words in page
    with opened(people.carol.actor):
        assert not Contact.objects.exists()


def test_a_contact_sent_twice_is_one(people: People) -> None:
    case = a_team(people)
    client = signed_in(people.carol)
    given = CONTACT | {"starts_at": typed(NOW - HOUR)}
    given["form_token"] = "5f0c3f0e-2b7c-4f3e-9d5f-0d7f6a1c2b3d"
    for _time in range(2):
        assert client.post(url(case, "contacts/new/"), given).status_code == 302
    with opened(people.carol.actor):
        assert Contact.objects.count() == 1


def test_a_role_that_is_kept_apart_is_refused_at_the_field(people: People, full: Case) -> None:
    client = signed_in(people.alice)
    given = {"role": "negotiator", "holder": f"user-{people.dan.pk}", "starts_at": typed(NOW)}
    page = check_page(client.post(url(full, "roles/new/"), given), status=400)
    assert "Whoever decides never negotiates." in page
    assert 'href="#id_holder"' in page
    with opened(people.alice.actor):
        person = RoleAssignment.objects.get(role="communicator").person
        assert person is not None
    given = {"role": "tactical", "holder": f"person-{person.pk}", "starts_at": typed(NOW)}
    page = check_page(client.post(url(full, "roles/new/"), given), status=400)
    assert "is for a colleague who signs in" in page


def test_demands_are_drawn_for_each_currency_alone(people: People, full: Case) -> None:
    hear(full, people.carol, ago=HOUR / 2, offered=1_000_000, offer_currency="XAD")
    hear(full, people.carol, ago=HOUR / 3, demanded=900_000, demand_currency="XBD")
    with opened(people.alice.actor):
        facts = RansomFacts(currency="XAD", demanded=50_000_000, agreed=2_000_000)
        record_ransom(full, facts, actor=people.alice.actor)
    with opened(people.carol.actor):
        series = {one.currency: one for one in demands_of(people.carol, full)}
        assert set(series) == {"XAD", "XBD"}
        figures = [(p.demanded, p.offered) for p in series["XAD"].points]
        assert figures == [(50_000_000, None), (None, 1_000_000)]
        assert series["XAD"].agreed == 2_000_000
        assert series["XBD"].agreed is None
    for language in ("en", "fr"):
        client = signed_in(people.carol, language=language)
        page = check_page(client.get(url(full, "demands/")), language)
        assert page.count('class="demand-picture"') == 2
        assert page.count("<table") == 2
    assert "<button" not in re.sub(r"<(header|nav|dialog).*?</\1>", "", page, flags=re.S)


def test_a_second_person_verifies_the_proof_on_the_page(people: People, full: Case) -> None:
    own = check_page(signed_in(people.carol).get(url(full, "contacts/1/")))
    assert "Somebody else than who recorded it verifies it." in own
    client = signed_in(people.dan)
    given = {"result": "doubtful", "note": "The sister is not sure."}
    page = check_page(client.post(url(full, "contacts/1/"), given, follow=True))
    assert "Doubtful" in page
    late = signed_in(people.alice).post(url(full, "contacts/1/"), given)
    assert late.status_code == 409
    with opened(people.alice.actor):
        contact = Contact.objects.get(number=1)
        with pytest.raises(Exception, match="quicker"):
            verify_proof(contact, "genuine", "x", user=people.alice)


def test_the_log_is_filtered_and_a_decision_confirmed(people: People, full: Case) -> None:
    client = signed_in(people.carol)
    assert "Wait until six." in check_page(client.get(url(full, "decisions/?state=pending")))
    assert "No decision fits" in check_page(client.get(url(full, "decisions/?q=helicopter&state=")))
    refused = client.post(url(full, "decisions/1/"), {"verdict": "no", "note": ""})
    assert "Say why you do not confirm it." in check_page(refused, status=400)
    page = check_page(client.post(url(full, "decisions/1/"), {"verdict": "yes"}, follow=True))
    assert "Confirmed" in page
    assert client.post(url(full, "decisions/1/"), {"verdict": "yes"}).status_code == 409


def test_the_state_renames_adds_and_switches_off(people: People, full: Case) -> None:
    officer = signed_in(people.alice)
    for page, status in (("", 403), ("roles/new/", 403), ("roles/strategic/", 404)):
        assert officer.get(f"/crisis-roles/{page}").status_code == status
    client = signed_in(people.adam)
    check_page(client.get("/crisis-roles/"))
    check_page(client.get("/crisis-roles/rules/decides_never_negotiates/"))
    change = {"name": "Gold", "duties": "", "is_active": "on", "revision": "0"}
    assert client.post("/crisis-roles/roles/strategic/", change).status_code == 302
    page = check_page(client.post("/crisis-roles/roles/strategic/", change), status=409)
    assert "What is kept now" in page
    assert "Gold" in check_page(signed_in(people.alice).get(url(full)))
    new = {"code": "drone", "name": "Air picture", "duties": "", "is_active": "on", "revision": "0"}
    assert client.post("/crisis-roles/roles/new/", new).status_code == 302
    again = check_page(client.post("/crisis-roles/roles/new/", new), status=400)
    assert "The code drone is in use" in again
    # Plans call a role what the State calls it, and steps can be given to its own.
    plan = check_page(signed_in(people.alice).get("/manual/playbooks/first-hour/"))
    assert "Gold" in plan
    assert "Strategic commander" not in plan
    carol, draft = signed_in(people.carol), "/manual/playbooks/first-hour/draft/"
    assert carol.post("/manual/playbooks/first-hour/begin/").status_code == 302
    step = {"title": "Send the drone", "do": "Look from above.", "role": "drone", "revision": "1"}
    step |= {"evidence": "", "reason": "We have one."}
    assert carol.post(f"{draft}steps/alert/add/", step).status_code == 302
    assert "Air picture" in check_page(carol.get(draft))
    give(full, "drone", people.carol, by=people.alice, ago=timedelta())
    timeline = check_page(signed_in(people.alice).get(f"/cases/{full.reference}/timeline/"))
    assert "Role given: Air picture" in timeline
    off = {"first": ["strategic"], "second": ["negotiator"], "revision": "0"}
    address = "/crisis-roles/rules/decides_never_negotiates/"
    assert client.post(address, off).status_code == 302
    give(full, "negotiation_coordinator", people.dan, by=people.alice, ago=timedelta())


def test_nothing_of_a_contact_is_in_the_journal_or_on_the_timeline(
    people: People, full: Case
) -> None:
    with opened(service("verifier")):
        entries = str(list(Entry.objects.values_list("data", flat=True)))
    timeline = check_page(signed_in(people.alice).get(f"/cases/{full.reference}/timeline/"))
    assert "Contact 1 recorded" in timeline
    for hidden in (SECRET, NUMBER, NAME, "500000"):
        assert hidden not in entries
        assert hidden not in timeline


def test_time_runs_from_the_right_where_writing_does(people: People, full: Case) -> None:
    def places(language: str) -> list[float]:
        with opened(people.carol.actor), translation.override(language):
            drawn = pictures(demands_of(people.carol, full))[0].svg
        return [float(x) for x in re.findall(r'<circle [^>]*cx="([0-9.]+)"', drawn)]

    hear(full, people.carol, ago=HOUR / 2, demanded=40_000_000, demand_currency="XAD")
    first, second = places("en")
    assert first < second
    right, left = places("ar")
    assert left < right
    assert (right, left) == (760 - first, 760 - second)
