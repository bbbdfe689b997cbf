"""A text in parts and back, counted up by itself, and carried over to a new revision."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.knowledge.manual.guide.differing import differences
from homeward.knowledge.manual.guide.editing import (
    carried_over,
    counted_up,
    parts_of,
    revision_in,
    text_of,
)
from homeward.knowledge.manual.guide.headings import SECTIONS
from homeward.knowledge.manual.guide.practice import Translation
from homeward.knowledge.manual.guide.reading import read_practice
from homeward.knowledge.manual.guide.shelf import shipped, shipped_texts

CODE = "act-in-the-first-hour"
TODAY = date(2026, 12, 1)


def test_every_shipped_text_comes_back_from_its_parts() -> None:
    for code, files in shipped_texts().items():
        again = {
            language: text_of(parts_of(text, language), language)
            for language, text in files.items()
        }
        assert read_practice(code, again, name=str) == shipped()[code], code


@given(title=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=80))
def test_any_title_survives_the_form(title: str) -> None:
    text = text_of(parts_of(shipped_texts()[CODE]["en"], "en"), "en")
    parts = parts_of(text, "en")
    changed = parts_of(text_of(type(parts)(title, parts.summary, parts.header), "en"), "en")
    assert changed.title == title


def test_a_changed_text_is_counted_up_once() -> None:
    before = shipped_texts()[CODE]["en"]
    assert counted_up(before, before, TODAY) == before
    after = counted_up(before.replace("Open the log", "Begin the log"), before, TODAY)
    assert revision_in(after) == revision_in(before) + 1
    assert "revised = 2026-12-01" in after
    again = counted_up(after.replace("Begin the log", "Start the log"), before, TODAY)
    assert revision_in(again) == revision_in(before) + 1
    practice = read_practice(CODE, shipped_texts()[CODE] | {"en": after}, name=str)
    assert practice.translation("fr") is Translation.OUTDATED


def changed(text: str, **parts: str) -> str:
    """The text with some of its sections said otherwise."""
    found = parts_of(text, "en")
    return text_of(
        type(found)(found.title, found.summary, found.header, {**found.sections, **parts}), "en"
    )


@given(
    st.dictionaries(st.sampled_from(SECTIONS), st.sampled_from(["x", "y"])),
    st.dictionaries(st.sampled_from(SECTIONS), st.sampled_from(["y", "z"])),
)
def test_what_one_side_changed_is_taken_and_what_both_did_is_named(
    mine: dict[str, str], theirs: dict[str, str]
) -> None:
    base = text_of(parts_of(shipped_texts()[CODE]["en"], "en"), "en")
    old = parts_of(base, "en").sections
    merged = carried_over(base, changed(base, **mine), changed(base, **theirs), "en")
    found = parts_of(merged.text, "en").sections
    for section in SECTIONS:
        ours, then = mine.get(section, old[section]), theirs.get(section, old[section])
        both = ours != old[section] and then != old[section] and ours != then
        assert (section in merged.clashes) == both
        if both:
            assert found[section] == ours
        else:
            assert found[section] == (then if ours == old[section] else ours)


def test_the_header_is_carried_over_with_a_revision_after_both() -> None:
    base = shipped_texts()[CODE]["en"]
    mine = changed(base, purpose="Ours.").replace("revision = 1", "revision = 2", 1)
    theirs = base.replace("revision = 1", "revision = 5", 1).replace(
        'related = ["talk-with-the-family"]', 'related = ["ask-another-state"]'
    )
    merged = carried_over(base, mine, theirs, "en")
    assert merged.clashes == ()
    assert revision_in(merged.text) == 6
    assert 'related = ["ask-another-state"]' in merged.text
    assert parts_of(merged.text, "en").sections["purpose"] == "Ours."
    alone = carried_over(base, base, theirs, "en").text
    assert revision_in(alone) == 5


def test_no_translation_passes_for_one_of_what_was_carried_over() -> None:
    """The State changed the English text only; what is shipped anew has its own French one."""
    files = shipped_texts()[CODE]
    base = files["en"]
    mine = changed(base, purpose="Ours.").replace("revision = 1", "revision = 2", 1)
    theirs = changed(base, evidence="Theirs.").replace("revision = 1", "revision = 2", 1)
    merged = {"en": carried_over(base, mine, theirs, "en").text,
              "fr": files["fr"].replace("of = 1", "of = 2", 1)}  # fmt: skip
    assert read_practice(CODE, merged, name=str).translation("fr") is Translation.OUTDATED
    own = files["fr"].replace("of = 1", "of = 2", 1).replace("Prometteur.", "À nous.", 1)
    new = files["fr"].replace("of = 1", "of = 4\nchecked = 2026-11-29", 1)
    new = new.replace("translated = 2026-11-29", "translated = 2026-11-30", 1)
    new = new.replace("## Objet\n", "## Objet\n\nNeuf.", 1)
    both = carried_over(files["fr"], own, new, "fr")
    assert both.clashes == ()
    assert "À nous." in both.text
    assert "Neuf." in both.text
    assert "\nof = 2\n" in both.text
    assert "checked" not in both.text  # nobody read what was put together


@pytest.mark.usefixtures("node")
def test_differences_name_the_part_and_the_lines() -> None:
    files = shipped_texts()[CODE]
    text = files["en"].replace("- The victim's safety comes before", "- Safety comes before")
    text = text.replace('services = ["medicine", "safety"]', 'services = ["safety"]')
    new = read_practice(CODE, files | {"en": text}, name=str)
    found = {one.part: one for one in differences(shipped()[CODE], new)}
    assert set(found) == {"Services", "Cautions"}
    assert found["Cautions"].language == "en"
    assert len(found["Cautions"].before) == len(found["Cautions"].now) == 1
    assert found["Cautions"].now[0].startswith("Safety comes before")
    assert differences(new, new) == []
    whole = differences(None, new)
    assert {"Title", "Zweck"} - {one.part for one in whole} == {"Zweck"}
