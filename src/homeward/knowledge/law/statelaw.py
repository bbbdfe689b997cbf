"""The law of one State as data: read from the shape of the files, and written back into it.

The same shape is shipped (`data/states/*.toml`), imported, exported and proposed in the editor, so
that one reader checks them all. Every fault names the file, the place, the field and the reason.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from homeward.foundation.web.formats import day_text
from homeward.knowledge.law.comparing import KnownOffence
from homeward.knowledge.law.elements import ABOUT, ELEMENTS, LEGAL_FAMILIES, TAKINGS, Status
from homeward.knowledge.law.matching import KnownCell
from homeward.knowledge.law.names import ICCS
from homeward.knowledge.law.penalties import too_low
from homeward.knowledge.law.reader import ICCS_CODE, KEY, KEY_WORDS, LANGUAGE, STATE, Reader
from homeward.knowledge.law.treaties import ADOPTED, Asked, Membership, OtherTreaty, Standing

ROLES = ("central_mla", "central_extradition", "central_transfer", "fiu", "asset_recovery",
         "police", "anti_kidnapping", "victim_services", "statistics", "point_24_7")  # fmt: skip
TREATIES = ("untoc", "hostages", "uncac", "terrorism_financing", "trafficking", "disappearance")
_OF_CELL = {"element", "provision", "status", "source", "paraphrase"}
_SHORTEST_PARAPHRASE, _LONGEST_TITLE = 20, 200
__all__ = ["KEY", "KEY_WORDS", "Institution", "Joining", "Pact", "Source", "StateLaw",
           "read_state_law", "write_cell", "write_state_law"]  # fmt: skip


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


def read_state_law(data: Mapping[str, Any], file: str, on: date | None = None) -> StateLaw:
    """The law in the shape of a file. Raises LawFault.

    `on` is today for what comes in: nothing was read, and no State joined, on a day to come.
    """
    reader = Reader(file, on)
    state = reader.word(data, "state", "-", STATE)
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
    pacts = tuple(_pact(reader, one, state, sources) for one in listed[2])
    reader.once((f"{one.role} {one.name}" for one in institutions), "authority", "name")
    reader.once((one.membership.treaty for one in joinings), "membership", "treaty")
    reader.once((one.treaty.key for one in pacts), "treaty", "key")
    known = tuple(offences.values())
    return StateLaw(state, family, sources, known, cells, institutions, joinings, pacts)


def _source(reader: Reader, table: Mapping[str, Any]) -> Source:
    place = f"source {table.get('key', '?')}"
    read_on, copy_date = (reader.day(table, name, place) for name in ("read_on", "copy_date"))
    if read_on is None:
        raise reader.fault(place, "read_on", _("it is a date"))
    if copy_date is not None and copy_date > read_on:
        raise reader.fault(place, "copy_date", _("it is later than the day on which it was read"))
    key = reader.word(table, "key", place, KEY)
    title, publisher = (reader.text(table, name, place) for name in ("title", "publisher"))
    language = reader.word(table, "language", place, LANGUAGE)
    address = reader.address(table, "address", place)
    return Source(key, title, publisher, address, language, read_on, copy_date)


def _offence(
    reader: Reader, table: Mapping[str, Any], state: str, sources: Mapping[str, Source]
) -> KnownOffence:
    place = f"offence {table.get('key', '?')}"
    reader.titles[place] = str(table.get("title", ""))[:_LONGEST_TITLE]
    about = reader.choice(table, "about", place, ABOUT)
    key = reader.word(table, "key", place, KEY)
    iccs = reader.word(table, "iccs", place, ICCS_CODE)
    name, title, provision = (
        reader.text(table, field, place) for field in ("name", "title", "provision")
    )
    reason = reader.text(table, "iccs_reason", place, least=_SHORTEST_PARAPHRASE)
    cells = _cells(reader, table, place, sources, of_offence=True)
    offence = KnownOffence(state, key, about, title, provision, cells, name, iccs, reason)
    _check_class(reader, place, offence)
    penalty, more = offence.cell("penalty"), offence.cell("aggravation")
    if penalty and more and (problem := too_low(penalty.value, more.value.get("levels", []))):
        raise reader.fault(f"{place}, aggravation", "levels", problem)
    return offence


# Kidnapping: whoever takes a person for a gain that is the price of release, moved or not.
_FOR_GAIN = "020221"


def _check_class(reader: Reader, place: str, offence: KnownOffence) -> None:
    """A class of the ICCS that is known, and for gain the one of kidnapping, or a reason why not.

    The reason names the class that holds where release is bargained for, whatever its language.
    """
    if offence.iccs not in ICCS:
        wrong = _("it is one of: %(choices)s") % {"choices": ", ".join(ICCS)}
        raise reader.fault(place, "iccs", wrong)
    purpose = offence.cell("purpose")
    names_gain = purpose is not None and "gain" in purpose.value["any"]
    taking = offence.about in TAKINGS
    if taking and names_gain and _FOR_GAIN not in (offence.iccs, *_codes(offence.iccs_reason)):
        reason = _("a law that names gain is %(code)s where release is bargained for: choose it, or"
                   " say in the reason when it is %(code)s and when not")  # fmt: skip
        raise reader.fault(place, "iccs", reason % {"code": _FOR_GAIN})


def _codes(reason: str) -> list[str]:
    return re.findall("[0-9]{4,8}", reason)


def _cells(
    reader: Reader,
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
    reader: Reader,
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
    reader: Reader, table: Mapping[str, Any], place: str, sources: Mapping[str, Source]
) -> tuple[Status, str, str]:
    """Status, source and paraphrase: what was read names what was read."""
    words = {str(status).replace("_", " "): status for status in Status}
    status = words[reader.choice(table, "status", place, words)]
    source = table.get("source") or ""
    if status is not Status.FROM_MEMORY and not source:
        raise reader.fault(place, "source", _("what was read names a source of this State"))
    if source and (not isinstance(source, str) or source not in sources):
        raise reader.fault(place, "source", _("this State has no such source"))
    paraphrase = reader.text(table, "paraphrase", place, least=_SHORTEST_PARAPHRASE)
    return status, source, paraphrase


def _institution(
    reader: Reader, table: Mapping[str, Any], sources: Mapping[str, Source]
) -> Institution:
    place = f"authority {table.get('role', '?')}"
    role = reader.choice(table, "role", place, ROLES)
    name = reader.text(table, "name", place)
    languages = table.get("languages")
    if not isinstance(languages, list) or not all(map(_is_language, languages)):
        raise reader.fault(place, "languages", _("it is a list of language codes"))
    status, source, paraphrase = _known_how(reader, table, place, sources)
    original, provision = (reader.line(table, one, place) for one in ("original", "provision"))
    return Institution(
        role, name, original, tuple(languages), status, source, provision, paraphrase
    )


def _joining(
    reader: Reader, table: Mapping[str, Any], state: str, sources: Mapping[str, Source]
) -> Joining:
    place = f"membership {table.get('treaty', '?')}"
    treaty = reader.choice(table, "treaty", place, TREATIES)
    standing = Standing(reader.choice(table, "standing", place, [*Standing]))
    since, basis = reader.day(table, "since", place), reader.truth(table, "is_basis", place)
    for field, what in (("since", since), ("is_basis", basis)):
        if what is not None and standing is not Standing.PARTY:
            raise reader.fault(place, field, _("only a party has it"))
    if since is not None and since < ADOPTED[treaty]:
        wrong = _("the treaty was adopted on %(day)s, and nobody joined it before")
        raise reader.fault(place, "since", wrong % {"day": day_text(ADOPTED[treaty])})
    known = _known_how(reader, table, place, sources)
    return Joining(Membership(treaty, state, standing, since, basis), *known)


def _pact(
    reader: Reader, table: Mapping[str, Any], state: str, sources: Mapping[str, Source]
) -> Pact:
    place = f"treaty {table.get('key', '?')}"
    key, name = reader.word(table, "key", place, KEY), reader.text(table, "name", place)
    covers, states = table.get("covers"), table.get("states")
    since = reader.any_day(table, "in_force", place)  # a day to come is no fault: routes see it
    asked = [*map(str, Asked)]
    if not isinstance(covers, list) or not covers or not all(one in asked for one in covers):
        wrong = _("it is a list of: %(choices)s") % {"choices": ", ".join(Asked)}
        raise reader.fault(place, "covers", wrong)
    if not isinstance(states, list) or not states or not all(map(_is_state, states)):
        raise reader.fault(place, "states", _("it is a list of the other States"))
    reader.once(states, place, "states")
    if state in states:
        raise reader.fault(place, "states", _("a State has no treaty with itself"))
    if since is None:
        raise reader.fault(place, "in_force", _("it is a date"))
    known = _known_how(reader, table, place, sources)
    treaty = OtherTreaty(
        key,
        name,
        frozenset(Asked(one) for one in covers),
        sectoral=bool(reader.truth(table, "sectoral", place)),
        since=since,
        is_read=known[0].decides,
    )
    return Pact(treaty, tuple(states), since, *known)


def _is_language(value: Any) -> bool:
    return isinstance(value, str) and bool(LANGUAGE.fullmatch(value))


def _is_state(value: Any) -> bool:
    return isinstance(value, str) and bool(STATE.fullmatch(value))


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
