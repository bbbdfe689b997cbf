"""Whom to ask: competence before function, the channel that answers now, and every reason said."""

from datetime import UTC, datetime, timedelta

import pytest

from homeward.foundation.authorities.errors import NotCompetent, UnknownMatter, UnknownState
from homeward.foundation.authorities.models import Authority, ContactPoint
from homeward.foundation.authorities.routing import Advice, check_competent, is_open, who_to_ask
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People
from tests.pinning import pin

SETUP = service("setup")
SUNDAY = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def asked(state: str, kind: str, urgency: str = "routine", treaty: str = "untoc") -> Advice:
    """The advice on a Sunday at noon."""
    with opened(SETUP):
        return who_to_ask(state, kind, urgency, treaty, SUNDAY)


def best(advice: Advice) -> tuple[str, str]:
    """The code of the authority, and the channel."""
    assert advice.best is not None
    assert advice.best.way is not None
    return advice.best.authority.code, advice.best.way.channel.value


def test_each_kind_goes_to_the_authority_that_its_state_names(people: People) -> None:
    pin("XC")
    extradition, freezing = asked("XC", "extradition"), asked("XC", "freezing")
    assert best(extradition) == ("XC-MFA", "diplomatic")
    assert best(freezing) == ("XC-CENTRAL", "node")
    assert extradition.best is not None
    assert "names it for this kind of request under: UNTOC" in extradition.best.reasons[1]
    rules = {one.name: one.rule for one in extradition.left_out}
    assert (
        "does not name it for this kind"
        in rules["Ministry of Justice of Carpania, central authority"]
    )
    assert "function: Central authority" in rules["Financial Intelligence Unit of Carpania"]
    other = asked("XC", "extradition", treaty="uncac")
    assert other.best is None
    assert any("other treaties than this one: UNCAC" in one.rule for one in other.left_out)


def test_channels_by_connection_urgency_and_hours(people: People) -> None:
    assert best(asked("XB", "assistance")) == ("XB-CENTRAL", "secure_mail"), "no node yet"
    assert any("No node of Borduvia" in one.rule for one in asked("XB", "assistance").left_out)
    pin("XB")
    assert best(asked("XB", "assistance")) == ("XB-CENTRAL", "node")
    life = asked("XB", "police_information", "life_at_risk")
    assert life.best is not None
    assert [way.channel.value for way in life.best.ways] == ["node", "phone", "interpol"]
    assert "Call at once" in life.best.ways[1].reasons[0]
    assert life.alert is None, "it is asked anyway"
    freezing = asked("XB", "freezing", "life_at_risk")
    assert freezing.alert is not None
    assert freezing.alert.authority.code == "XB-POLICE"
    unconnected = asked("XD", "assistance", "urgent", treaty="none")
    assert unconnected.best is not None
    closed = [way for way in unconnected.best.ways if not way.is_open]
    # Without a treaty the diplomatic channel comes first, were it not that nobody verified it.
    assert [way.channel.value for way in closed] == ["secure_mail", "diplomatic"]
    assert "Nobody answers there now" in closed[0].warnings[0]


def test_a_stale_or_invalid_contact_point_comes_last_or_not_at_all(people: People) -> None:
    first = asked("XB", "assistance").best
    assert first is not None
    assert [way.is_stale for way in first.ways] == [False, True]
    assert "Nobody has verified it for 180 days." in first.ways[1].warnings
    with opened(SETUP):
        ContactPoint.objects.filter(authority="XB-CENTRAL", point="office").update(
            valid_to=SUNDAY.date() - timedelta(days=1)
        )
    advice = asked("XB", "assistance")
    assert best(advice) == ("XB-CENTRAL", "diplomatic")
    assert any("not valid today" in one.rule for one in advice.left_out)


def test_older_entries_without_contact_points_are_still_reached(people: People) -> None:
    with opened(SETUP):
        ContactPoint.objects.filter(authority="XB-CENTRAL").delete()
        Authority.objects.filter(pk="XB-CENTRAL").update(phone="(none)", always_reachable=False)
    advice = asked("XB", "assistance", "urgent")
    assert advice.best is not None
    assert {way.channel.value for way in advice.best.ways} == {"secure_mail", "phone"}
    assert not any(way.is_open for way in advice.best.ways), "its own word counts"


def test_hours_count_in_the_zone_of_the_office(people: People) -> None:
    with opened(SETUP):
        point = ContactPoint.objects.get(authority="XB-CENTRAL", point="office")
    point.zone = "Pacific/Auckland"  # Tuesday, one in the morning there
    assert not is_open(point, MONDAY)
    point.zone = "UTC"
    assert is_open(point, MONDAY)
    assert not is_open(point, SUNDAY)
    point.zone = "Nowhere/At-all"
    assert not is_open(point, MONDAY)


def test_what_is_not_known_is_refused(people: People) -> None:
    with pytest.raises(UnknownState):
        asked("QQ", "assistance")
    with pytest.raises(UnknownMatter):
        asked("XB", "tea")
    with opened(SETUP):
        fiu = Authority.objects.get(pk="XB-FIU")
        with pytest.raises(NotCompetent, match="Rule: Mutual legal assistance goes to"):
            check_competent(fiu, "assistance")


def test_the_page_says_whom_how_and_why(people: People) -> None:
    client = signed_in(people.dan)
    check_page(client.get("/authorities/who/"))
    address = "/authorities/who/?state=XC&kind=extradition&urgency=urgent&treaty=untoc"
    page = check_page(client.get(address))
    assert 'data-recommended="XC-MFA"' in page
    check_page(signed_in(people.dan, language="fr").get(address), "fr")
    assert "Select a valid choice" in check_page(
        client.get("/authorities/who/?state=XC&kind=tea&urgency=urgent"), status=400
    )
