"""The practices of this node as a reader finds them: shipped, the State's own texts, and packs."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.knowledge.manual.access import may_adapt
from homeward.knowledge.manual.errors import PracticeFault
from homeward.knowledge.manual.guide.checking import check_links, check_practice
from homeward.knowledge.manual.guide.practice import SOURCE_LANGUAGE, Practice
from homeward.knowledge.manual.guide.reading import read_practice
from homeward.knowledge.manual.guide.shelf import shipped, shipped_texts
from homeward.knowledge.manual.models import (
    EVERYBODY,
    PracticePack,
    PracticeVersion,
    VersionStatus,
)
from homeward.knowledge.manual.shelf import shipped as playbooks

OWN = "own-"  # how the code of a State's own practice begins; what is shipped never does
SHIPPED, RESTRICTED = "shipped", "restricted"  # where a text comes from, for the search


@dataclass(frozen=True, slots=True)
class Held:
    """A practice with where its text comes from.

    `number` is that of the national text, 0 for the shipped one; `pack` is the pack it came in.
    `restricted`: not for everybody, so it stays out of files that leave the node.
    """

    practice: Practice
    number: int = 0
    own: bool = False
    base_revision: int = 0
    note: str = ""
    pack: PracticePack | None = None
    restricted: bool = False

    @property
    def code(self) -> str:
        """The practice's code; in a pack it is unique within the pack only."""
        return self.practice.code

    @property
    def origin(self) -> str:
        """Where the text comes from, as the search keeps it."""
        if self.pack is not None:
            return f"pack {self.pack.state} {self.pack.code}"
        if not self.number:
            return SHIPPED
        return RESTRICTED if self.restricted else OWN.strip("-")


def library(viewer: User) -> dict[str, Held]:
    """Every practice that is in force for a reader, by code: shipped ones first, then own ones.

    A national text that can no longer be read is left out; see `unreadable`.
    """
    return _with_shipped(national_texts(viewer))


def open_library(viewer: User) -> dict[str, Held]:
    """What is in force for whoever has no role: the same whoever asks, for what leaves the node."""
    return _with_shipped(national_texts(viewer, open_only=True))


def _with_shipped(texts: Iterable[PracticeVersion]) -> dict[str, Held]:
    found = {code: Held(practice) for code, practice in shipped().items()}
    for version in texts:
        if version.files is None:
            found.pop(version.code, None)
            if version.code in shipped():
                found[version.code] = Held(shipped()[version.code])
        else:
            with suppress(PracticeFault):
                found[version.code] = held_version(version)
    return found


def unreadable(viewer: User) -> list[tuple[PracticeVersion, str]]:
    """The national texts in force that cannot be read any more, each with the reason in words.

    An upgrade may drop what a text names, such as a tool or a role. The shipped text stands then.
    """
    found = []
    for version in national_texts(viewer):
        try:
            practice_of(version)
        except PracticeFault as fault:
            if version.files is not None:
                found.append((version, fault.sentence()))
    return found


def held(viewer: User, code: str) -> Held:
    """A practice that is in force for a reader. Raises NotFound."""
    found = library(viewer).get(code)
    if found is None:
        raise NotFound("practice", code)
    return found


def is_for_some_now(held: Held) -> bool:
    """Whether a newer text of this State is for certain roles, and what the reader has is not it.

    He may not read it, and learns no word of it: that it is there is all that is told.
    """
    if held.pack is not None:
        return False
    with connection.cursor() as cursor:
        cursor.execute("select guard.practice_for_some(%s, %s)", [held.code, held.number])
        return bool(cursor.fetchone()[0])


def national_texts(viewer: User, *, open_only: bool = False) -> list[PracticeVersion]:
    """The newest approved text of each practice that the reader, or everybody, may read."""
    latest: dict[str, PracticeVersion] = {}
    approved = PracticeVersion.objects.filter(status=VersionStatus.APPROVED)
    for version in approved.order_by("number"):
        if may_read(viewer, version.roles) and (not open_only or EVERYBODY in version.roles):
            latest[version.code] = version
    return list(latest.values())


def may_read(viewer: User, roles: Iterable[str]) -> bool:
    """Whether something for certain roles is for this reader."""
    named = list(roles)
    return EVERYBODY in named or viewer.has_role(*named) or may_adapt(viewer)


def held_version(version: PracticeVersion) -> Held:
    """A national text with its practice. Raises PracticeFault for a draft that is none."""
    return Held(
        practice_of(version),
        number=version.number,
        own=version.own,
        base_revision=version.base_revision,
        note=version.note,
        restricted=EVERYBODY not in version.roles,
    )


def practice_of(version: PracticeVersion) -> Practice:
    """What a national text says. Raises PracticeFault."""
    files = version.files or {}
    return read_text(version.code, version.source, files)


def read_text(code: str, source: str, files: Mapping[str, str]) -> Practice:
    """A practice of its texts by language, read once. Raises PracticeFault."""
    return _read(code, source, tuple(sorted(files.items())))


@lru_cache(maxsize=512)
def _read(code: str, source: str, files: tuple[tuple[str, str], ...]) -> Practice:
    return read_practice(code, dict(files), name=file_name(code), source=source)


def file_name(code: str) -> Callable[[str], str]:
    """Calls a text that is in no file by practice and language."""
    return lambda language: f"{code} ({language})"


def texts_in_force(viewer: User, code: str) -> tuple[str, dict[str, str]]:
    """The language a practice is written in, and its texts in force. Raises NotFound."""
    for version in national_texts(viewer):
        if version.code == code and version.files is not None:
            return version.source, dict(version.files)
    if code not in shipped():
        raise NotFound("practice", code)
    return SOURCE_LANGUAGE, dict(shipped_texts()[code])


def approved_before(version: PracticeVersion) -> Practice | None:
    """The text that was in force before a national one; None of the first."""
    earlier = PracticeVersion.objects.filter(
        code=version.code, status=VersionStatus.APPROVED, number__lt=version.number
    )
    last = earlier.order_by("number").last()
    try:
        return practice_of(last) if last is not None and last.files is not None else None
    except PracticeFault:
        return None


def versions_of(viewer: User, code: str) -> list[PracticeVersion]:
    """The national texts of a practice that a reader may read, the latest first."""
    found = PracticeVersion.objects.filter(code=code).order_by("-number")
    if not may_adapt(viewer):
        found = found.filter(status=VersionStatus.APPROVED)
    return [one for one in found if may_read(viewer, one.roles)]


def check_text(version: PracticeVersion, viewer: User) -> None:
    """A national text says what can be, and every link of it leads somewhere for its writer.

    Raises PracticeFault.
    """
    practice, name = practice_of(version), file_name(version.code)
    check_practice(practice, name=name)
    known = {*library(viewer), version.code}
    check_links(practice, practices=known, playbooks=playbooks(), name=name)


def faults_in(version: PracticeVersion, viewer: User) -> list[str]:
    """What keeps a draft from being approved, in words."""
    if version.files is None:
        return []
    try:
        check_text(version, viewer)
    except PracticeFault as fault:
        return [fault.sentence()]
    return []


def packs(viewer: User) -> list[PracticePack]:
    """The packs in force that a reader may read: of each the highest version."""
    latest: dict[tuple[str, str], PracticePack] = {}
    for pack in PracticePack.objects.filter(removed_at=None).order_by("version"):
        if may_read(viewer, pack.roles):
            latest[pack.state, pack.code] = pack
    return sorted(latest.values(), key=lambda one: (one.state, one.code))


def pack_of(viewer: User, state: str, code: str) -> PracticePack:
    """A pack in force. Raises NotFound."""
    for pack in packs(viewer):
        if (pack.state, pack.code) == (state, code):
            return pack
    raise NotFound("practice_pack", f"{state} {code}")


def practices_of_pack(pack: PracticePack) -> dict[str, Held]:
    """The practices of a pack by code.

    One that can no longer be read is left out, and the others stay; see `unreadable_in`.
    """
    restricted, found = pack.restricted or EVERYBODY not in pack.roles, {}
    for code, one in _in(pack).items():
        with suppress(PracticeFault):
            practice = read_text(code, one["source"], one["files"])
            found[code] = Held(practice, pack=pack, restricted=restricted)
    return found


def unreadable_in(pack: PracticePack) -> list[tuple[str, str]]:
    """The practices of a pack that cannot be read any more: code, and the reason in words.

    A pack is loaded only where all of it can be read; an upgrade may drop what a text names.
    """
    found = []
    for code, one in _in(pack).items():
        try:
            read_text(code, one["source"], one["files"])
        except PracticeFault as fault:
            found.append((code, fault.sentence()))
    return found


def _in(pack: PracticePack) -> Mapping[str, Any]:
    content: Mapping[str, Any] = pack.content
    return content


def in_pack(viewer: User, state: str, pack: str, code: str) -> Held:
    """A practice of a pack. Raises NotFound."""
    found = practices_of_pack(pack_of(viewer, state, pack)).get(code)
    if found is None:
        raise NotFound("practice", code)
    return found


def everything(viewer: User) -> list[Held]:
    """What a reader can find: the library, and the practices of packs."""
    inside = [one for pack in packs(viewer) for one in practices_of_pack(pack).values()]
    return [*library(viewer).values(), *inside]


def by_letter(helds: Iterable[Held], letter: str) -> list[Held]:
    """Those of a subject: filed there first, then those that also belong."""
    found = [one for one in helds if letter in one.practice.letters]
    return sorted(found, key=lambda one: (one.practice.letter != letter, one.practice.title))


def by_role(helds: Iterable[Held], role: str) -> list[Held]:
    """Those in which a role acts."""
    found = [one for one in helds if role in one.practice.roles]
    return sorted(found, key=lambda one: (one.practice.letter, one.practice.title))
