"""The data of laws in words: values of cells, how they are known, results; for pages and export."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django_stubs_ext import StrPromise

from homeward.foundation.web.formats import day_text
from homeward.foundation.web.tones import Tone
from homeward.knowledge.law.celltext import fields_of
from homeward.knowledge.law.elements import ELEMENTS, OneOf, SomeOf, Status
from homeward.knowledge.law.matching import Result
from homeward.knowledge.law.route import Asked, Standing

TREATY_NAMES = {
    "untoc": gettext_lazy("UN Convention against Transnational Organized Crime"),
    "hostages": gettext_lazy("Convention against the Taking of Hostages"),
    "uncac": gettext_lazy("UN Convention against Corruption"),
    "terrorism_financing": gettext_lazy("Convention against the Financing of Terrorism"),
    "trafficking": gettext_lazy("Trafficking Protocol"),
    "disappearance": gettext_lazy("Convention against Enforced Disappearance"),
}
ROLE_NAMES = {
    "central_mla": gettext_lazy("Central authority for legal assistance"),
    "central_extradition": gettext_lazy("Central authority for extradition"),
    "central_transfer": gettext_lazy("Central authority for transfers"),
    "fiu": gettext_lazy("Financial intelligence unit"),
    "asset_recovery": gettext_lazy("Asset recovery"),
    "police": gettext_lazy("Police"),
    "victim_services": gettext_lazy("Services for victims"),
    "statistics": gettext_lazy("Statistics"),
    "anti_kidnapping": gettext_lazy("Anti-kidnapping unit"),
    "point_24_7": gettext_lazy("Point of contact at all hours"),
}
STANDINGS = {
    Standing.PARTY: pgettext_lazy("treaty", "Party"),
    Standing.NOT_PARTY: pgettext_lazy("treaty", "Not a party"),
    Standing.UNKNOWN: pgettext_lazy("treaty", "Not known"),
}
ASKED = {
    Asked.EXTRADITION: gettext_lazy("extradition"),
    Asked.ASSISTANCE: gettext_lazy("legal assistance"),
    Asked.CONFISCATION: gettext_lazy("confiscation"),
    Asked.POLICE: gettext_lazy("police cooperation"),
}
_YES_NO: dict[str, tuple[StrPromise, StrPromise]] = {
    "required": (gettext_lazy("Needed"), gettext_lazy("Not needed")),
    "punishable": (gettext_lazy("Punished"), gettext_lazy("Not punished")),
    "liable": (gettext_lazy("Liable"), gettext_lazy("Not liable")),
    "without_consent": (
        gettext_lazy("Only against the victim's will"),
        gettext_lazy("Even if the victim agrees"),
    ),
    "no_levels": (
        gettext_lazy("Nothing raises the penalty"),
        gettext_lazy("Something raises the penalty"),
    ),
    "for_release": (
        gettext_lazy("Letting the victim go lowers it"),
        gettext_lazy("Letting the victim go does not lower it"),
    ),
    "for_extradition": (
        gettext_lazy("Extradites by treaty only"),
        gettext_lazy("Extradites without a treaty too"),
    ),
    "for_assistance": (
        gettext_lazy("Assists by treaty only"),
        gettext_lazy("Assists without a treaty too"),
    ),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Word, icon and tone of a status or a result."""

    word: StrPromise
    icon: str
    tone: Tone


KNOWN_AS = {
    Status.FROM_MEMORY: Mark(pgettext_lazy("law", "From memory"), "lamp", Tone.WARNING),
    Status.TEXT_READ: Mark(pgettext_lazy("law", "Text read"), "eye", Tone.INFORMATION),
    Status.VERIFIED: Mark(pgettext_lazy("law", "Verified"), "done", Tone.SUCCESS),
}
NOT_RECORDED = Mark(pgettext_lazy("law", "Not recorded"), "skipped", Tone.NEUTRAL)
RESULTS = {
    Result.MET: Mark(pgettext_lazy("law", "Met"), "check", Tone.SUCCESS),
    Result.NOT_MET: Mark(pgettext_lazy("law", "Not met"), "cross", Tone.DANGER),
    Result.UNCLEAR: Mark(pgettext_lazy("law", "Unclear"), "waiting", Tone.WARNING),
}


def value_lines(element: str, value: Mapping[str, Any]) -> list[str]:
    """What the law says of an element, in the reader's language, a line for each thing."""
    if element == "penalty":
        return [penalty_words(value)]
    found: list[str] = []
    for name, check in fields_of(element).items():
        if name not in value:
            continue
        what = value[name]
        if name == "levels":
            found += [f"{one['ground']}: {penalty_words(one)}" for one in what]
        elif isinstance(check, SomeOf):
            said = ", ".join(str(check.choices[one]) for one in what)
            found.append(_("And besides: %(acts)s") % {"acts": said} if name == "all" else said)
        elif isinstance(check, OneOf):
            found.append(str(check.choices[what]))
        elif isinstance(what, list):
            found += [str(one) for one in what]
        else:
            found.append(_single(name, what))
    return found


def _single(name: str, what: Any) -> str:
    if name in _YES_NO:
        yes, no = _YES_NO[name]
        return str(yes if what else no)
    if name == "none":
        return _("No limit in time") if what else _("There is a limit in time")
    if name == "age":
        return _("Below %(age)s years a will does not count") % {"age": what}
    if name == "below_age":
        return _("A victim below %(age)s years is protected") % {"age": what}
    if name == "years":
        return ngettext("After %(years)s year", "After %(years)s years", what) % {"years": what}
    if name == "threshold_months":
        return _("Extradition from a maximum of %(time)s") % {"time": months_words(what)}
    return _("At most %(time)s") % {"time": months_words(what)}


def penalty_words(value: Mapping[str, Any]) -> str:
    """A penalty or a level of one: its range, and what else may be imposed."""
    least, most = value.get("min_months"), value.get("max_months")
    found = []
    if least is not None and most is not None:
        both = {"least": months_words(least), "most": months_words(most)}
        found.append(_("from %(least)s to %(most)s") % both)
    elif most is not None:
        found.append(_("up to %(most)s") % {"most": months_words(most)})
    elif least is not None:
        found.append(_("at least %(least)s") % {"least": months_words(least)})
    words = {"life": _("life"), "death": _("death"), "fine": _("a fine")}
    found += [word for name, word in words.items() if value.get(name)]
    return ", ".join(found) or _("no figure")


def months_words(months: int) -> str:
    """A term as laws write it: in years, and months where some are left."""
    years, rest = divmod(months, 12)
    found = []
    if years:
        found.append(ngettext("%(years)s year", "%(years)s years", years) % {"years": years})
    if rest or not years:
        found.append(ngettext("%(months)s month", "%(months)s months", rest) % {"months": rest})
    return " ".join(found)


def copy_words(copy_date: date | None) -> str:
    """Which text was read, by the date that the copy gives of itself; that it gives none."""
    if copy_date is None:
        return pgettext("source", "copy not dated")
    return _("copy of %(day)s") % {"day": day_text(copy_date)}


def part_label(path: str, title: str = "") -> str:
    """What a part of a law is, in words, from its path; `title` is that of its offence."""
    kind, *rest = path.split("/")
    if kind == "law":
        return _("The law as a whole")
    if kind == "state":
        return _element(rest[0])
    if kind == "offence":
        key = f"{title} ({rest[0]})" if title else rest[0]
        words = {"key": key, "element": _element(rest[1]) if len(rest) > 1 else ""}
        if len(rest) > 1:
            return _("Offence %(key)s: %(element)s") % words
        return _("Offence %(key)s") % words
    if kind == "membership":
        return _("Treaty: %(name)s") % {"name": TREATY_NAMES.get(rest[0], rest[0])}
    if kind == "authority":
        name = " · ".join([str(ROLE_NAMES.get(rest[0], rest[0])), *rest[1:]]) if rest else ""
        return _("Institution %(name)s") % {"name": name}
    labels = {"source": _("Source %(name)s"), "treaty": _("Treaty %(name)s")}
    return labels[kind] % {"name": " · ".join(rest)} if kind in labels else path


def place_words(place: str, title: str = "") -> str:
    """Where in a file or a law something is, in words: from a path, or as its reader names it.

    `title` is that of the offence which the place names by its key.
    """
    return " · ".join(_piece_words(one, title) for one in place.split(" · "))


_SHEET = re.compile(r"sheet (\w+)(?:, row (\d+))?")
_CELL = re.compile(r"(State|offence \S+), (\w+)")
_PART = re.compile(r"(offence|source|authority|membership|treaty) (\S+)(?: (.+))?")


def _piece_words(piece: str, title: str) -> str:
    if found := _SHEET.fullmatch(piece):
        words = {"sheet": found[1], "row": found[2]}
        return (_("sheet %(sheet)s, row %(row)s") if found[2] else _("sheet %(sheet)s")) % words
    if piece == "State":
        return _("Rules for all offences")
    if found := _CELL.fullmatch(piece):
        head = "state" if found[1] == "State" else found[1].replace(" ", "/")
        return part_label(f"{head}/{found[2]}", title)
    if found := _PART.fullmatch(piece):
        return part_label("/".join(filter(None, found.groups())), title)
    return part_label(piece, title) if "/" in piece or piece == "law" else piece


def place_of(path: str) -> str:
    """A path as the reader of the files names the place."""
    kind, *rest = path.split("/")
    if kind == "state":
        return f"State, {rest[0]}"
    if kind == "offence" and len(rest) > 1:
        return f"offence {rest[0]}, {rest[1]}"
    return f"{kind} {rest[0]}" if rest else "-"


def _element(code: str) -> str:
    return str(ELEMENTS[code].label) if code in ELEMENTS else code
