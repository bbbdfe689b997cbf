"""A report and its frozen annex: whoever holds the annex works out every figure of the text again.

The recomputation, which the demonstration uses too, knows nothing of the code that made the annex.
"""

import io
import json
from typing import Any

import pytest

from homeward.node.demo.report_recount import faults_of, words_of
from homeward.oversight.reporting.annex import About, Reply, annex_of, digest_of, figures_csv
from homeward.oversight.reporting.fields import parts_of, typed_numbers, unbound_in
from homeward.oversight.reporting.paper import docx_of, pdf_of
from homeward.oversight.reporting.paragraphs import PARAGRAPHS
from homeward.oversight.trends.indicators import INDICATORS
from tests.reporting.telling import told

NAMES = {"XA": "Arandia", "XB": "Borduvia", "XC": "Carpania", "XD": "Drovnia"}
Annex = dict[str, Any]


def words_in(docx: bytes) -> str:
    return words_of(io.BytesIO(docx))


def about(**changes: str) -> About:
    return About(
        **{
            "kind": "commission",
            "title": "Questionnaire 2026",
            "session": "Crime Commission, example session",
            "first": "2022",
            "last": "2025",
            "due": "2026-12-31",
            "made_at": "2027-01-15T10:00:00+00:00",
        }
        | changes
    )


def reply(lines: list[dict[str, Any]], text: str = "", needs: str = "") -> Reply:
    answers = {
        "p8b": {"text": text, "needs": needs, "evidence": [{"title": "Law 7", "where": "art. 3"}]}
    }
    return Reply(number=1, cleared_at="2026-11-20T08:00:00+00:00", lines=lines, answers=answers)


def years(code: str, *values: float | None, first: int = 2022, **more: Any) -> list[dict[str, Any]]:
    return [told(code, str(first + at), value, **more) for at, value in enumerate(values)]


def replies(more: int = 0) -> dict[str, Reply]:
    """XA whole, XB with a break, XC whole with a missing year, XD silent."""
    broken = years("kidnapping_victims", 900, 950, 2100, 2000)
    broken[2]["status"] = "B"
    return {
        "XA": reply(
            [
                *years("kidnapping_victims", 1010, 1020, 1030, 1040 + more),
                told("kidnapping_victims", "2025", 400, breakdown="sex=female"),
                *years("hours_to_acknowledge", 30, None, 20.5, 18),
            ],
            "In [[kidnapping_victims 2025]] cases, as [4] others say; none in"
            " [[hours_to_acknowledge 2023]].",
            "Two analysts.",
        ),
        "XB": reply([*broken, *years("hours_to_acknowledge", 50, first=2025)]),
        "XC": reply(years("kidnapping_victims", 7, 9, None, 11)),
    }


def test_every_operative_paragraph_is_asked_about_and_its_indicators_are_known() -> None:
    places = " ".join(one.places for one in PARAGRAPHS.values())
    for number in (*"123456", *(f"7({letter})" for letter in "abcdefgh"), "8(a)", "8(b)"):
        assert f"§{number}" in places
    assert {i for one in PARAGRAPHS.values() for i in one.indicators} <= set(INDICATORS)


def agrees(annex: Annex, text: str, before: Annex | None, language: str = "en") -> int:
    """Hold every marked figure of a text to the recomputation; how many there are."""
    seen, faults = faults_of(annex, text, before, language)
    assert not faults, "; ".join(faults)
    return seen


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_figure_of_the_text_follows_from_the_annex(language: str) -> None:
    first = json.loads(json.dumps(annex_of(about(first="2022", last="2024"), NAMES, replies())))
    held = json.loads(json.dumps(annex_of(about(), NAMES, replies(more=7), first)))
    assert agrees(first, words_in(docx_of(first, language)), None, language) > 30
    text = words_in(docx_of(held, language))
    assert agrees(held, text, first, language) > 40
    assert digest_of(held) in text.replace("\n", "")
    # What cannot be compared is in no total, and who is silent is no zero.
    panel = [
        one for one in held["figures"] if one["operation"] == "panel" and one["paragraph"] == "p1"
    ]
    assert [(one["value"], one["states"]) for one in panel] == [("1010", ["XA"]), ("1047", ["XA"])]
    of_xd = {one["operation"] for one in held["figures"] if one["states"] == ["XD"]}
    assert of_xd <= {"silent", "before"}


def test_a_wrong_figure_would_be_found() -> None:
    held = annex_of(about(), NAMES, replies())
    wrong = json.loads(json.dumps(held))
    next(one for one in wrong["figures"] if one["operation"] == "panel")["value"] = "1011"
    with pytest.raises(AssertionError, match="1,011"):
        agrees(wrong, words_in(docx_of(wrong, "en")), None)


def test_a_report_says_who_was_silent_and_what_is_not_recorded() -> None:
    text = words_in(docx_of(annex_of(about(), NAMES, replies()), "en"))
    assert text.count("did not reply") > 3
    assert "Officers trained (persons): not recorded." in text
    assert "as (4) others say" in text, "a State cannot write what looks like a figure's number"
    assert "from memory" in text
    assert "In the last report" not in text


def test_the_pdf_keeps_its_standard_and_the_csv_its_columns() -> None:
    held = annex_of(about(), NAMES, replies())
    for language in ("en", "fr"):
        pdf = pdf_of(held, language)
        assert pdf.startswith(b"%PDF-1.7")
        assert b"pdfaid" in pdf
    rows = figures_csv(held).decode().splitlines()
    assert rows[0].startswith("id,paragraph,operation")
    assert len(rows) == len(held["figures"]) + 1


def test_a_report_where_nobody_replied_has_no_figure_but_who_was_asked() -> None:
    held = annex_of(about(), NAMES, {})
    assert {one["operation"] for one in held["figures"]} == {
        "asked", "replied", "silent", "answered", "needing",
    }  # fmt: skip
    agrees(held, words_in(docx_of(held, "en")), None)


def test_fields_are_found_and_what_is_no_field_is_named() -> None:
    lines = years("kidnapping_victims", 7)
    assert parts_of("a [[kidnapping_victims 2022]] b") == [
        "a ",
        ("kidnapping_victims", "2022"),
        " b",
    ]
    assert unbound_in("[[kidnapping_victims 2022]]", lines) == []
    assert unbound_in("[[kidnapping_victims 2021]] [[robberies 2022]]", lines) == [
        "[[kidnapping_victims 2021]]",
        "[[robberies 2022]]",
    ]
    assert unbound_in("a [[kidnapping", lines) == ["a [[kidnapping"]
    assert typed_numbers("In 2024 there were 17, see article 16 and §3 of 59/154.") == ["17", "16"]
