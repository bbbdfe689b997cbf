"""Every answer as tables and as a document, with the columns that the reference names."""

import json
import re
from math import isclose
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger
from homeward.tracing.answers.backward import backward
from homeward.tracing.answers.columns import COLUMNS
from homeward.tracing.answers.distribution import distribute
from homeward.tracing.answers.freezing import freezing_list
from homeward.tracing.answers.leaving import exits_and_fees
from homeward.tracing.answers.output import arrow_tables, document, rows
from homeward.tracing.answers.paths import paths
from homeward.tracing.answers.schedule import schedule
from homeward.tracing.answers.spread import range_over_rules
from homeward.tracing.rules import AVAILABLE
from homeward.tracing.tracer import follow
from tests.examples import examples
from tests.tracing import oracle
from tests.tracing.worlds import claims_of, ledger_of, worlds

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "tracing.md"


def every_answer(ledger: Ledger, claims: list[Claim], rule: str) -> list[Any]:
    case = follow(ledger, claims, rule=rule)
    found: list[Any] = [freezing_list(case), range_over_rules(ledger, claims)]
    found.append(exits_and_fees(case))
    for number, account in enumerate(ledger.account_ids):
        if ledger.exits[number]:
            continue
        found += [schedule(case, account), paths(case, account=account)]
        found.append(distribute(case, [account], "rolling"))
        if case.rule.is_exact:
            found.append(backward(ledger, account=account, rule=rule, claims=claims, most=3))
    return found


@settings(deadline=None, max_examples=examples(60))
@given(worlds(), st.sampled_from(AVAILABLE))
def test_tables_have_their_columns_and_documents_are_json(world: oracle.World, rule: str) -> None:
    for answer in every_answer(ledger_of(world), claims_of(world), rule):
        tables = arrow_tables(answer)
        for name, found in rows(answer).items():
            columns = [column for column, _, _ in COLUMNS[name]]
            assert tables[name].column_names == columns
            assert all(list(row) == columns for row in found)
            assert tables[name].num_rows == len(found)
        told = json.loads(json.dumps(document(answer, rule=rule)))
        assert list(told) == ["rule", *tables]


def test_every_table_and_column_is_in_the_reference() -> None:
    text = REFERENCE.read_text()
    for table, columns in COLUMNS.items():
        sections = re.split(r"\n#+ ", text)
        (section,) = [part for part in sections if part.startswith(f"`{table}`\n")]
        rows_ = [line for line in section.splitlines() if line.startswith("| `")]
        told = [tuple(cell.strip().strip("`") for cell in row.split("|")[1:4]) for row in rows_]
        assert told == list(columns), table


def test_times_are_utc() -> None:
    ledger = Ledger.from_rows([("P1", "2026-01-01T02:00:00+02:00", "family", "A", 5, "XAD")])
    case = follow(ledger, [Claim("P1")], rule="fifo")
    assert document(schedule(case, "A"))["schedule"][1]["time"] == "2026-01-01T00:00:00Z"
    steps = document(paths(case, account="A"))["path_steps"]
    assert [step["time"] for step in steps] == ["2026-01-01T00:00:00Z"]
    table = arrow_tables(schedule(case, "A"))["schedule"]
    assert str(table.schema.field("time").type) == "timestamp[us, tz=UTC]"


@pytest.mark.parametrize("name", ["paths", "freezing", "awards"])
def test_no_answer_is_an_empty_table(name: str) -> None:
    ledger = Ledger.from_rows([("P1", 0, "family", "A", 5, "XAD")])
    case = follow(ledger, [], rule="fifo")
    answers = [paths(case, account="A"), freezing_list(case), distribute(case, ["A"], "capped")]
    tables = {key: table for answer in answers for key, table in arrow_tables(answer).items()}
    assert tables[name].num_rows == 0


@settings(deadline=None, max_examples=examples(60))
@given(worlds(), st.sampled_from(AVAILABLE))
def test_an_index_changes_no_answer(world: oracle.World, rule: str) -> None:
    ledger, claims = ledger_of(world), claims_of(world)
    plain = every_answer(ledger, claims, rule)
    indexed = every_answer(ledger.indexed(), claims, rule)
    for one, other in zip(plain, indexed, strict=True):
        assert same(document(one), document(other))


def same(one: Any, other: Any) -> bool:
    """Equal, floats up to their error; the order of equal rows may differ by it."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, float) or isinstance(other, float):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return bool(one == other)
