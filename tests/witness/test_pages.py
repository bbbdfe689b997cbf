"""The page of heads: for oversight and administrators, in words, and without scripts."""

from datetime import UTC, datetime, timedelta

from homeward.foundation.guard.context import opened
from homeward.foundation.journal.sequencer import place_all
from homeward.foundation.journal.verification import verify_journal
from homeward.foundation.witness.models import Alarm
from homeward.foundation.witness.own import WITNESS, publish
from homeward.foundation.witness.receiving import take_offer
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case
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
