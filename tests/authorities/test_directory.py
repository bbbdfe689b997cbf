"""The directory: who is in charge, how to reach them, whose node is connected."""

from datetime import UTC, datetime

from django.test import Client

from homeward.foundation.authorities.actions import pin_node
from homeward.foundation.authorities.queries import own_fingerprint
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.wire.cards import PeerCard, sign_card
from homeward.wire.header import Environment
from homeward.wire.keys import NodeKeys
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People


def pin_xb() -> str:
    """Pin a node of XB and return its fingerprint."""
    keys = NodeKeys.generate()
    card = PeerCard(
        state="XB",
        environment=Environment.DEMO,
        url="https://xb.example.org",
        keys=keys.public,
        issued_at=datetime.now(UTC),
    )
    with opened(service("setup")) as actor:
        pin_node(sign_card(card, keys), read_fingerprint=card.fingerprint, actor=actor)
    return card.fingerprint


def test_the_directory_shows_states_contacts_and_whose_node_is_connected(people: People) -> None:
    printed = pin_xb()
    page = check_page(signed_in(people.dan).get("/authorities/"))
    assert "XB-CENTRAL" in page
    assert "mailto:central@xb.example.org" in page
    assert "Day and night" in page
    assert printed in page
    listed = page.partition("<main")[2].partition("</main>")[0]
    assert listed.count("Not connected") == 3, "XC, XD and XZ"
    with opened(people.dan.actor):
        assert own_fingerprint() in page
    assert page.index("XA-CENTRAL") < page.index("XB-CENTRAL"), "one's own State comes first"


def test_it_filters_by_state_and_function(people: People) -> None:
    client = signed_in(people.dan)
    page = check_page(client.get("/authorities/?state=XC&function=fiu"))
    assert "XC-FIU" in page
    assert "XC-POLICE" not in page
    assert "XB-FIU" not in page
    page = check_page(client.get("/authorities/?function=secretariat"))
    assert "XZ-SECR" in page
    assert "XA-POLICE" not in page
    assert "No authority fits" in check_page(
        client.get("/authorities/?state=XA&function=secretariat")
    )
    assert "Select a valid choice" in check_page(client.get("/authorities/?state=QQ"), status=400)


def test_it_reads_in_french_and_is_found_by_the_search_box(people: People) -> None:
    check_page(signed_in(people.dan, language="fr").get("/authorities/"), "fr")
    page = check_page(signed_in(people.dan).get("/search/?q=borduvia"))
    assert "/authorities/?state=XB#XB-CENTRAL" in page


def test_a_visitor_is_sent_to_sign_in(people: People) -> None:
    assert Client().get("/authorities/")["Location"].startswith("/account/login/")
