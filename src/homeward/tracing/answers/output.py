"""Answers as rows, Arrow tables and JSON documents."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from homeward.tracing.answers.backward import Backward
from homeward.tracing.answers.columns import COLUMNS
from homeward.tracing.answers.distribution import Distribution
from homeward.tracing.answers.freezing import FreezingList
from homeward.tracing.answers.leaving import Leaving
from homeward.tracing.answers.moneyflow import MoneyFlow
from homeward.tracing.answers.paths import Paths
from homeward.tracing.answers.schedule import Schedule
from homeward.tracing.answers.spread import RangeOverRules, Spread
from homeward.tracing.answers.tracetables import trace_tables
from homeward.tracing.moments import moment_text, to_microseconds
from homeward.tracing.result import Trace
from homeward.tracing.tracer import Followed
from homeward.tracing.warning import TraceWarning

Rows = list[dict[str, Any]]
Answer = (
    Sequence[Paths]
    | Schedule
    | Backward
    | RangeOverRules
    | FreezingList
    | Leaving
    | Distribution
    | MoneyFlow
)


def rows(answer: Answer) -> dict[str, Rows]:
    """The rows of every table of an answer, by the table's name."""
    if isinstance(answer, Schedule):
        return _schedule(answer)
    if isinstance(answer, Backward):
        return _backward(answer)
    if isinstance(answer, RangeOverRules):
        return _range(answer)
    if isinstance(answer, FreezingList):
        return {
            "freezing": [asdict(row) for row in answer.rows],
            "freezing_rest": [asdict(row) for row in answer.rest],
        }
    if isinstance(answer, Leaving):
        return {
            "exit_accounts": [asdict(row) for row in answer.exits],
            "fees": [asdict(row) for row in answer.fees],
        }
    if isinstance(answer, Distribution):
        return _distribution(answer)
    if isinstance(answer, MoneyFlow):
        return {
            "streams": [asdict(each) for each in answer.streams],
            "streams_rest": [asdict(each) for each in answer.rest],
        }
    return _paths(answer)


def arrow_tables(answer: Answer | Trace | Followed) -> dict[str, Any]:
    """Every table of an answer (columns as in `columns.py`) or of a trace, as Arrow tables."""
    if isinstance(answer, Followed):
        answer = answer.trace
    if isinstance(answer, Trace):
        return trace_tables(answer)
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "whole": pa.int64(),
        "number": pa.float64(),
        "moment": pa.timestamp("us", tz="UTC"),
    }
    return {
        name: pa.Table.from_pylist(
            found, schema=pa.schema([(column, types[kind]) for column, kind, _ in COLUMNS[name]])
        )
        for name, found in rows(answer).items()
    }


def document(answer: Answer | Trace | Followed, **facts: Any) -> dict[str, Any]:
    """The JSON document: `facts`, then the tables; times ISO 8601 in UTC with a final Z."""
    if isinstance(answer, Followed):
        answer = answer.trace
    if isinstance(answer, Trace):
        return facts | answer.document()
    tables = {name: [_plain(row) for row in found] for name, found in rows(answer).items()}
    for row in tables.get("warnings", ()):
        row["params"] = json.loads(row["params"])
    return {name: _text(value) for name, value in facts.items()} | tables


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _text(value) for name, value in row.items()}


def _text(value: Any) -> Any:
    return moment_text(to_microseconds(value)) if isinstance(value, datetime) else value


def _warnings(found: Iterable[TraceWarning]) -> Rows:
    return [
        {**each.document(), "params": json.dumps(each.params, ensure_ascii=False)} for each in found
    ]


def _paths(answer: Sequence[Paths]) -> dict[str, Rows]:
    totals = [column for column, _, _ in COLUMNS["path_totals"]]
    numbered = [(number, path) for one in answer for number, path in enumerate(one.paths, start=1)]
    return {
        "path_totals": [{name: getattr(one, name) for name in totals} for one in answer],
        "paths": [
            {
                "label": path.label,
                "path": number,
                "amount": path.amount,
                "exact": float(path.exact),
                "begins": path.begins,
                "payments": list(path.payments),
            }
            for number, path in numbered
        ],
        "path_steps": [
            {"label": path.label, "path": number, "step": place, **asdict(step)}
            for number, path in numbered
            for place, step in enumerate(path.steps, start=1)
        ],
    }


def _schedule(answer: Schedule) -> dict[str, Rows]:
    plain = [column for column, _, _ in COLUMNS["schedule"] if column != "line"]
    found: dict[str, Rows] = {"schedule": [], "schedule_labels": []}
    if answer.rule.is_exact:
        found["schedule_lots"] = []
    for line in answer.lines:
        number = {"line": line.number}
        found["schedule"].append(number | {name: getattr(line, name) for name in plain})
        found["schedule_labels"].extend(number | asdict(step) for step in line.labels)
        for part, lot in enumerate(line.lots, start=1):
            found["schedule_lots"].append(number | {"part": part} | asdict(lot))
    return found


_WAY = ("kind", "account", "payment", "label", "amount")


def _backward(answer: Backward) -> dict[str, Rows]:
    found = () if answer.ways is None else (answer.ways,)
    totals = [column for column, _, _ in COLUMNS["way_totals"]]
    return {
        "back_lines": [asdict(line) for line in answer.lines],
        "origins": [asdict(origin) for origin in answer.origins],
        "passages": [asdict(passage) for passage in answer.passages],
        "way_totals": [{name: getattr(ways, name) for name in totals} for ways in found],
        "ways": [
            {
                "way": number,
                **{name: getattr(way, name) for name in _WAY},
                "payments": list(way.payments),
            }
            for ways in found
            for number, way in enumerate(ways.ways, start=1)
        ],
        "warnings": _warnings(answer.warnings),
    }


def _range(answer: RangeOverRules) -> dict[str, Rows]:
    return {
        "range_accounts": [
            {"account": row.account, "currency": row.currency, "label": row.label}
            | _spread(row.spread)
            | {"bound": row.bound}
            for row in answer.accounts
        ],
        "range_claims": [
            {"label": row.label, "currency": row.currency, "term": row.term} | _spread(row.spread)
            for row in answer.claims
        ],
        "warnings": _warnings(answer.warnings),
    }


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "low": spread.low,
        "high": spread.high,
        "low_rules": [rule.value for rule in spread.low_rules],
        "high_rules": [rule.value for rule in spread.high_rules],
        **{rule.value: amount for rule, amount in spread.amounts.items()},
    }


def _distribution(answer: Distribution) -> dict[str, Rows]:
    pool = {
        "method": answer.method.value,
        "rule": None if answer.rule is None else answer.rule.value,
        "accounts": list(answer.accounts),
        "currency": answer.currency,
        "pool": answer.pool,
        "left": answer.left,
    }
    return {"distribution": [pool], "awards": [asdict(award) for award in answer.awards]}
