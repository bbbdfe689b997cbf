"""The page of heads: for oversight and administrators, in words, and without scripts."""

from datetime import UTC, datetime, timedelta

from homeward.foundation.authorities.models import Node
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Verification
from homeward.foundation.journal.sequencer import place_all
from homeward.foundation.journal.verification import REMOVED, VERIFIER, verify_journal
from homeward.foundation.witness.concerns import concerns
from homeward.foundation.witness.models import Alarm, Beginning, SeenHead
from homeward.foundation.witness.own import WITNESS, publish
from homeward.foundation.witness.receiving import take_offer
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin
from tests.witness.journals import OtherJournal, entries, open_alarms

PAGE = "/journal/heads/"


def alarmed(people: People) -> OtherJournal:
    """XB's journal, of which one head was countersigned and a shorter one came after it."""
    other = OtherJournal().add(5)
    take_offer(other.offer(0), "XB")
    take_offer(other.offer(0, 2), "XB")
    return other


def test_an_empty_node_says_what_is_not_there_yet(people: People) -> None:
    page = check_page(signed_in(people.adam).get(PAGE))
    assert "The journal was not checked yet" in page
    assert "No other State is connected" in page
    check_page(signed_in(people.olga, language="fr").get(PAGE), "fr")


def test_heads_checks_and_peers_are_shown(people: People) -> None:
    case = a_case(people)
    place_all()
    with opened(WITNESS):
        own = publish(datetime.now(UTC))
        assert own is not None
    verify_journal(keep=True)
    other = OtherJournal().add(5)
    take_offer(other.offer(0, at=datetime.now(UTC) - timedelta(minutes=1)), "XB")
    for person in (people.olga, people.adam):
        page = check_page(signed_in(person).get(PAGE))
        assert bytes(own.root).hex() in page.replace(" ", "")
        assert "Sound" in page
        assert "Alarms" not in page
        for hidden in (case.title, case.reference):
            assert hidden not in page


def test_an_alarm_says_what_to_do_and_is_settled_with_a_note(people: People) -> None:
    alarmed(people)
    (alarm,) = open_alarms()
    for person, language in ((people.olga, "fr"), (people.adam, "en")):
        page = check_page(signed_in(person, language=language).get(PAGE), language)
        assert f"alarm-{alarm.pk}" in page
    assert "restored from a backup" in page
    client = signed_in(people.adam)
    assert "Its journal became shorter" in check_page(client.get("/"))
    address = f"{PAGE}alarms/{alarm.pk}/settle/"
    refused = check_page(client.post(address, {"note": ""}), status=400)
    assert "id_note" in refused or f"note-{alarm.pk}" in refused
    assert client.get(address).status_code == 405
    answer = client.post(address, {"note": "XB was restored; its overseer confirmed it."})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    page = check_page(client.get(PAGE))
    assert "its overseer confirmed it" in page
    assert "Its journal became shorter" not in check_page(client.get("/"))
    (entry,) = entries("witness.alarm_settled")
    assert (entry.actor_name, entry.data["kind"]) == ("adam", "peer_shrunk")
    check_page(client.post(address, {"note": "again"}), status=404)
    with opened(WITNESS):
        assert Alarm.objects.get().settled_by == "adam"


def test_for_others_there_is_no_such_page(people: People) -> None:
    alarmed(people)
    (alarm,) = open_alarms()
    for person in (people.alice, people.dan):
        client = signed_in(person)
        check_page(client.get(PAGE), status=404)
        check_page(client.post(f"{PAGE}alarms/{alarm.pk}/settle/", {"note": "x"}), status=404)
        assert PAGE not in check_page(client.get("/"))
    assert len(open_alarms()) == 1


def _checked(hours: int, sound: bool = True) -> None:
    with opened(VERIFIER):
        Verification.objects.create(
            at=datetime.now(UTC) - timedelta(hours=hours),
            entries=9,
            sound=sound,
            position=None if sound else 3,
            reason="" if sound else REMOVED,
        )


def test_a_check_that_found_tampering_alarms_until_a_sound_one(people: People) -> None:
    title = "The last check found that this node&#x27;s journal was tampered with"
    _checked(1, sound=False)
    for person in (people.olga, people.adam):
        client = signed_in(person)
        start, page = check_page(client.get("/")), check_page(client.get(PAGE))
        assert title in start
        assert f"{PAGE}#own" in start
        assert title in page
        assert "restore nothing" in page
        with opened(person.actor):
            assert len(concerns(person)) == 1
    assert title not in check_page(signed_in(people.alice).get("/"))
    assert concerns(people.alice) == []
    check_page(signed_in(people.olga, language="fr").get(PAGE), "fr")
    _checked(0)
    assert title not in check_page(signed_in(people.olga).get("/"))


def test_a_check_that_did_not_come_alarms(people: People) -> None:
    a_case(people)
    place_all()
    with opened(people.olga.actor):
        assert concerns(people.olga) == []  # a new node's first check is not due yet
    _checked(47)
    with opened(people.olga.actor):
        assert concerns(people.olga) == []


def test_checks_that_stopped_alarm(people: People) -> None:
    _checked(49)
    assert "was not checked for two days" in check_page(signed_in(people.adam).get("/"))


def test_a_peer_of_which_nothing_was_countersigned_for_a_day_is_named(people: People) -> None:
    pin("XB")
    pin("XC")
    setup = service("setup")
    words = "no head of its journal was countersigned for a day"
    assert words not in check_page(signed_in(people.olga).get("/"))
    with opened(setup):
        Node.objects.update(pinned_at=datetime.now(UTC) - timedelta(hours=25))
    with opened(WITNESS):
        for hours, state in ((25, "XB"), (23, "XC")):
            SeenHead.objects.create(
                peer=state,
                size=1,
                root=b"r" * 32,
                at=datetime.now(UTC),
                digest=str(hours),
                seen_at=datetime.now(UTC) - timedelta(hours=hours),
            )
    page = check_page(signed_in(people.olga).get("/"))
    assert page.count(words) == 1
    assert f"{PAGE}#peers" in page
    assert words in check_page(signed_in(people.olga).get(PAGE))


def test_an_overseer_accepts_on_the_page_that_a_journal_begins_anew(people: People) -> None:
    alarmed(people)
    (alarm,) = open_alarms()
    words = "accept that its journal begins anew"
    assert words not in check_page(signed_in(people.adam).get(PAGE))
    address = f"{PAGE}alarms/{alarm.pk}/settle/"
    sent = {"note": "Restored; confirmed by telephone.", "restored": "on"}
    check_page(signed_in(people.adam).post(address, sent), status=403)
    assert len(open_alarms()) == 1
    client = signed_in(people.olga)
    assert words in check_page(client.get(PAGE))
    check_page(signed_in(people.olga, language="fr").get(PAGE), "fr")
    assert client.post(address, sent).status_code == 302
    assert open_alarms() == []
    with opened(WITNESS):
        assert Beginning.objects.get().note == sent["note"]
