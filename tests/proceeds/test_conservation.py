"""The conservation line in words: every term that is not zero, none that is, both sides equal."""

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from homeward.casework.proceeds.conservation import TERMS, line_sentence, sides_of

amounts = st.dictionaries(st.sampled_from(TERMS), st.integers(1, 10**12))


@given(amounts)
def test_the_sentence_names_exactly_the_terms_that_are_not_zero(line: dict[str, int]) -> None:
    whole = {**dict.fromkeys(TERMS, 0), **line, "currency": "XAD"}
    with translation.override("en"):
        sentence = line_sentence(whole)
    sides = int(not any(t in line for t in TERMS[:3])) + int(not any(t in line for t in TERMS[3:]))
    assert sentence.count("XAD") == len(line) + sides
    for amount in line.values():
        assert f"{amount // 100:,}.{amount % 100:02d}" in sentence


def test_a_line_reads_as_a_sentence() -> None:
    line = {"claimed": 1200000, "held": 550000, "handed": 500000, "out": 150000, "currency": "XAD"}
    with translation.override("en"):
        sentence = line_sentence(line).replace("\u00a0", " ")
    assert sentence == (
        "XAD 12,000.00 claimed = XAD 5,500.00 held in accounts, XAD 1,500.00 paid out beyond the"
        " ledger and XAD 5,000.00 handed over to other States."
    )
    assert sides_of(line).is_balanced
