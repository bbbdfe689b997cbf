"""A message to the public from the choice of facts to its cancellation, and who may do what."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from capvalidator import check_schema
from defusedxml.ElementTree import fromstring
from django.test import Client, override_settings

from homeward.casework.cases.actions import add_person
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.response.alert_settings import AlertSettings
from homeward.casework.response.models import AlertApproval, PublicAlert
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.page_checks import check_page
from tests.people import People
from tests.response.alert_steps import SQUARE, Team, a_team, filled

ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/alerts/feed.atom"
OPEN_FEED = AlertSettings(feed=True, sender="alerts.example.org")


@pytest.fixture
def team(people: People) -> Team:
    return a_team(people)


@pytest.fixture
def feed() -> Iterator[None]:
    """A node whose settings switch the public feed on."""
    with override_settings(HOMEWARD_ALERTS=OPEN_FEED):
        yield


def entries(client: Client | None = None) -> list[Any]:
    answer = (client or Client()).get(FEED)
    assert answer.status_code == 200
    return list(fromstring(answer.content).findall(f"{ATOM}entry"))


def journal(verb: str) -> list[Entry]:
    with opened(service("verifier")):
        return list(Entry.objects.filter(verb=verb).order_by("number"))


def test_nothing_is_taken_from_the_case_but_by_choice(team: Team) -> None:
    with opened(team.people.alice.actor) as actor:
        add_person(team.case, PersonRole.VICTIM, actor=actor, name="Ann Example")
    page = check_page(team.alice.get(team.address("new/")))
    assert "Ann Example" in page
    assert "checked" not in page.split('name="facts"')[1].split("</fieldset>")[0]
    team.alice.post(team.address("new/"), {"status": "Test", "languages": "en"})
    assert team.latest().texts["en"]["description"] == ""
    team.alice.post(team.address("new/"), {"status": "Test", "languages": "en", "facts": ["place"]})
    chosen = team.latest()
    assert "Harbour road" in chosen.texts["en"]["description"]
    assert (chosen.chosen, chosen.shows_person) == (["place"], False)
    codes = [part.partition('"')[0] for part in page.split('value="')]
    person = next(code for code in codes if code.startswith("name-"))
    team.alice.post(team.address("new/"), {"status": "Test", "languages": "en", "facts": [person]})
    assert team.latest().shows_person
    assert journal("response.alert_drafted")[-1].data["facts"] == ["name"]


def test_a_message_goes_out_only_by_two_others_and_then_by_hand(team: Team, feed: None) -> None:
    team.draft()
    assert "Send for approval" in check_page(team.alice.get(team.address(f"{team.latest().pk}/")))
    sent = team.submit()
    assert check_schema(bytes(sent.message or b"")).passed
    alone = team.alice.post(
        team.address(f"{sent.pk}/approve/"), {"sha256": sent.sha256, "read": "on"}
    )
    assert "You wrote a part" in check_page(alone, status=403)
    team.approve(team.bob)
    twice = team.bob.post(
        team.address(f"{sent.pk}/approve/"), {"sha256": sent.sha256, "read": "on"}
    )
    assert "already" in check_page(twice, status=409)
    early = team.alice.post(team.address(f"{sent.pk}/publish/"))
    assert check_page(early, status=409)
    team.approve(team.carol)
    assert entries() == []  # the second approval publishes nothing
    team.post(team.alice, "publish")
    (entry,) = entries()
    link = entry.find(f"{ATOM}link").get("href")
    public = Client().get(link.partition("8000")[2])
    assert public.content == bytes(sent.message or b"")
    assert public.headers["Content-Type"] == "application/cap+xml"
    own = team.bob.get(team.address(f"{sent.pk}/file/"))
    assert own.content == public.content
    assert "attachment" in own.headers["Content-Disposition"]
    for words in (FEED, link.partition("8000")[2]):
        assert team.case.reference not in Client().get(words).content.decode()
        assert Client().post(words).status_code in (403, 405)
    verbs = [f"response.alert_{step}" for step in ("submitted", "approved", "published")]
    assert [len(journal(verb)) for verb in verbs] == [1, 2, 1]


def test_an_edit_voids_the_approvals_that_were_given(team: Team) -> None:
    team.draft()
    first = team.submit()
    team.approve(team.bob)
    team.post(team.alice, "edit", **filled(team.latest(), headline_en="Another headline"))
    assert team.latest().stage == "draft"
    again = team.submit()
    assert again.sha256 != first.sha256
    stale = team.carol.post(
        team.address(f"{again.pk}/approve/"), {"sha256": first.sha256, "read": "on"}
    )
    assert "not the one that you read" in check_page(stale, status=400)
    team.approve(team.carol)
    assert team.latest().stage == "awaiting"
    team.approve(team.bob)
    assert team.latest().stage == "approved"
    assert journal("response.alert_changed")[-1].data["voided"] == 1


def test_who_wrote_a_part_approves_no_more(team: Team) -> None:
    team.draft()
    team.post(team.bob, "edit", **filled(team.latest(), note="Exercise Two"))
    sent = team.submit()
    refused = team.bob.post(
        team.address(f"{sent.pk}/approve/"), {"sha256": sent.sha256, "read": "on"}
    )
    assert refused.status_code == 403
    unread = team.carol.post(team.address(f"{sent.pk}/approve/"), {"sha256": sent.sha256})
    check_page(unread, status=400)
    with opened(team.people.alice.actor):
        assert AlertApproval.objects.count() == 0


def test_what_is_missing_is_said_and_nothing_goes_for_approval(team: Team) -> None:
    team.draft(risk="", alternatives="", headline_fr="", shows_person="on")
    page = team.post(team.alice, "submit", code=400, revision=team.latest().revision)
    for word in ("go wrong for the victim", "alternatives", "the headline (fr)", "at risk"):
        assert word in page
    assert team.latest().stage == "draft"


WRONG = {
    "polygons": ("10,10 10,20 20,20 20,10", "repeat the first point"),
    "circles": ("12.5,-2.5", "radius"),
    "geocodes": ("district", "NAME=value"),
    "expires": ("2020-01-01T00:00", "in the future"),
    "web": ("http://example.org", "https://"),
    "picture": ("https://example.org/van.svg", ".jpg"),
    "languages": ("english", "no code of a language"),
    "status": ("Actual", "Select a valid choice"),
}


@pytest.mark.parametrize("field", WRONG)
def test_a_wrong_entry_comes_back_at_its_field(team: Team, field: str) -> None:
    before = team.draft()
    typed, words = WRONG[field]
    page = team.post(team.alice, "edit", code=400, **filled(before, **{field: typed}))
    assert words in page.split(f'id="id_{field}_error"')[1].partition("</div>")[0]
    assert 'aria-invalid="true"' in page
    assert team.latest().revision == before.revision


def test_the_reference_of_the_case_never_becomes_public(team: Team) -> None:
    before = team.draft()
    wrong = filled(before, description_fr=f"Dossier {team.case.reference}")
    assert "Take it out" in team.post(team.alice, "edit", code=400, **wrong)


def test_two_writers_see_both_versions(team: Team) -> None:
    before = team.draft()
    team.post(team.bob, "edit", **filled(before, note="Exercise of Bob"))
    page = team.post(team.alice, "edit", code=409, **filled(before, note="Exercise of Alice"))
    assert "Exercise of Bob" in page
    assert "Exercise of Alice" in page


def test_update_and_cancel_replace_and_go_the_same_way(team: Team, feed: None) -> None:
    team.draft()
    first = team.publish()
    team.post(team.alice, "follow", type="Update")
    assert team.latest().follows_id == first.pk
    second = team.post(team.alice, "follow", type="Cancel", code=409)
    assert second
    fields = filled(team.latest(), headline_en="Now a white van")
    team.post(team.alice, "edit", **fields)
    update = team.publish()
    (entry,) = entries()
    assert "[Update] Now a white van" in entry.findtext(f"{ATOM}title")
    assert Client().get(f"/alerts/{first.identifier}.xml").status_code == 404
    with opened(team.people.alice.actor):
        assert PublicAlert.objects.get(pk=first.pk).stage == "replaced"
    team.post(team.alice, "follow", type="Cancel")
    assert "headline" not in team.latest().texts["en"]  # nobody is asked again to look out
    assert team.latest().texts["en"]["area"] == "Harbour district"
    over = filled(team.latest(), headline_en="It is over", alternatives="")
    team.post(team.alice, "edit", **over)
    cancel = team.publish()
    (entry,) = entries()
    assert entry.findtext(f"{ATOM}title") == "[Exercise] [Cancel] It is over"
    content = Client().get(f"/alerts/{cancel.identifier}.xml").content
    assert check_schema(content).passed
    references = fromstring(content).findtext("{urn:oasis:names:tc:emergency:cap:1.2}references")
    for one in (first, update):
        assert f"alerts.example.org,{one.identifier}," in references


def test_what_is_over_leaves_the_feed(team: Team, feed: None, monkeypatch: Any) -> None:
    team.draft()
    alert = team.publish()
    assert len(entries()) == 1
    late = datetime.now(UTC) + timedelta(hours=7)

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return late

    monkeypatch.setattr("homeward.casework.response.queries.alerts.datetime", Later)
    assert entries() == []
    assert Client().get(f"/alerts/{alert.identifier}.xml").status_code == 404


def test_the_feed_is_switched_off_unless_the_settings_say_otherwise(team: Team) -> None:
    team.draft()
    alert = team.publish()
    for client in (Client(), team.alice):
        assert client.get(FEED).status_code == 404
        assert client.get(f"/alerts/{alert.identifier}.xml").status_code == 404


def test_a_restricted_message_is_a_file_and_in_no_feed(team: Team, feed: None) -> None:
    team.draft(scope="Restricted", restriction="Border guards")
    alert = team.publish()
    assert entries() == []
    assert Client().get(f"/alerts/{alert.identifier}.xml").status_code == 404
    content = team.alice.get(team.address(f"{alert.pk}/file/")).content
    assert b"<restriction>Border guards</restriction>" in content
    assert check_schema(content).passed


def test_a_node_for_exercises_alerts_nobody_in_earnest(team: Team) -> None:
    begun = {"status": "Actual", "languages": "en"}
    assert "Select a valid choice" in check_page(
        team.alice.post(team.address("new/"), begun), status=400
    )
    team.draft()
    with opened(team.people.alice.actor):
        PublicAlert.objects.update(status="Actual")
    page = team.post(team.alice, "submit", code=400, revision=team.latest().revision)
    assert "not for real cases" in page


def test_a_real_node_alerts_in_earnest(team: Team, feed: None) -> None:
    with override_settings(HOMEWARD_ENVIRONMENT="real"):
        team.draft(status="Actual", note="")
        alert = team.publish()
    (entry,) = entries()
    assert entry.findtext(f"{ATOM}title") == "Look out for a grey van <en> & call"
    assert b"<status>Actual</status>" in Client().get(f"/alerts/{alert.identifier}.xml").content


def test_an_old_approval_publishes_nothing(team: Team) -> None:
    team.draft(polygons=SQUARE)
    team.submit()
    team.approve(team.bob)
    team.approve(team.carol)
    with opened(team.people.alice.actor):
        PublicAlert.objects.update(sent=datetime.now(UTC) - timedelta(hours=13))
    team.post(team.alice, "publish", code=409)
    team.post(team.alice, "withdraw")
    assert team.latest().stage == "withdrawn"


def test_approvers_find_it_in_their_work_and_it_goes_when_it_is_done(team: Team) -> None:
    team.draft()
    alert = team.submit()
    for client in (team.bob, team.carol):
        assert "A public alert awaits approval" in check_page(client.get("/"))
    assert "awaits approval" not in check_page(team.alice.get("/"))
    team.approve(team.bob)
    team.bob.get(team.address(f"{alert.pk}/"))
    assert "awaits approval" not in check_page(team.bob.get("/"))
