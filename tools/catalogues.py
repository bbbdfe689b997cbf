"""Translation catalogues, one per room and language, in pure Python.

    python tools/catalogues.py extract     collect messages and merge them into the .po files
    python tools/catalogues.py compile     write the .mo files that Django reads (git ignores them)
    python tools/catalogues.py check       list what is missing or wrong; 1 when there is something

`--room NAME` narrows to one room, `--root FOLDER` works on another tree. English is the source and
has no catalogue; the languages of COMPLETE must be complete. How to translate:
docs/how-to/translate.md.

Messages are found by tools/message_sources.py. The .mo files are written by polib (Babel drops
entries whose number of plural forms it does not expect).
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import polib
from message_sources import Key, Message, Problem, python_messages, template_messages

ROOT = Path(__file__).resolve().parent.parent / "src" / "homeward"
WINGS = ("foundation", "knowledge", "casework", "oversight")
# Files that lie in a wing outside any room are translated with the room that all pages need.
COMMON_ROOM = Path("foundation/web")
COMPLETE = ("fr",)
PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3"
    " : n%100>=11 && n%100<=99 ? 4 : 5;",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4"
    " && (n%100<12 || n%100>14) ? 1 : 2);",
    "zh_Hans": "nplurals=1; plural=0;",
}
PLACEHOLDER = re.compile(r"(?<!%)%\((\w+)\)[sd]|\{(\w+)\}")
POSITIONAL = re.compile(r"(?<!%)(?:%%)*%[sd]")
FRENCH_SPACE = re.compile(r" [:;?!»]|« ")


# --- rooms -----------------------------------------------------------------------------------


def rooms(root: Path) -> list[Path]:
    """The folders that keep a catalogue: every room of every wing, and the node."""
    found = [room for wing in WINGS for room in sorted((root / wing).glob("*/"))]
    return [room for room in [*found, root / "node"] if (room / "__init__.py").is_file()]


def sources(room: Path, root: Path) -> Iterator[Path]:
    """Python files and templates whose messages the room's catalogue holds."""
    yield from (p for p in sorted(room.rglob("*.py")) if "migrations" not in p.parts)
    for pattern in ("*.html", "*.txt", "*.svg"):
        yield from (p for p in sorted(room.rglob(pattern)) if "templates" in p.parts)
    if room == root / COMMON_ROOM:
        yield from (path for wing in WINGS for path in sorted((root / wing).glob("*.py")))


def catalogue_path(room: Path, language: str) -> Path:
    """Where a room keeps the catalogue of a language."""
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


# --- extraction ------------------------------------------------------------------------------


def extract_room(room: Path, root: Path) -> tuple[dict[Key, Message], list[Problem]]:
    """Every message of a room by key, and what is wrong with how some are written."""
    messages: dict[Key, Message] = {}
    problems: list[Problem] = []
    for path in sources(room, root):
        place = path.relative_to(root).as_posix()
        text = path.read_text("utf-8")
        read = python_messages if path.suffix == ".py" else template_messages
        found, faults = read(text, place)
        problems += faults
        for message in found:
            problems += _merge(messages, message, place)
    return messages, problems


def _merge(messages: dict[Key, Message], message: Message, place: str) -> list[Problem]:
    known = messages.setdefault(message.key, message)
    if place not in known.files:
        known.files.append(place)
    if message.plural and known.plural and message.plural != known.plural:
        return [Problem(place, f"“{message.text}” has two different plurals in this room.")]
    known.plural = known.plural or message.plural
    if POSITIONAL.search(message.text):
        return [Problem(place, f"“{message.text}” has an unnamed placeholder; write %(name)s.")]
    return []


# --- catalogues ------------------------------------------------------------------------------


def empty_catalogue(language: str) -> polib.POFile:
    """A catalogue without entries; without dates too, so that it changes only with its words."""
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Project-Id-Version": "Homeward",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    return catalogue


def read_catalogue(path: Path) -> polib.POFile:
    """The catalogue in a file, written again as this tool writes it."""
    return polib.pofile(str(path), wrapwidth=100)


def merge(language: str, messages: dict[Key, Message], old: polib.POFile | None) -> polib.POFile:
    """The catalogue of `messages` with the old translations; unused ones are kept as obsolete."""
    known = {_key(entry): entry for entry in old or []}
    catalogue = empty_catalogue(language)
    catalogue.header = old.header if old is not None else ""
    for key in sorted(messages, key=lambda one: (messages[one].files[0], one)):
        catalogue.append(_entry(language, messages[key], known.pop(key, None)))
    for entry in known.values():
        if entry.translated() or entry.obsolete:
            entry.obsolete = True
            entry.occurrences = []
            catalogue.append(entry)
    return catalogue


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def _entry(language: str, message: Message, old: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.text,
        msgctxt=message.context or None,
        occurrences=[(name, "") for name in sorted(message.files)],
        flags=["python-format"] if "%(" in message.text + message.plural else [],
    )
    if message.plural:
        count = int(re.findall(r"nplurals=(\d+)", PLURALS[language])[0])
        kept = old.msgstr_plural if old is not None else {}
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {form: kept.get(form, "") for form in range(count)}
    elif old is not None:
        entry.msgstr = old.msgstr
    if old is not None:
        entry.tcomment = old.tcomment
        entry.flags += ["fuzzy"] if old.fuzzy else []
    return entry


# --- checks ----------------------------------------------------------------------------------


def check_room(room: Path, root: Path, languages: Iterable[str]) -> list[Problem]:
    """Everything wrong with a room's messages and catalogues."""
    messages, problems = extract_room(room, root)
    for language in languages if messages else ():
        path = catalogue_path(room, language)
        place = path.relative_to(root).as_posix()
        if not path.is_file():
            problems.append(
                Problem(place, "The catalogue is missing; run extract, then translate.")
            )
            continue
        catalogue = read_catalogue(path)
        entries = {_key(entry): entry for entry in catalogue if not entry.obsolete}
        problems += [
            Problem(place, f"“{text}” is not in the catalogue; run extract.")
            for _, text in sorted(messages.keys() - entries.keys())
        ]
        problems += [
            Problem(place, f"“{text}” is no longer used; run extract.")
            for _, text in sorted(entries.keys() - messages.keys())
        ]
        for entry in entries.values():
            problems += [Problem(place, fault) for fault in entry_faults(entry, language)]
    return problems


def entry_faults(entry: polib.POEntry, language: str) -> Iterator[str]:
    """What is wrong with one translation."""
    forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    named = f"“{entry.msgid}”"
    if entry.fuzzy:
        yield f"{named} is marked fuzzy: confirm the translation and remove the mark."
    if not all(forms):
        yield f"{named} has no translation."
        return
    allowed = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
    wanted = placeholders(entry.msgid_plural or entry.msgid)
    for form in forms:
        if placeholders(form) - allowed:
            yield f"{named} is translated with a placeholder that the source does not have."
        if entry.msgid.startswith("\n") != form.startswith("\n"):
            yield f"{named} and its translation do not begin alike."
        if language == "fr" and FRENCH_SPACE.search(form):
            yield f"{named}: French asks for a no-break space beside : ; ? ! « and »."
    if wanted - placeholders(forms[-1]):
        yield f"{named} is translated without one of its placeholders."


def placeholders(text: str) -> frozenset[str]:
    """The names that are filled in later."""
    return frozenset(one or other for one, other in PLACEHOLDER.findall(text or ""))


def check_between_rooms(found: Sequence[Path], languages: Iterable[str]) -> list[Problem]:
    """Django merges all catalogues into one: the same message must say the same everywhere."""
    problems: list[Problem] = []
    for language in languages:
        said: dict[Key, tuple[object, Path]] = {}
        for room in found:
            path = catalogue_path(room, language)
            for entry in read_catalogue(path) if path.is_file() else []:
                if entry.obsolete or not entry.translated():
                    continue
                words = entry.msgstr_plural or entry.msgstr
                first, where = said.setdefault(_key(entry), (words, room))
                if first != words:
                    sentence = f"“{entry.msgid}” is translated otherwise in {where.name}."
                    problems.append(Problem(f"{room.name} ({language})", sentence))
    return problems


# --- command ---------------------------------------------------------------------------------


def extract(found: Sequence[Path], root: Path, languages: Iterable[str]) -> list[Problem]:
    """Bring the catalogues up to date with the sources."""
    problems: list[Problem] = []
    for room in found:
        messages, faults = extract_room(room, root)
        problems += faults
        for language in languages:
            path = catalogue_path(room, language)
            if not messages and not path.is_file():
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            merge(language, messages, read_catalogue(path) if path.is_file() else None).save(
                str(path)
            )
    return problems


def compile_all(found: Sequence[Path]) -> int:
    """Write the .mo file of every catalogue; the number written."""
    paths = [path for room in found for path in sorted(room.glob("locale/*/LC_MESSAGES/*.po"))]
    for path in paths:
        read_catalogue(path).save_as_mofile(str(path.with_suffix(".mo")))
    return len(paths)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 1 when a check or an extraction found problems, which are printed."""
    parser = argparse.ArgumentParser(description="Translation catalogues of the rooms.")
    parser.add_argument("verb", choices=["extract", "compile", "check"])
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--room", help="one room by its name")
    parser.add_argument("--languages", nargs="+", default=list(COMPLETE), choices=sorted(PLURALS))
    options = parser.parse_args(arguments)
    found = [room for room in rooms(options.root) if options.room in (None, room.name)]
    problems: list[Problem] = []
    if options.verb == "extract":
        problems = extract(found, options.root, options.languages)
    elif options.verb == "compile":
        print(f"{compile_all(found)} catalogues compiled")
    else:
        problems = [p for room in found for p in check_room(room, options.root, options.languages)]
        problems += check_between_rooms(found, options.languages)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
