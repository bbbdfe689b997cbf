"""Figures from a State to the Secretariat: two people, one message, one that stands."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.exchange.models import OutMessage
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.oversight.reporting.actions.aggregates import (
    Told,
    approve,
    prepare,
    return_aggregate,
    send_again,
)
from homeward.oversight.reporting.arrivals import on_expired
from homeward.oversight.reporting.errors import (
    NoFiguresToTell,
    NotWaiting,
    OneWaits,
    ReasonMissing,
    SecondPersonNeeded,
)
from homeward.oversight.reporting.models import Aggregate, Stage
from homeward.oversight.reporting.queries.aggregates import asked_states
from homeward.wire.receipts import ReceiptState
from tests.assistance.desks import be_secretariat
from tests.browser_client import signed_in
from tests.exchange.peer import Peer
from tests.page_checks import check_page
from tests.people import People
from tests.pinning import pin
from tests.reporting.telling import aggregate, counted, send, told
from tests.trends.test_pages import bring, mapping


def page_of(answer: Any, language: str = "en") -> str:
    return check_page(answer, language)


TOLD = Told(coverage="All police units since 2020.")


def test_two_people_let_the_figures_go(people: People) -> None:
    pin("XZ")
    with opened(people.carol.actor), pytest.raises(NoFiguresToTell):
        prepare(TOLD, user=people.carol)
    counted({"kidnapping_victims": {"2023": 6, "2024": 12, "2025": None}})
    with opened(people.carol.actor):
        made = prepare(TOLD, user=people.carol)
    lines = {one["period"]: one for one in made.lines if one["unit"] == "victims"}
    assert (lines["2025"]["value"], lines["2025"]["status"]) == (None, "Q"), "held back, no zero"
    assert lines["2023"]["partial"], "counting began within the first year"
    assert "hours_to_assist" in made.absent
    with opened(people.carol.actor):
        with pytest.raises(SecondPersonNeeded):
            approve(made.pk, user=people.carol)
        with pytest.raises(OneWaits):
            prepare(TOLD, user=people.carol)
    with opened(people.alice.actor), pytest.raises(NotFound):
        approve(made.pk, user=people.alice)
    assert signed_in(people.dan).get("/reporting/").status_code == 403
    page = f"/reporting/aggregates/{made.pk}/"
    olga = signed_in(people.olga, language="fr")
    assert "12" in page_of(olga.get(page), "fr")
    assert olga.post(f"{page}approve/").status_code == 302
    with opened(people.olga.actor):
        sent = Aggregate.objects.get()
        assert (sent.stage, sent.decided_by) == (Stage.SENT, people.olga.pk)
        assert OutMessage.objects.get(thread=made.pk).type == "reporting.aggregate"
        with pytest.raises(NotWaiting):
            return_aggregate(made.pk, "No.", user=people.olga)
        # What was looked at is what stays, whatever the program tries.
        with pytest.raises(IntegrityError, match="never change"):
            Aggregate.objects.update(lines=[])


def test_a_correction_says_why_and_stands_in_the_place_of_the_first(people: People) -> None:
    pin("XZ")
    counted({"kidnapping_victims": {"2023": 6, "2024": 12, "2025": 9}})
    with opened(people.carol.actor):
        first = prepare(TOLD, user=people.carol)
    with opened(people.olga.actor):
        return_aggregate(first.pk, "The coverage is wrong.", user=people.olga)
        second = prepare(TOLD, user=people.olga)
    with opened(people.carol.actor):
        approve(second.pk, user=people.carol)
    counted({"kidnapping_victims": {"2023": 6, "2024": 13, "2025": 19}})
    with opened(people.carol.actor):
        with pytest.raises(ReasonMissing):
            prepare(TOLD, user=people.carol)
        third = prepare(Told(coverage="As before.", reason="Late files."), user=people.carol)
    victims = [one for one in third.lines if one["indicator"] == "kidnapping_victims"]
    assert [one["revised"] for one in victims] == [False, True, True]
    page = page_of(signed_in(people.olga).get(f"/reporting/aggregates/{third.pk}/"))
    assert "These changes may tell of single people" in page
    assert page.count("Kidnapping: victims · 2024") == 2, "as a change, and as one that tells"
    with opened(people.olga.actor):
        approve(third.pk, user=people.olga)
    old = page_of(signed_in(people.olga).get(f"/reporting/aggregates/{second.pk}/"))
    assert "It was superseded" in old
    assert "Period" not in old, "no two vintages side by side"
    with opened(EXCHANGE):
        message = Aggregate.objects.get(pk=third.pk).message_id
        assert message
        on_expired(message, datetime.now(UTC), EXCHANGE)
    with opened(people.olga.actor):
        send_again(third.pk, user=people.olga)
    assert "superseded" in page_of(signed_in(people.olga).get("/reporting/"))


def test_the_secretariat_compiles_and_shows_who_did_not_send(people: People) -> None:
    be_secretariat()
    peer, thread = Peer(), uuid4()
    years = [told("kidnapping_victims", str(y), 10 + y - 2020) for y in range(2020, 2026)]
    first = aggregate(1, *years)
    assert send(peer, "reporting.aggregate", first, thread)[1].state is ReceiptState.DELIVERED
    again = send(peer, "reporting.aggregate", first, thread)
    assert again[1].state is ReceiptState.DELIVERED, "twice is once"
    for bad, reason in (
        (aggregate(1, *years), "aggregate_exists"),
        (aggregate(2, *years, *years), "malformed_payload"),
        (aggregate(2, told("kidnapping_victims", "2025", -4)), "malformed_payload"),
    ):
        assert send(peer, "reporting.aggregate", bad)[1].reason == reason
    more = [*years[:-1], told("kidnapping_victims", "2025", 40)]
    send(peer, "reporting.aggregate", aggregate(2, *more, reason="Late files."))
    carol = signed_in(people.carol)
    overview = page_of(carol.get("/reporting/"))
    with opened(people.carol.actor):
        assert overview.count("</svg>did not send") == len(asked_states()) - 1
    shown = page_of(carol.get("/reporting/tables/kidnapping_victims/"))
    assert "States that did not send" in shown
    assert ">40<" in shown
    assert ">15<" not in shown
    assert "Constant panel from 2020 to 2025" in shown
    nothing = page_of(carol.get("/reporting/tables/hours_to_assist/"))
    assert "it is not recorded, which is not zero" in nothing
    csv = carol.get("/reporting/tables/kidnapping_victims/export/csv/").content.decode()
    assert "XB,kidnapping_victims,victims,_T,2025,40,A" in csv
    page_of(
        signed_in(people.carol, language="fr").get("/reporting/tables/kidnapping_victims/"), "fr"
    )
    assert signed_in(people.carol).get("/reporting/aggregates/new/").status_code == 404
    with opened(people.dan.actor), pytest.raises(Forbidden):
        prepare(TOLD, user=people.dan)


def test_a_state_compiles_nothing_and_takes_no_figures_in(people: People) -> None:
    found = send(Peer(), "reporting.aggregate", aggregate(1, told("kidnapping_victims", "2025", 7)))
    assert found[1].reason == "no_secretariat"
    assert signed_in(people.carol).get("/reporting/tables/kidnapping_victims/").status_code == 404


def test_a_national_source_takes_the_place_of_the_nodes_own_count(people: People) -> None:
    pin("XZ")
    counted({"kidnapping_victims": {"2023": 6, "2024": 12}})
    client = signed_in(people.carol)
    content = b"code,year,count,note\nXA,2023,61,\nXA,2024,1072,\nXB,2024,5,\n"
    at = bring(client, "own.csv", content)
    given = mapping(step="import", title="Police of XA", publisher="Police", unit="victims")
    given |= {"name": "", "definition": "", "under_reporting": ""}
    assert client.post(at, given).status_code == 302  # by its class, 020221, and its unit
    form = page_of(client.get("/reporting/aggregates/new/"))
    source = re.findall(r'name="sources" value="(\d+)"', form)
    assert len(source) == 1
    sent = {"sources": source, "coverage": "All police units."}
    made = client.post("/reporting/aggregates/new/", sent)["Location"]
    shown = page_of(client.get(made))
    assert "1,072" in shown
    assert "Police ·" in shown
    with opened(people.carol.actor):
        held = Aggregate.objects.get().lines
    victims = {one["period"]: one["value"] for one in held if one["unit"] == "victims"}
    assert victims == {"2023": "61", "2024": "1072"}, "neither XB's nor the node's own"
