"""The published JSON Schema of the run document holds for real documents, and refuses others."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Rule, federate, trace
from tests.examples import examples
from tests.tracing import oracle
from tests.tracing.worlds import claims_of, cut, ledger_of, moment, worlds

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "docs" / "reference" / "trace.schema.json").read_text()
)
TYPES: dict[str, Any] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "null": lambda value: value is None,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
SAID_ONLY = {"$schema", "$id", "title", "description", "$defs", "then", "else"}


def problems(value: Any, schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """What a value breaks of a schema, for the keywords that ours uses; others are an error."""
    for keyword, wanted in schema.items():
        if keyword == "$ref":
            yield from problems(value, SCHEMA["$defs"][wanted.removeprefix("#/$defs/")], path)
        elif keyword == "type":
            kinds = wanted if isinstance(wanted, list) else [wanted]
            if not any(TYPES[kind](value) for kind in kinds):
                yield f"{path}: {value!r} is no {kinds}"
        elif keyword == "enum" and value not in wanted:
            yield f"{path}: {value!r} is none of {wanted}"
        elif keyword == "const" and value != wanted:
            yield f"{path}: {value!r} is not {wanted!r}"
        elif keyword == "minimum" and isinstance(value, int) and value < wanted:
            yield f"{path}: {value} is below {wanted}"
        elif keyword == "pattern" and isinstance(value, str) and not re.search(wanted, value):
            yield f"{path}: {value} is not like {wanted}"
        elif keyword == "items" and isinstance(value, list):
            for number, each in enumerate(value):
                yield from problems(each, wanted, f"{path}[{number}]")
        elif keyword == "properties" and isinstance(value, dict):
            for name in wanted.keys() & value.keys():
                yield from problems(value[name], wanted[name], f"{path}.{name}")
        elif keyword == "required" and isinstance(value, dict):
            yield from (f"{path}: no {name}" for name in wanted if name not in value)
        elif keyword == "additionalProperties" and isinstance(value, dict):
            yield from (f"{path}: {n} unknown" for n in value if n not in schema["properties"])
        elif keyword == "if":
            branch = "else" if any(problems(value, wanted, path)) else "then"
            yield from problems(value, schema[branch], path)
        else:
            known = SAID_ONLY | {"enum", "const", "minimum", "pattern", "items", "properties"}
            assert keyword in known | {"required", "additionalProperties"}, keyword


@settings(deadline=None, max_examples=examples(200))
@given(worlds(states=2), st.sampled_from(list(Rule)), st.sampled_from([None, 2]))
def test_every_document_fits(world: oracle.World, rule: Rule, at: int | None) -> None:
    world = cut(world, at)
    ledger, claims = ledger_of(world), claims_of(world)
    pooled = trace(ledger, claims, rule=rule, at=moment(at)).document()
    run = federate(ledger, world.state, claims, rule=rule, at=moment(at)).document()
    for document in (pooled, run):
        assert list(problems(json.loads(json.dumps(document)), SCHEMA)) == []


def a_document(rule: str) -> dict[str, Any]:
    from tests.tracing.test_poison import LEDGER, Claim, Ledger

    found: dict[str, Any] = trace(Ledger.from_rows(LEDGER), [Claim("P1")], rule=rule).document()
    return found


@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        ("fifo", ("rule",), "guess"),
        ("fifo", ("at",), "2026-01-01"),
        ("fifo", ("claims", 0, "held"), None),
        ("fifo", ("claims", 0, "held"), 1.5),
        ("fifo", ("claims", 0, "difference"), 1),
        ("fifo", ("claims", 0, "claimed"), -1),
        ("fifo", ("claims", 0, "extra"), 1),
        ("fifo", ("holdings", 0, "account"), 7),
        ("fifo", ("holdings", 0, "amount"), "7"),
        ("poison", ("claims", 0, "held"), 1000),
        ("poison", ("claims", 0, "difference"), 0),
    ],
)
def test_what_does_not_fit_is_refused(rule: str, path: tuple[Any, ...], value: Any) -> None:
    document = copy.deepcopy(a_document(rule))
    assert list(problems(document, SCHEMA)) == []
    *way, last = path
    part: Any = document
    for step in way:
        part = part[step]
    part[last] = value
    assert list(problems(document, SCHEMA)) != []


@pytest.mark.parametrize("name", ["rule", "claims", "warnings"])
def test_nothing_may_be_missing(name: str) -> None:
    document = a_document("fifo")
    del document[name]
    assert list(problems(document, SCHEMA)) != []
