"""Entries say what their verbs declare, and nothing else."""

import logging
from typing import Any

import pytest
from django.conf import settings

from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.errors import UndeclaredFact
from homeward.foundation.journal.models import Entry
from homeward.foundation.journal.verbs import Field, Kind, Verb, all_verbs
from tests.people import People

VERB = Verb(
    "tests.done",
    "did",
    {
        kind.name: Field(kind.name, "what is tested", kind)
        for kind in (Kind.TEXT, Kind.WHOLE, Kind.YES_NO, Kind.TEXTS, Kind.WHOLES)
    },
)
RIGHT: dict[str, Any] = {
    "TEXT": "a",
    "WHOLE": 0,
    "YES_NO": False,
    "TEXTS": ["a"],
    "WHOLES": [1, 2],
}


def test_each_kind_holds_its_values_only() -> None:
    assert VERB.undeclared(RIGHT) == []
    assert VERB.undeclared({"OTHER": 1}) == ["OTHER"]
    for name in RIGHT:
        for other, value in RIGHT.items():
            assert VERB.undeclared({name: value}) == ([] if name == other else [name])
        assert VERB.undeclared({name: None}) == [name]
    assert VERB.undeclared({"WHOLE": 1.5, "TEXTS": [1], "WHOLES": [True]}) == [
        "WHOLE",
        "TEXTS",
        "WHOLES",
    ]


def test_fields_are_declared_with_a_meaning() -> None:
    for verb in all_verbs():
        for name, field in verb.fields.items():
            assert (field.name, bool(field.meaning)) == (name, True)


def test_an_undeclared_field_is_refused_in_a_demonstration(people: People) -> None:
    actor = people.alice.actor
    with opened(actor):
        for facts in ({"colour": "red"}, {"roles": "officer"}):
            with pytest.raises(UndeclaredFact):
                record("access.user_added", actor=actor, **facts)


def test_elsewhere_it_is_written_and_logged(
    people: People, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An officer's work does not stop over it."""
    actor = people.alice.actor
    with opened(actor), caplog.at_level(logging.ERROR):
        with monkeypatch.context() as patched:
            patched.setattr(settings, "HOMEWARD_ENVIRONMENT", "exercise")
            record("access.signed_in", actor=actor, colour="a secret value")
        assert Entry.objects.filter(verb="access.signed_in").latest("number").data == {
            "colour": "a secret value"
        }
    assert "access.signed_in" in caplog.text
    assert "colour" in caplog.text
    assert "secret" not in caplog.text
