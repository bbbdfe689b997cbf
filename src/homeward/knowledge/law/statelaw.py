"""The law of one State as data: read from the shape of the files, and written back into it.

The same shape is shipped (`data/states/*.toml`), imported, exported and proposed in the editor, so
that one reader checks them all. Every fault names the file, the place, the field and the reason.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from homeward.knowledge.law.comparing import KnownOffence
from homeward.knowledge.law.elements import ABOUT, ELEMENTS, LEGAL_FAMILIES, Status
from homeward.knowledge.law.errors import LawFault
from homeward.knowledge.law.matching import KnownCell
from homeward.knowledge.law.route import Asked, Membership, OtherTreaty, Standing

ROLES = ("central_mla", "central_extradition", "central_transfer", "fiu", "asset_recovery",
         "police", "anti_kidnapping", "victim_services", "statistics", "point_24_7")  # fmt: skip
TREATIES = ("untoc", "hostages", "uncac", "terrorism_financing", "trafficking", "disappearance")
_OF_CELL = {"element", "provision", "status", "source", "paraphrase"}
_SHORTEST_PARAPHRASE, _LONGEST_TEXT = 20, 8_000
_STATE, _ICCS = re.compile("[A-Z]{2}"), re.compile("[0-9]{2,8}")
# Keys stand in addresses, where these two words have another meaning.
KEY = re.compile("(?!(?:new|general)$)[A-Za-z0-9_-]{1,40}")
KEY_WORDS = _("Use letters, digits, - and _, at most 40, and not “new” or “general”.")
_PATTERNS = {
    KEY: KEY_WORDS,
    _STATE: _("It is a code of two capital letters."),
    _ICCS: _("It is a number, written with its zeros."),
}


@dataclass(frozen=True, slots=True)
class Source:
    """What was read: its title and publisher, where, in which language, of what date, and when.

    `copy_date` is the date of which the copy says it is, where it says one.
    """

    key: str
    title: str
    publisher: str
    address: str
    language: str
    read_on: date
    copy_date: date | None = None


@dataclass(frozen=True, slots=True)
class Institution:
    """A public institution and its role; never a person."""

    role: str
    name: str
    original: str
    languages: tuple[str, ...]
    status: Status
    source: str
    provision: str
    paraphrase: str


@dataclass(frozen=True, slots=True)
class Joining:
    """What is known of the State and a treaty, and how; `membership` is what the route asks."""

    membership: Membership
    status: Status
    source: str
    paraphrase: str


@dataclass(frozen=True, slots=True)
class Pact:
    """A bilateral or regional treaty, or a sectoral one, in force between the State and others."""

    treaty: OtherTreaty
    states: tuple[str, ...]
    in_force: date
    status: Status
    source: str
    paraphrase: str


@dataclass(frozen=True, slots=True)
class StateLaw:
    """Everything recorded of a State's law."""

    state: str
    legal_family: str
    sources: Mapping[str, Source]
    offences: tuple[KnownOffence, ...]
    cells: tuple[KnownCell, ...]
    institutions: tuple[Institution, ...] = ()
    joinings: tuple[Joining, ...] = ()
    pacts: tuple[Pact, ...] = ()

    @property
    def whole(self) -> tuple[str, ...]:
        """The matters (elements.ABOUT) of which every offence is recorded, as somebody read."""
        said = next((one for one in self.cells if one.element == "record"), None)
        return tuple(said.value["whole"]) if said and said.status.decides else ()

    def offence(self, key: str) -> KnownOffence | None:
        """The offence of this key, or nothing."""
        return next((one for one in self.offences if one.key == key), None)


class _Reader:
    """One file, which knows where in it we are."""

    def __init__(self, file: str) -> None:
        self.file = file

    def fault(self, place: str, field: str, problem: object) -> LawFault:
        return LawFault(file=self.file, place=place, field=field, problem=str(problem))

    def text(self, table: Mapping[str, Any], field: str, place: str, *, least: int = 1) -> str:
        value = table.get(field)
        if not isinstance(value, str) or len(value.strip()) < least:
            wrong = _("it is a text of at least %(least)s letters") % {"least": least}
            raise self.fault(place, field, wrong)
        if len(value) > _LONGEST_TEXT:
            raise self.fault(place, field, _("it is longer than %(most)s letters")
                             % {"most": _LONGEST_TEXT})  # fmt: skip
        return value.strip()

    def word(self, table: Mapping[str, Any], field: str, place: str, of: re.Pattern[str]) -> str:
        value = self.text(table, field, place)
        if not of.fullmatch(value):
            raise self.fault(place, field, _PATTERNS[of])
        return value

    def tables(self, table: Mapping[str, Any], field: str, place: str) -> list[Mapping[str, Any]]:
        found = table.get(field, [])
        if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
            raise self.fault(place, field, _("it is a list of tables"))
        return found

    def once(self, names: Iterable[str], place: str, field: str) -> None:
        seen: set[str] = set()
        for name in names:
            if name in seen:
                raise self.fault(f"{place} {name}", field, _("it is there twice"))
            seen.add(name)

    def choice(self, table: Mapping[str, Any], field: str, place: str, of: Any) -> str:
        value = self.text(table, field, place)
        if value not in of:
            wrong = _("it is one of: %(choices)s") % {"choices": ", ".join(of)}
            raise self.fault(place, field, wrong)
        return value


def read_state_law(data: Mapping[str, Any], file: str) -> StateLaw:
    """The law in the shape of a file. Raises LawFault."""
    reader = _Reader(file)
    state = reader.word(data, "state", "-", _STATE)
    family = reader.choice(data, "legal_family", "-", LEGAL_FAMILIES)
    sources: dict[str, Source] = {}
    for table in reader.tables(data, "source", "-"):
        source = _source(reader, table)
        if source.key in sources:
            raise reader.fault(f"source {source.key}", "key", _("it is there twice"))
        sources[source.key] = source
    offences: dict[str, KnownOffence] = {}
    for table in reader.tables(data, "offence", "-"):
        offence = _offence(reader, table, state, sources)
        if offence.key in offences:
            raise reader.fault(f"offence {offence.key}", "key", _("it is there twice"))
        offences[offence.key] = offence
    cells = _cells(reader, data, "State", sources, of_offence=False)
    listed = [reader.tables(data, name, "-") for name in ("authority", "membership", "treaty")]
    institutions = tuple(_institution(reader, one, sources) for one in listed[0])
    joinings = tuple(_joining(reader, one, state, sources) for one in listed[1])
    pacts = tuple(_pact(reader, one, sources) for one in listed[2])
    reader.once((f"{one.role} {one.name}" for one in institutions), "authority", "name")
    reader.once((one.membership.treaty for one in joinings), "membership", "treaty")
    reader.once((one.treaty.key for one in pacts), "treaty", "key")
    known = tuple(offences.values())
    return StateLaw(state, family, sources, known, cells, institutions, joinings, pacts)


def _source(reader: _Reader, table: Mapping[str, Any]) -> Source:
    place = f"source {table.get('key', '?')}"
    for field in ("read_on", "copy_date"):
        value = table.get(field)
        if not isinstance(value, date) and (field == "read_on" or value is not None):
            raise reader.fault(place, field, _("it is a date"))
    key = reader.word(table, "key", place, KEY)
    title, publisher, address, language = (
        reader.text(table, name, place) for name in ("title", "publisher", "address", "language")
    )
    return Source(
        key, title, publisher, address, language, table["read_on"], table.get("copy_date")
    )


def _offence(
    reader: _Reader, table: Mapping[str, Any], state: str, sources: Mapping[str, Source]
) -> KnownOffence:
    place = f"offence {table.get('key', '?')}"
    about = reader.choice(table, "about", place, ABOUT)
    key, iccs = reader.word(table, "key", place, KEY), reader.word(table, "iccs", place, _ICCS)
    name, title, provision, reason = (
        reader.text(table, field, place) for field in ("name", "title", "provision", "iccs_reason")
    )
    cells = _cells(reader, table, place, sources, of_offence=True)
    return KnownOffence(state, key, about, title, provision, cells, name, iccs, reason)


def _cells(
    reader: _Reader,
    holder: Mapping[str, Any],
    place: str,
    sources: Mapping[str, Source],
    *,
    of_offence: bool,
) -> tuple[KnownCell, ...]:
    found: dict[str, KnownCell] = {}
    for table in reader.tables(holder, "cell", place):
        cell = _cell(reader, table, place, sources, of_offence=of_offence)
        if cell.element in found:
            raise reader.fault(f"{place}, {cell.element}", "element", _("it is there twice"))
        found[cell.element] = cell
    return tuple(found.values())


def _cell(
    reader: _Reader,
    table: Mapping[str, Any],
    place: str,
    sources: Mapping[str, Source],
    *,
    of_offence: bool,
) -> KnownCell:
    known = [code for code, one in ELEMENTS.items() if one.of_offence is of_offence]
    element = reader.choice(table, "element", place, known)
    place = f"{place}, {element}"
    value = {name: what for name, what in table.items() if name not in _OF_CELL}
    for field, problem in ELEMENTS[element].problems(value):
        raise reader.fault(place, field or "-", problem)
    provision = reader.text(table, "provision", place)
    status, source, paraphrase = _known_how(reader, table, place, sources)
    return KnownCell(element, value, provision, status, paraphrase, source)


def _known_how(
    reader: _Reader, table: Mapping[str, Any], place: str, sources: Mapping[str, Source]
) -> tuple[Status, str, str]:
    """Status, source and paraphrase: what was read names what was read."""
    words = {str(status).replace("_", " "): status for status in Status}
    status = words[reader.choice(table, "status", place, words)]
    source = str(table.get("source") or "")
    if status is not Status.FROM_MEMORY and source not in sources:
        raise reader.fault(place, "source", _("what was read names a source of this State"))
    paraphrase = reader.text(table, "paraphrase", place, least=_SHORTEST_PARAPHRASE)
    return status, source, paraphrase


def _institution(
    reader: _Reader, table: Mapping[str, Any], sources: Mapping[str, Source]
) -> Institution:
    place = f"authority {table.get('role', '?')}"
    role = reader.choice(table, "role", place, ROLES)
    name = reader.text(table, "name", place)
    languages = table.get("languages")
    if not isinstance(languages, list) or not all(isinstance(one, str) for one in languages):
        raise reader.fault(place, "languages", _("it is a list of language codes"))
    status, source, paraphrase = _known_how(reader, table, place, sources)
    return Institution(
        role, name, str(table.get("original", "")), tuple(languages), status, source,
        str(table.get("provision", "")), paraphrase,
    )  # fmt: skip


def _joining(
    reader: _Reader, table: Mapping[str, Any], state: str, sources: Mapping[str, Source]
) -> Joining:
    place = f"membership {table.get('treaty', '?')}"
    treaty = reader.choice(table, "treaty", place, TREATIES)
    standing = Standing(reader.choice(table, "standing", place, [*Standing]))
    since, basis = table.get("since"), table.get("is_basis")
    if since is not None and not isinstance(since, date):
        raise reader.fault(place, "since", _("it is a date"))
    if basis is not None and not isinstance(basis, bool):
        raise reader.fault(place, "is_basis", _("it is true or false"))
    known = _known_how(reader, table, place, sources)
    return Joining(Membership(treaty, state, standing, since, basis), *known)


def _pact(reader: _Reader, table: Mapping[str, Any], sources: Mapping[str, Source]) -> Pact:
    place = f"treaty {table.get('key', '?')}"
    key, name = reader.word(table, "key", place, KEY), reader.text(table, "name", place)
    covers, states, since = (table.get(field) for field in ("covers", "states", "in_force"))
    known = [*map(str, Asked)]
    if not isinstance(covers, list) or not covers or not all(one in known for one in covers):
        wrong = _("it is a list of: %(choices)s") % {"choices": ", ".join(Asked)}
        raise reader.fault(place, "covers", wrong)
    if not isinstance(states, list) or not states or not all(map(_is_state, states)):
        raise reader.fault(place, "states", _("it is a list of the other States"))
    if not isinstance(since, date):
        raise reader.fault(place, "in_force", _("it is a date"))
    covered = frozenset(Asked(one) for one in covers)
    treaty = OtherTreaty(key, name, covered, sectoral=table.get("sectoral") is True)
    return Pact(treaty, tuple(states), since, *_known_how(reader, table, place, sources))


def _is_state(value: Any) -> bool:
    return isinstance(value, str) and bool(_STATE.fullmatch(value))


def write_state_law(law: StateLaw) -> dict[str, Any]:
    """The law in the shape of a file again: the way back of `read_state_law`."""
    return {
        "state": law.state,
        "legal_family": law.legal_family,
        "source": [_written(one) for one in law.sources.values()],
        "offence": [
            {
                "key": one.key,
                "about": one.about,
                "name": one.name,
                "title": one.title,
                "provision": one.provision,
                "iccs": one.iccs,
                "iccs_reason": one.iccs_reason,
                "cell": [write_cell(cell) for cell in one.cells],
            }
            for one in law.offences
        ],
        "cell": [write_cell(cell) for cell in law.cells],
        "authority": [_written(one) for one in law.institutions],
        "membership": [_written_joining(one) for one in law.joinings],
        "treaty": [_written_pact(one) for one in law.pacts],
    }


def _written_joining(one: Joining) -> dict[str, Any]:
    member = one.membership
    found: dict[str, Any] = {"treaty": member.treaty, "standing": str(member.standing)}
    found |= {"since": member.since, "is_basis": member.is_basis}
    return _known(found, one)


def _written_pact(one: Pact) -> dict[str, Any]:
    found: dict[str, Any] = {"key": one.treaty.key, "name": one.treaty.name}
    found |= {"covers": sorted(one.treaty.covers), "sectoral": one.treaty.sectoral}
    return _known(found | {"states": [*one.states], "in_force": one.in_force}, one)


def _known(found: dict[str, Any], one: Joining | Pact) -> dict[str, Any]:
    found |= {"status": str(one.status).replace("_", " "), "source": one.source}
    found |= {"paraphrase": one.paraphrase}
    return {name: value for name, value in found.items() if value not in ("", None)}


def write_cell(cell: KnownCell) -> dict[str, Any]:
    """A cell as a file has it."""
    found = {"element": cell.element, **cell.value, "provision": cell.provision}
    found |= {"status": str(cell.status).replace("_", " "), "paraphrase": cell.paraphrase}
    return found | ({"source": cell.source} if cell.source else {})


def _written(one: Source | Institution) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in one.__dataclass_fields__}
    if "status" in values:
        values["status"] = str(values["status"]).replace("_", " ")
        values["languages"] = [*values["languages"]]
    return {name: value for name, value in values.items() if value not in ("", None)}
