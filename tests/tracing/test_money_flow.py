"""The flow of money as table and picture, and answers as pages."""

import re
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import (
    Claim,
    Ledger,
    Trace,
    arrow_tables,
    distribute,
    document,
    errors,
    follow,
    freezing_list,
    generate,
    money_flow,
    paths,
    show,
)
from homeward.tracing.answers.columns import COLUMNS
from homeward.tracing.rules import AVAILABLE
from tests.examples import examples
from tests.tracing import oracle
from tests.tracing.worlds import claims_of, ledger_of, worlds

SVG = "{http://www.w3.org/2000/svg}"


def sums(result: Trace, ledger: Ledger) -> dict[tuple[str, ...], list[float]]:
    """What the carriers of a trace say of each pair, label and pair of currencies."""
    found: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0, 0, 0])
    for each in result.carriers:
        row = ledger.find(each.payment)
        assert row is not None
        ends = (int(ledger.source[row]), int(ledger.target[row]))
        key = (each.label, *(f"{ledger.account_id(end)} {ledger.currency(end)}" for end in ends))
        for place, amount in enumerate((each.exact_amount, each.exact_credited, 1)):
            found[key][place] += amount
    return found


@settings(deadline=None, max_examples=examples(200))
@given(worlds(), st.sampled_from(AVAILABLE), st.booleans())
def test_streams_are_the_carriers_added_up(
    world: oracle.World, rule: str, is_indexed: bool
) -> None:
    ledger = ledger_of(world)
    ledger = ledger.indexed() if is_indexed else ledger
    case = follow(ledger, claims_of(world), rule=rule)
    flow = money_flow(case, most=10_000)
    assert flow.rest == ()
    carried = {
        (s.label, f"{s.source} {s.currency}", f"{s.target} {s.credited_currency}"): s
        for s in flow.streams
        if s.kind == "carried"
    }
    expected = sums(case.trace, ledger)
    assert carried.keys() == expected.keys()
    for key, (left, credited, payments) in expected.items():
        stream = carried[key]
        assert abs(stream.amount - left) <= 0.5 + 1e-6
        assert abs(stream.credited - credited) <= 0.5 + 1e-6
        assert stream.payments == payments
        assert stream.first <= stream.last
    claimed = {s.label: s.credited for s in flow.streams if s.kind == "claim"}
    assert claimed == {claim.label: claim.amount for claim in case.claims}
    few = money_flow(case, most=2)
    told = sum(s.amount for s in few.streams) + sum(each.amount for each in few.rest)
    assert len(few.streams) + sum(each.streams for each in few.rest) == len(flow.streams)
    assert told == sum(s.amount for s in flow.streams)
    assert len(bands(few.svg())) == len(few.streams)


def picture(svg: str) -> ET.Element:
    """The picture as a tree; it is our own text."""
    return ET.fromstring(svg)  # noqa: S314


def bands(svg: str) -> list[str]:
    """The titles of the bands of a picture."""
    return [path.findtext(f"{SVG}title") or "" for path in picture(svg).iter(f"{SVG}path")]


def theft() -> Ledger:
    return Ledger.from_rows(
        [
            ("P1", 0, "family", 'A<b>&"', 1_000, "XAD"),
            ("P2", 1, 'A<b>&"', "B\x07", 600, "XAD"),
            ("P3", 2, "B\x07", 'A<b>&"', 500, "XAD"),
            ("P4", 3, 'A<b>&"', "C", 900, "XAD"),
        ]
    )


def test_the_picture_says_in_words_what_it_shows() -> None:
    case = follow(theft(), [Claim("P1", label="ransom")], rule="fifo")
    flow = money_flow(case)
    svg = flow.svg()
    root = picture(svg)
    title = "Flow of proceeds, rule fifo, after the last payment; amounts in minor units"
    assert root.findtext(f"{SVG}title") == title
    assert (root.get("role"), root.get("direction")) == ("img", "ltr")
    assert bands(svg) == [
        'Claim ransom: 1,000 XAD from family to A<b>&"',
        'ransom: 600 XAD from A<b>&" to B\ufffd, 1 payment',
        'ransom: 500 XAD from B\ufffd to A<b>&", 1 payment',
        'ransom: 900 XAD from A<b>&" to C, 1 payment',
    ]
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert 'again: A<b>&"' in words  # where it comes back to
    assert "900 XAD" in words
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|<script|<image", svg)


def test_what_is_asked_for_and_what_has_no_flow() -> None:
    claims = [Claim("P1", 400, "one"), Claim("P1", 600, "two")]
    case = follow(theft(), claims, rule="pro-rata")
    assert {s.label for s in money_flow(case, labels=["two"]).streams} == {"two"}
    bounds = follow(theft(), claims, rule="poison")
    with pytest.raises(errors.NotDefinedUnderRule):
        money_flow(bounds)
    empty = money_flow(case, labels=[])
    assert (empty.streams, bands(empty.svg())) == ((), [])


def test_streams_as_arrow() -> None:
    case = follow(theft(), [Claim("P1")], rule="fifo")
    tables = arrow_tables(money_flow(case, most=3))
    for name in ("streams", "streams_rest"):
        assert tables[name].column_names == [column for column, _, _ in COLUMNS[name]]
    assert tables["streams_rest"].to_pylist() == [
        {"label": "P1", "currency": "XAD", "streams": 1, "amount": 500}
    ]


def test_pages_show_every_answer_and_hide_no_rest(tmp_path: Path) -> None:
    ledger = generate(seed=7, payments=4_000).ledger
    case = follow(ledger, [Claim("P1181", label="ransom & <co>")], rule="pro-rata")
    page = show(case.trace, most=5)
    assert "ransom &amp; &lt;co&gt;" in page.body
    assert "<co>" not in page.body
    assert f"carriers (first 5 of {len(case.trace.carriers):,})" in page.body
    (note,) = [w.params["amount"] for w in case.trace.warnings if w.code == "unexplained"]
    assert f"come to {note / 100:,.2f} XAD" in page.body
    found = show(paths(case, account=case.trace.holdings[0].account))
    assert ("<caption>paths" in found.body, found.title) == (True, "Paths")
    assert show(freezing_list(case)).title == "Freezing list"
    assert "<caption>freezing (first 3 of" in show(freezing_list(case), most=3).body
    file = tmp_path / "flow.html"
    show(money_flow(case)).save(file)
    text = file.read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert text.count("<svg ") == 1
    assert "<title>Flow of proceeds, rule pro-rata, after the last payment</title>" in text
    assert show(money_flow(case))._repr_html_() in text


def test_streams_of_two_currencies_are_measured_each_by_its_own() -> None:
    ledger = Ledger.from_rows(
        [("P1", 0, "X", "A", 9_000_000, "XBD"), ("P2", 0, "Y", "B", 100, "XAD"),
         ("P3", 1, "A", "C", 5_000_000, "XBD"), ("P4", 1, "B", "D", 100, "XAD")]
    )  # fmt: skip
    case = follow(ledger, [Claim("P1"), Claim("P2")], rule="fifo")
    listed = {(s.source, s.target) for s in money_flow(case, most=3).streams}
    assert listed == {("X", "A"), ("Y", "B"), ("B", "D")}
    with pytest.raises(errors.OptionUnusable):
        money_flow(case, most=-1)


def test_a_trace_has_tables_and_what_is_asked_for_is_checked() -> None:
    case = follow(theft(), [Claim("P1")], rule="fifo")
    tables = arrow_tables(case.trace)
    assert tables["holdings"].to_pylist()[0]["account"] == "C"
    assert document(case.trace) == case.trace.document()
    assert show(case).body == show(case.trace).body
    for asked in ({"labels": ["nobody"]}, {"labels": "nobody"}):
        with pytest.raises(errors.LabelUnknown):
            money_flow(case, **asked)
    assert money_flow(case, labels="P1") == money_flow(case, labels=["P1"])
    for wrong in ({"most": 0}, {"share": 0}, {"share": float("nan")}):
        with pytest.raises(errors.OptionUnusable):
            paths(case, account="C", **wrong)
    assert distribute(case, "C", "rolling").accounts == ("C",)


def test_awards_name_the_currency_of_each_claim() -> None:
    ledger = Ledger.from_rows([("P1", 0, "V", "A", 10, "XAD"), ("P2", 0, "W", "B", 5_000, "XBD")])
    case = follow(ledger, [Claim("P1"), Claim("P2")], rule="fifo")
    awards = distribute(case, ["A"], "rolling").awards
    assert [(each.label, each.claimed, each.currency, each.award) for each in awards] == [
        ("P1", 10, "XAD", 10), ("P2", 5_000, "XBD", 0),
    ]  # fmt: skip


def test_a_picture_tells_amounts_in_major_units_where_an_exponent_is_declared() -> None:
    rows = [("P1", 0, "family", "A", "10.50", "XAD"), ("P2", 1, "A", "B", "6", "XAD")]
    claims = [Claim("P1", label="ransom")]
    flow = money_flow(follow(Ledger.from_rows(rows, exponent=2), claims, rule="fifo"))
    assert bands(flow.svg()) == [
        "Claim ransom: 10.50 XAD from family to A",
        "ransom: 6.00 XAD from A to B, 1 payment",
    ]
    assert [each.amount for each in flow.streams] == [1050, 600]
    assert "minor units" not in flow.svg()
    assert "minor units" not in show(flow).body
    whole = Ledger.from_rows([("P1", 0, "family", "A", 5, "XAD")])
    assert "; amounts in minor units" in money_flow(follow(whole, claims, rule="fifo")).svg()
