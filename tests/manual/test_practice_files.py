"""The practices that Homeward ships, and what their reader refuses, with file, field and reason."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from homeward.casework.victims.words.needs import NeedKind
from homeward.knowledge.manual.errors import PracticeFault
from homeward.knowledge.manual.guide.letters import LETTERS
from homeward.knowledge.manual.guide.lists import INSTITUTIONS, SERVICES, TOOLS
from homeward.knowledge.manual.guide.markdown import plain, runs_of
from homeward.knowledge.manual.guide.practice import LANGUAGES, WHOLE, Translation
from homeward.knowledge.manual.guide.shelf import FOLDER, faults_of, load, shipped
from homeward.knowledge.manual.ports import offered_tools
from homeward.knowledge.manual.roles import PlanRole

ENGLISH = "d/en/act-in-the-first-hour.md"
FRENCH = "d/fr/act-in-the-first-hour.md"
ARABIC = "d/ar/act-in-the-first-hour.md"


def test_nothing_shipped_is_wrong() -> None:
    assert [fault.sentence() for fault in faults_of(FOLDER)] == []


def test_what_is_shipped() -> None:
    for practice in shipped().values():
        assert set(practice.texts) == set(LANGUAGES), practice.code
        for language in WHOLE:
            assert practice.texts[language].body is not None, (practice.code, language)
        titles = {words.title for words in practice.texts.values()}
        assert len(titles) == len(LANGUAGES), practice.code
        states = {one: practice.translation(one) for one in LANGUAGES}
        assert states["en"] is Translation.SOURCE
        assert states["fr"] is Translation.CURRENT, practice.code
        assert Translation.OUTDATED not in states.values(), practice.code


def test_every_letter_of_the_resolution_has_practices_of_its_own() -> None:
    """59/154 §7 (a) to (h): 60 practices at least, and no subject is thin."""
    filed = Counter(practice.letter for practice in shipped().values())
    assert filed.total() >= 60
    assert {letter: filed[letter] for letter in LETTERS if filed[letter] < 6} == {}


def test_the_evidence_begins_with_the_grade_that_is_shown() -> None:
    begins = {"proven": {"en": "proven", "fr": "éprouvé"},
              "promising": {"en": "promising", "fr": "prometteu"}}  # fmt: skip
    for practice in shipped().values():
        for language in WHOLE:
            first = practice.body(language)[1].evidence[0].casefold()[:30]
            assert begins[practice.grade][language] in first, (practice.code, language)


def test_lists_agree_with_the_rooms_that_use_them() -> None:
    assert set(SERVICES) == set(NeedKind.values) - {"other"}
    assert not set(INSTITUTIONS) & set(PlanRole.values)
    assert list(LETTERS) == list("abcdefgh")


def test_every_tool_is_offered_by_a_room_or_waits_for_one() -> None:
    """Rooms that are not there yet; whoever builds one takes its tools off this list."""
    waiting = {"partners", "links"}
    assert set(TOOLS) - offered_tools() == waiting


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A few practices that hold together, to plant faults in."""
    for path in FOLDER.rglob("*.md"):
        if path.stem in ("act-in-the-first-hour", "talk-with-the-family"):
            place = tmp_path / "practices" / path.relative_to(FOLDER)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
    return tmp_path / "practices"


def replaced(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def without(start: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        lines = text.split("\n")
        kept = [line for line in lines if not line.startswith(start)]
        assert len(kept) == len(lines) - 1
        return "\n".join(kept)

    return change


def test_the_few_hold_together(folder: Path) -> None:
    assert set(load(folder)) == {"act-in-the-first-hour", "talk-with-the-family"}


@pytest.mark.parametrize(
    ("file", "change", "field", "reason"),
    [
        (ENGLISH, replaced("+++", "---"), "header", "two lines of +++"),
        (ENGLISH, replaced('grade = "promising"', 'grade = "good"'), "grade", "none of"),
        (ENGLISH, replaced("revision = 1\n", ""), "revision", "missing"),
        (ENGLISH, replaced("revision = 1\n", "revision = 0\n"), "revision", "at least 1"),
        (ENGLISH, replaced("revised = 2026-11-29", 'revised = "today"'), "revised", "a date"),
        (ENGLISH, replaced('["d", "h"]', '["h", "d"]'), "letters", "folder"),
        (ENGLISH, replaced('["d", "h"]', '["d", "z"]'), "letters", "none of"),
        (ENGLISH, replaced('playbook = "first-hour"', 'playbook = "gone"'), "playbook", "nowhere"),
        (ENGLISH, replaced('law = ["special', 'law = ["spatial'), "law", "none of"),
        (ENGLISH, replaced('"medicine", ', '"magic", '), "services", "none of"),
        (ENGLISH, replaced('"decisions", ', '"decision", '), "tools", "none of"),
        (ENGLISH, replaced('related = ["talk', 'related = ["walk'), "related", "nowhere"),
        (ENGLISH, replaced("runs = true", "runs = true\ncolour = 1"), "colour", "nobody knows"),
        (ENGLISH, replaced('role = "tactical"', 'role = "bank"'), "steps 1 role", "none of"),
        (ENGLISH, replaced('id = "log"', 'id = "life"'), "steps", "stands twice"),
        (ENGLISH, replaced("due = 15", 'due = 15\nafter = "gone"'), "steps life after", "no step"),
        (ENGLISH, replaced('address = "odihpn', 'place = "odihpn'), "sources 1 address", "read"),
        (ENGLISH, replaced("read = 2026-11-29", "memory = false"), "sources 1 read", "memory"),
        (ENGLISH, replaced("## Roles", "## Rolls"), "roles", "missing"),
        (ENGLISH, replaced("## Evidence", "## Cautions"), "evidence", "missing"),
        (ENGLISH, replaced("1. **Believe", "- **Believe"), "text", "one list"),
        (ENGLISH, replaced("2. **Open the log.**", "2. Open the log."), "steps", "strong"),
        (ENGLISH, without("2. "), "steps", "7 are declared, 6"),
        (ENGLISH, replaced("(playbook:virtual)", "(playbook:real)"), "text", "playbook:real"),
        (ENGLISH, replaced("(playbook:virtual)", "(https://example.org)"), "text", "none of ours"),
        (ENGLISH, replaced("## Roles", "<b>x</b>\n\n## Roles"), "text", "holds"),
        (ENGLISH, replaced("## Roles", "### Roles"), "text", "begins with"),
        (FRENCH, replaced("of = 1", "of = 2"), "of", "revision 2"),
        (FRENCH, replaced("## Objet", "## But"), "purpose", "missing"),
        (FRENCH, replaced("- Rien n’est encore certain", "\nRien"), "use", "list"),
        (FRENCH, replaced("- Ce que l’on demande", "Ce que l’on demande"), "cautions", "3 are"),
        (FRENCH, lambda text: text[: text.index("## Objet")], "text", "every section"),
        (ARABIC, replaced("title =", "titre ="), "title", "missing"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_named(
    folder: Path, file: str, change: Callable[[str], str], field: str, reason: str
) -> None:
    path = folder / file
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    with pytest.raises(PracticeFault) as raised:
        load(folder)
    assert raised.value.params["file"] == f"practices/{file}"
    assert raised.value.params["field"] == field
    assert reason in raised.value.params["problem"]
    assert [fault.params for fault in faults_of(folder)] == [raised.value.params]


def test_a_language_that_is_missing_is_named(folder: Path) -> None:
    (folder / ARABIC).unlink()
    with pytest.raises(PracticeFault, match="it is missing") as raised:
        load(folder)
    assert raised.value.params["file"] == f"practices/{ARABIC}"


def test_a_file_in_a_wrong_place_is_named(folder: Path) -> None:
    (folder / "d" / "stray.md").write_text("x", "utf-8")
    with pytest.raises(PracticeFault, match=r"<letter>/<language>/<name>\.md"):
        load(folder)


def test_memory_is_never_proven(folder: Path) -> None:
    path = folder / "f/en/talk-with-the-family.md"
    text = path.read_text("utf-8")
    for day in ("2026-11-29", "2026-11-22"):
        text = text.replace(f"read = {day}", "memory = true")
    path.write_text(text, "utf-8")
    with pytest.raises(PracticeFault, match="not called proven"):
        load(folder)


def test_a_practice_that_leads_to_nothing_is_refused(folder: Path) -> None:
    path = folder / ENGLISH
    lines = path.read_text("utf-8").split("\n")
    starts = ("playbook =", "law =", "services =", "tools =")
    path.write_text("\n".join(one for one in lines if not one.startswith(starts)), "utf-8")
    with pytest.raises(PracticeFault, match="links to no playbook"):
        load(folder)


def test_an_outdated_translation_is_read_and_known_as_one(folder: Path) -> None:
    path = folder / ENGLISH
    text = path.read_text("utf-8").replace("revision = 1\n", "revision = 2\n")
    path.write_text(text.replace("- What is asked in the first hour hurts", "- Once"), "utf-8")
    practice = load(folder)["act-in-the-first-hour"]
    assert practice.translation("fr") is Translation.OUTDATED
    assert practice.translation("ar") is Translation.OUTDATED
    assert practice.translation("en") is Translation.SOURCE


def test_lines_with_marks_read_as_words() -> None:
    line = "Ask **once**, see [the *law*](law:victim)."
    assert plain(line) == "Ask once, see the law."
    marked = [(one.text, one.strong, one.emphasis, one.to) for one in runs_of(line)]
    assert marked == [
        ("Ask ", False, False, None),
        ("once", True, False, None),
        (", see ", False, False, None),
        ("the ", False, False, ("law", "victim")),
        ("law", False, True, ("law", "victim")),
        (".", False, False, None),
    ]
