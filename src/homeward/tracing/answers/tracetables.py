"""A trace as Arrow tables: those of its document, and the amounts before rounding."""

import json
from typing import Any

from homeward.tracing.result import Trace
from homeward.tracing.tally import TERMS


def trace_tables(result: Trace) -> dict[str, Any]:
    """Every table by name: text, int64 minor units; columns named `exact`, and those of
    `claims_unrounded`, hold amounts before rounding (float64 under the share rules)."""
    import pyarrow as pa

    is_whole = result.rule.is_exact or not result.rule.adds_up
    number = pa.int64() if is_whole else pa.float64()
    return {
        name: pa.Table.from_pylist(rows, schema=pa.schema(schema))
        for name, (schema, rows) in _tables(result, number).items()
    }


def _tables(
    result: Trace, number: Any
) -> dict[str, tuple[list[tuple[str, Any]], list[dict[str, Any]]]]:
    import pyarrow as pa

    document = result.document()
    text, whole = pa.string(), pa.int64()
    owned = [("account", text), ("currency", text)]
    named = [("label", text), ("payment", text), ("currency", text)]
    exact_lines = [
        {"label": key[0], "currency": key[1]}
        | {term: result.flow.tally.get(key, term) for term in TERMS}
        for key in result.flow.tally
        if result.rule.adds_up
    ]
    return {
        "claims": (
            [*named, *((term, whole) for term in TERMS), ("difference", whole)],
            document["claims"],
        ),
        "claims_unrounded": (
            [("label", text), ("currency", text), *((term, number) for term in TERMS)],
            exact_lines,
        ),
        "holdings": (
            [*owned, ("balance", whole), ("label", text), ("amount", whole), ("exact", number)],
            [each._asdict() for each in result.holdings],
        ),
        "carriers": (
            [
                *(("payment", text), ("label", text), ("amount", whole), ("credited", whole)),
                *(("exact_amount", number), ("exact_credited", number)),
            ],
            [each._asdict() for each in result.carriers],
        ),
        "transit": (
            [
                *(("payment", text), ("currency", text), ("label", text)),
                *(("amount", whole), ("exact", number)),
            ],
            [each._asdict() for each in result.transit],
        ),
        "unexplained": (
            [*owned, ("amount", whole)],
            document["unexplained"],
        ),
        "warnings": (
            [("code", text), ("params", text), ("message", text)],
            [
                {**each, "params": json.dumps(each["params"], ensure_ascii=False)}
                for each in document["warnings"]
            ],
        ),
    }
