"""The practices that Homeward ships: files in the folder `practices`, read and checked once."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from homeward.knowledge.manual import shelf
from homeward.knowledge.manual.errors import PlaybookFault, PracticeFault
from homeward.knowledge.manual.guide.checking import (
    FileName,
    check_links,
    check_practice,
    check_shipped,
)
from homeward.knowledge.manual.guide.letters import LETTERS
from homeward.knowledge.manual.guide.practice import LANGUAGES, SOURCE_LANGUAGE, Practice
from homeward.knowledge.manual.guide.reading import read_practice
from homeward.knowledge.manual.playbook import Playbook, Step

FOLDER = Path(__file__).parent.parent / "practices"
Files = Mapping[str, Path]


@cache
def shipped() -> dict[str, Practice]:
    """Every shipped practice by code, by subject and then by title.

    Raises PracticeFault, and PlaybookFault for a step of a playbook that comes from none of them.
    """
    found = load(FOLDER)
    check_origins(shelf.shipped().values(), found)
    return found


@cache
def shipped_texts() -> dict[str, dict[str, str]]:
    """The text of every shipped practice by language, as it stands in its files."""
    return {
        code: {language: path.read_text("utf-8") for language, path in paths.items()}
        for code, paths in text_files().items()
    }


def load(folder: Path) -> dict[str, Practice]:
    """The practices of a folder, checked among each other. Raises PracticeFault."""
    faults: list[PracticeFault] = []
    found = _read(folder, faults, first=True)
    ordered = sorted(found.values(), key=lambda one: (one.letter, one.texts[SOURCE_LANGUAGE].title))
    return {one.code: one for one in ordered}


def steps_from(code: str) -> list[tuple[Playbook, Step]]:
    """The steps of shipped playbooks that come from a practice, each with its playbook."""
    return [
        (playbook, step)
        for playbook in shelf.shipped().values()
        for step in playbook.steps
        if step.practice == code
    ]


def check_origins(playbooks: Iterable[Playbook], practices: Collection[str]) -> None:
    """Every step comes from a practice that is there, or names none. Raises PlaybookFault."""
    for playbook in playbooks:
        for step in playbook.steps:
            if step.practice and step.practice not in practices:
                raise PlaybookFault(
                    file=f"{playbook.code}/structure.toml",
                    place=f"step {step.id}",
                    field="practice",
                    problem=f"there is no practice “{step.practice}”",
                )


def faults_of(folder: Path) -> list[PracticeFault]:
    """Everything that is wrong in a folder: the first fault of each practice."""
    faults: list[PracticeFault] = []
    _read(folder, faults, first=False)
    return faults


def text_files(folder: Path = FOLDER) -> dict[str, dict[str, Path]]:
    """The files of each practice by language. Raises PracticeFault for a file in a wrong place."""
    found: dict[str, dict[str, Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            continue
        parts = path.relative_to(folder).parts
        good = len(parts) == 3 and parts[0] in LETTERS and parts[1] in LANGUAGES
        if not good or path.suffix != ".md":
            problem = _("practices are in <letter>/<language>/<name>.md")
            raise PracticeFault(file="/".join(parts), field="-", problem=problem)
        others = found.setdefault(path.stem, {})
        if any(one.parent.parent != path.parent.parent for one in others.values()):
            problem = _("a practice of this name is filed under another letter")
            raise PracticeFault(file="/".join(parts), field="-", problem=problem)
        others[parts[1]] = path
    return found


def _read(folder: Path, faults: list[PracticeFault], *, first: bool) -> dict[str, Practice]:
    found: dict[str, Practice] = {}
    files = text_files(folder)
    with translation.override(SOURCE_LANGUAGE):
        for code, paths in files.items():
            try:
                found[code] = _practice(code, paths)
            except PracticeFault as fault:
                if first:
                    raise
                faults.append(fault)
        for code, practice in found.items():
            try:
                check_links(practice, practices=files, playbooks=shelf.shipped(),
                            name=_namer(files[code]))  # fmt: skip
            except PracticeFault as fault:
                if first:
                    raise
                faults.append(fault)
    return found


def _practice(code: str, paths: Files) -> Practice:
    name = _namer(paths)
    texts = {}
    for language, path in paths.items():
        try:
            texts[language] = path.read_text("utf-8")
        except UnicodeDecodeError as error:
            raise PracticeFault(file=name(language), field="-", problem=str(error)) from None
    letter = next(iter(paths.values())).parent.parent.name
    practice = read_practice(code, texts, name=name, letter=letter)
    check_practice(practice, name=name)
    check_shipped(practice, name=name)
    return practice


def _namer(paths: Files) -> FileName:
    """Calls the file of a language by its place."""
    some = next(iter(paths.values()))
    return lambda language: f"practices/{some.parent.parent.name}/{language}/{some.name}"
