"""Contact points and competence in a State's entry: older entries stay what they are."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from homeward.wire.directory.contacts import CompetenceEntry, ContactPointEntry, HoursEntry
from homeward.wire.directory.entries import AuthorityEntry, StateEntry
from homeward.wire.errors import Malformed
from homeward.wire.header import Environment
from tests.meta.repository import ROOT

VECTORS = json.loads(Path(__file__).with_name("entry_vectors.json").read_text("utf-8"))
SCHEMA = json.loads((ROOT / "docs/reference/directory-entry.schema.json").read_text("utf-8"))
NODE = ContactPointEntry(
    point="node",
    channel="node",
    languages=("fr", "en"),
    notified=("UNTOC 18(13)",),
    valid_from=date(2026, 1, 1),
    verified_at=datetime(2026, 11, 1, 9, 30, tzinfo=UTC),
    verified_by="XB-CENTRAL",
)
OFFICE = ContactPointEntry(
    point="office",
    channel="secure_mail",
    address="central@xb.example.org",
    hours=HoursEntry(zone="Europe/Paris", days=(1, 2, 3, 4, 5), opens="09:00", closes="17:30"),
)


def entry(**more: Any) -> StateEntry:
    """An entry of XB with one authority."""
    authority = AuthorityEntry(
        code="XB-CENTRAL", name="Ministry of Justice", functions=("central",), **more
    )
    return StateEntry(
        environment=Environment.DEMO,
        state="XB",
        name="Borduvia",
        languages=("fr", "en"),
        authorities=(authority,),
        card=None,
        issued_at=datetime(2026, 11, 29, 9, 30, tzinfo=UTC),
    )


FULL = entry(
    competence=(CompetenceEntry(treaty="untoc", kinds=("freezing", "tracing")),),
    contact_points=(NODE, OFFICE),
)


def test_an_older_entry_is_read_and_written_as_it_was() -> None:
    raw = VECTORS["without_contacts"].encode()
    assert StateEntry.from_bytes(raw) == entry()
    assert entry().to_bytes() == raw


def test_the_vector_with_contacts_is_read_and_written() -> None:
    raw = VECTORS["with_contacts"].encode()
    assert StateEntry.from_bytes(raw) == FULL
    assert FULL.to_bytes() == raw


def test_both_fit_the_published_schema_and_what_is_out_of_form_does_not() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA)
    for raw in VECTORS.values():
        validator.validate(json.loads(raw))
    broken = json.loads(VECTORS["with_contacts"])
    broken["authorities"][0]["contact_points"][0]["channel"] = "pigeon"
    assert not validator.is_valid(broken)


@pytest.mark.parametrize(
    ("where", "field", "value"),
    [
        ("contact_points", "channel", "pigeon"),
        ("contact_points", "point", "With Capitals"),
        ("contact_points", "address", "two\nlines"),
        ("contact_points", "languages", ["no language"]),
        ("contact_points", "languages", "en"),
        ("contact_points", "notified", [""]),
        ("contact_points", "valid_to", "2025-12-31"),
        ("contact_points", "valid_from", "2026-02-30"),
        ("contact_points", "verified_by", "Somebody by name"),
        ("contact_points", "verified_at", None),
        ("contact_points", "hours", {"zone": "UTC", "days": [], "opens": "9", "closes": "17"}),
        ("contact_points", "unknown", 1),
        ("competence", "treaty", "The Treaty"),
        ("competence", "kinds", "freezing"),
    ],
)
def test_what_is_out_of_form_is_refused(where: str, field: str, value: object) -> None:
    authority = json.loads(VECTORS["with_contacts"])["authorities"][0]
    authority[where][0][field] = value
    with pytest.raises(Malformed):
        AuthorityEntry.from_json(authority)


def test_an_authority_without_functions_and_two_points_of_one_name_are_refused() -> None:
    with pytest.raises(Malformed, match="functions"):
        AuthorityEntry(code="XB-CENTRAL", name="Ministry", functions=())
    with pytest.raises(Malformed, match="contact points"):
        entry(contact_points=(NODE, NODE))
    HoursEntry(zone="UTC", days=(1,), opens="22:00", closes="06:00")  # over midnight
    with pytest.raises(Malformed, match="hours"):
        HoursEntry(zone="UTC", days=(1,), opens="17:00", closes="17:00")
