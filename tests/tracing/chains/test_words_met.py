"""A reason or a warning that no test meets is one nobody has seen."""

from pathlib import Path

from homeward.tracing.chains.reasons import CHAIN_REASONS
from homeward.tracing.warning import OF_ONE, SENTENCES

WARNINGS = ("rows_moving_nothing", "rows_alike", "unconfirmed_left_out", "block_times_moved")


def test_every_reason_and_warning_is_met_by_a_test() -> None:
    here = Path(__file__)
    others = [each for each in here.parent.glob("test_*.py") if each != here]
    text = "".join(each.read_text() for each in others)
    assert [code for code in (*CHAIN_REASONS, *WARNINGS) if f'"{code}"' not in text] == []


def test_every_warning_has_words_for_one_and_for_many() -> None:
    assert {*WARNINGS} <= {*SENTENCES} & {*OF_ONE}
