"""What Homeward ships, and what the reader of the files refuses, with file, step and field."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homeward.knowledge.manual.comparing import Change, compare
from homeward.knowledge.manual.errors import PlaybookFault
from homeward.knowledge.manual.facts import FACTS, all_hold, opposite, term_words
from homeward.knowledge.manual.guide.shelf import check_origins, steps_from
from homeward.knowledge.manual.guide.shelf import shipped as practices
from homeward.knowledge.manual.playbook import LANGUAGES
from homeward.knowledge.manual.shelf import FOLDER, load, shipped, sources
from homeward.knowledge.manual.words import phase_lines
from homeward.knowledge.manual.writing import from_data, to_data

WANTED = {
    "first-hour",
    "live-unknown-location",
    "hostage-known-location",
    "express",
    "virtual",
    "child",
    "at-sea",
    "across-border",
    "release",
    "death",
}


def test_what_is_shipped() -> None:
    assert set(shipped()) == WANTED
    for playbook in shipped().values():
        assert 10 <= len(playbook.steps) <= 25, playbook.code
        assert playbook.recommend
        assert any(step.life for step in playbook.steps)
        assert any(step.evidence for step in playbook.steps)


def test_languages_agree_in_everything_but_words() -> None:
    for playbook in shipped().values():
        assert set(playbook.texts) == set(LANGUAGES)
        for step in playbook.steps:
            assert set(step.texts) == set(LANGUAGES), (playbook.code, step.id)
            english, french = step.texts["en"], step.texts["fr"]
            assert len(english.cautions) == len(french.cautions)
            assert bool(english.evidence) == bool(french.evidence) == bool(step.evidence)
            assert english.do != french.do, (playbook.code, step.id)


@pytest.mark.usefixtures("node")
def test_every_source_is_cited_and_every_step_has_one_or_says_so() -> None:
    every = [
        p for one in shipped().values() for p in (one.sources, *(s.sources for s in one.steps))
    ]
    used = {citation.partition(" ")[0] for citations in every for citation in citations}
    assert used | {"national", "practice", "eisf-2017"} == set(sources())
    lines = [step for p in shipped().values() for part in phase_lines(p) for step in part.steps]
    assert all(line.memory or any(source.read for source in line.sources) for line in lines)
    assert any(line.memory for line in lines)


def test_steps_name_practices_that_are_there_and_are_named_by_them() -> None:
    named = {(book.code, step.id): step.practice for book in shipped().values()
             for step in book.steps if step.practice}  # fmt: skip
    assert len(named) > 100
    back = {(book.code, step.id): code for code in practices() for book, step in steps_from(code)}
    assert back == named
    strange = replace(shipped()["virtual"].steps[0], practice="no-such-practice")
    wrong = replace(shipped()["virtual"], steps=(strange,))
    with pytest.raises(PlaybookFault, match="no practice “no-such-practice”") as raised:
        check_origins([wrong], practices())
    assert raised.value.params["place"] == f"step {strange.id}"


def test_what_is_kept_in_the_database_is_read_back_the_same() -> None:
    for playbook in shipped().values():
        assert from_data(to_data(playbook)) == playbook


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "playbooks")
    return tmp_path / "playbooks"


def replaced(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


STEP = 'id = "confirm"\nrole = "tactical"'
FAULTS = {
    "unknown role": ("structure", STEP, 'id = "confirm"\nrole = "wizard"', "confirm", "role"),
    "unknown field": ("structure", STEP, f'{STEP}\nmagic = "x"', "confirm", "magic"),
    "wrong kind": ("structure", "due = 15", 'due = "15"', "confirm", "due"),
    "negative clock": ("structure", "due = 15", "due = -1", "confirm", "due"),
    "unknown fact": ("structure", 'when = ["child"]', 'when = ["kid"]', "child", "when"),
    "unknown source": ("structure", "incident-2011 point 3", "nowhere", "confirm", "sources"),
    "dangling clock": ("structure", "due = 15", 'due = 15\nafter = "gone"', "confirm", "after"),
    "clock of itself": ("structure", "due = 15", 'due = 15\nafter = "confirm"', "confirm", "after"),
    "step twice": ("structure", 'id = "alert"', 'id = "log"', "log", "id"),
    "missing words": ("fr", "[steps.confirm]", "[steps.confirmer]", "confirm", "confirm"),
    "missing title": ("fr", "[steps.confirm]\ntitle", "[steps.confirm]\ntitre", "confirm", "title"),
    "not TOML": ("en", "title =", "title", "-", "-"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_file_is_refused_by_file_step_and_field(folder: Path, fault: str) -> None:
    name, old, new, place, field = FAULTS[fault]
    path = folder / "first-hour" / f"{name}.toml"
    path.write_text(replaced(old, new)(path.read_text("utf-8")), "utf-8")
    with pytest.raises(PlaybookFault) as caught:
        load(folder)
    facts = caught.value.params
    assert str(facts["file"]).startswith("first-hour/")
    assert place in str(facts["place"])
    assert field in str(facts["field"]) or field in str(facts["place"])


def test_a_clock_that_goes_round_is_refused(folder: Path) -> None:
    path = folder / "first-hour" / "structure.toml"
    text = path.read_text("utf-8")
    text = replaced("due = 15", 'due = 15\nafter = "last-seen"')(text)
    text = replaced("due = 20", 'due = 20\nafter = "confirm"')(text)
    path.write_text(text, "utf-8")
    with pytest.raises(PlaybookFault, match="waits for itself"):
        load(folder)


def test_a_caution_that_one_language_lacks_is_refused(folder: Path) -> None:
    path = folder / "first-hour" / "fr.toml"
    text = path.read_text("utf-8")
    start = text.index("cautions = [")
    path.write_text(text[:start] + text[text.index("]", start) + 2 :], "utf-8")
    with pytest.raises(PlaybookFault, match="languages differ"):
        load(folder)


def test_two_playbooks_of_one_code_are_refused(folder: Path) -> None:
    shutil.copytree(folder / "express", folder / "other")
    with pytest.raises(PlaybookFault) as caught:
        load(folder)
    assert caught.value.params["field"] == "code"


def test_a_language_that_is_missing_is_refused(folder: Path) -> None:
    (folder / "death" / "fr.toml").unlink()
    with pytest.raises(PlaybookFault, match="there must be words in en, fr"):
        load(folder)


TRUTH = st.sampled_from([True, False, None])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from(sorted(FACTS)), TRUTH), st.lists(st.sampled_from(sorted(FACTS)))
)
def test_conditions_are_true_false_or_not_known(
    facts: dict[str, bool | None], terms: list[str]
) -> None:
    values = [facts.get(term) for term in terms]
    expected = False if False in values else None if None in values else True
    assert all_hold(terms, facts) is expected
    for term in terms:
        one, other = all_hold([term], facts), all_hold([opposite(term)], facts)
        assert (one, other) in {(True, False), (False, True), (None, None)}
        assert term_words(term) != term_words(opposite(term))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(list(shipped()["express"].steps)))
def test_a_new_order_names_the_steps_that_were_moved(order: list[object]) -> None:
    old = shipped()["express"]
    new = replace(old, steps=tuple(order))  # type: ignore[arg-type]
    changes = compare(old, new)
    moved = {one.id for one in changes if one.moved}
    assert {one.change for one in changes} <= {Change.SAME, Change.CHANGED}
    stays = [step.id for step in old.steps if step.id not in moved]
    assert [step.id for step in new.steps if step.id not in moved] == stays
    assert bool(moved) == (new.steps != old.steps)
