"""Damaged statements: whatever is cut, doubled or changed, there is one clear error or a ledger."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing.errors import InputError
from tests.tracing.statements.made import A, B, C, Line, camt, mt940, read, statement

_XML = camt(
    statement(
        A,
        "A-1",
        [
            Line("-12.00", "2026-03-12", B, "B. Second", end_to_end="E-1"),
            Line("-30.00", "2026-03-13", parts=(Line("-10.00", "", B), Line("-20.00", "", C))),
            Line("12.00", "2026-03-14", B, end_to_end="E-1", reversal=True),
        ],
    ),
    statement(B, "B-1", [Line("12.00", "2026-03-12", A, end_to_end="E-1")]),
)
_MT = mt940(
    A,
    7,
    [
        ("2603020302D40,50NTRFNONREF//B-1", f"166?00T?20EREF+E-9?31{C}?32C. THIRD"),
        ("260303C5,NTRFNONREF", f"/IBAN/{B}/EREF/E-2"),
    ],
    opening="C260228XAD1000,00",
    closing="C260331XAD964,50",
)


@given(
    st.sampled_from([_XML, _MT]),
    st.lists(
        st.tuples(st.integers(0, 4000), st.integers(0, 60), st.text(max_size=6)),
        min_size=1,
        max_size=3,
    ),
)
@settings(max_examples=400, deadline=None)
def test_a_damaged_statement_is_a_clear_error_or_a_ledger(
    text: str, damage: list[tuple[int, int, str]]
) -> None:
    for place, size, put in damage:
        at = place % len(text)
        text = text[:at] + put.encode("utf-8", "replace").decode() + text[at + size :]
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = read(Path(folder), text, accept_rejected=True)
        except InputError as error:
            assert str(error)  # noqa: PT017 - any clear error will do, and nothing else
        else:
            assert len(found.ledger)
            assert all(each.message for each in found.ledger.warnings)
            assert all(each.sentence() for each in found.rejections)
