"""The text of a report, made of its frozen annex and of nothing else, in the language that is set.

Every figure is followed by its number in brackets, under which the annex says where it comes from.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from homeward.foundation.documents.blocks import Block, Facts, Heading, Paragraph, Table
from homeward.foundation.web.formats import day_text, labelled, listing, moment_text, number
from homeward.oversight.reporting.annex import STATE, Annex, digest_of
from homeward.oversight.reporting.paragraphs import PARAGRAPHS
from homeward.oversight.reporting.words import label_of
from homeward.oversight.trends.indicators import INDICATORS
from homeward.oversight.trends.statistics.observations import Status
from homeward.oversight.trends.words import STATUS_WORDS, UNIT_WORDS

MOST_DATA = 400  # rows of the data that are printed; all of them are in the file beside


def title_of(annex: Annex) -> str:
    """What the report is called."""
    if annex["kind"] == STATE:
        return _("Report of %(state)s on 59/154 and 61/179") % {"state": _names(annex)[0]}
    return _("Report on the implementation of resolutions 59/154 and 61/179")


def blocks_of(annex: Annex) -> list[Block]:
    """The whole report: what was asked, each paragraph, and the annex."""
    return _Prose(annex).blocks()


class _Prose:
    def __init__(self, annex: Annex) -> None:
        self.annex = annex
        self.figures = {one["id"]: one for one in annex["figures"]}
        self.names = {one["state"]: one["name"] for one in annex["states"]}
        self.replied = {one["state"] for one in annex["states"] if one["replied"]}
        self.is_state = annex["kind"] == STATE

    def blocks(self) -> list[Block]:
        found: list[Block] = [Heading(title_of(self.annex), 1), Facts(self._facts())]
        found += self._beginning()
        for section in self.annex["text"]["sections"]:
            found += self._section(section)
        return [*found, *self._annex()]

    def _facts(self) -> list[tuple[str, str]]:
        annex = self.annex
        made = datetime.fromisoformat(annex["made_at"])
        before, digest = annex["previous"], digest_of(annex)
        pairs = [
            (_("For"), annex["session"]),
            (_("Questionnaire"), annex["title"]),
            (_("Years"), f"{annex['first']} – {annex['last']}"),
            (_("Answers were due"), _day(annex["due"])),
            (_("Compiled"), moment_text(made)),
            (_("Annex, SHA-256"), f"{digest[:32]}\n{digest[32:]}"),  # wider than a column
        ]
        if before:
            last = _("%(session)s, compiled %(day)s") % {
                "session": before["session"],
                "day": moment_text(datetime.fromisoformat(before["made_at"])),
            }
            pairs.append((_("Compared with"), last))
        return pairs

    def _beginning(self) -> list[Block]:
        asked, replied, silent = self.annex["text"]["asked"]
        words = _(
            "A figure is followed by its number in brackets; the annex says under that number which"
            " data it follows from. What is not recorded is no zero."
        )
        found: list[Block] = [Paragraph(words)]
        if self.is_state:
            return found
        found.append(Heading(_("Who was asked, and who replied"), 2))
        found.append(
            Paragraph(
                _("States asked: %(asked)s. They replied: %(replied)s. They did not: %(silent)s.")
                % {"asked": self._compared(asked), "replied": self._compared(replied),
                   "silent": self._compared(silent)}
            )
        )  # fmt: skip
        rows = []
        for one in self.annex["states"]:
            if one["replied"]:
                when = moment_text(datetime.fromisoformat(one["cleared_at"]))
                on_paper = one.get("on_paper", False)  # annexes from before do not say it
                how = (
                    _("replied on paper, entered by hand at the Secretariat")
                    if on_paper
                    else _("replied, cleared by its focal point")
                )
                rows.append((one["name"], how, when))
            else:
                rows.append((one["name"], _("did not reply"), "–"))
        found.append(Table((_("State"), _("Reply"), _("Cleared")), rows))
        return found

    def _section(self, section: Mapping[str, Any]) -> list[Block]:
        known = PARAGRAPHS[section["paragraph"]]
        heading = f"{known.places}"
        if known.from_memory:
            heading = f"{heading} ({_('from memory')})"
        found: list[Block] = [Heading(heading, 2), Paragraph(str(known.words))]
        if not self.is_state:
            answered, needing = section["answered"]
            said = _("States with an answer: %(count)s. States that name a need: %(needs)s.") % {
                "count": self._compared(answered),
                "needs": self._compared(needing),
            }
            found.append(Paragraph(said))
        for one in section["indicators"]:
            found += self._indicator(one)
        for one in section["narratives"]:
            found += self._narrative(one)
        if not section["narratives"] and self.is_state:
            found.append(Paragraph(_("No answer was given.")))
        return found

    def _indicator(self, one: Mapping[str, Any]) -> list[Block]:
        label = self._label(one["indicator"])
        if not one["periods"]:
            return [Paragraph(labelled(label, pgettext("figure", "not recorded")) + ".")]
        found: list[Block] = [Paragraph(label, kept=True)]
        columns = (_("State"), *one["periods"])
        rows = []
        for row in one["table"]:
            cells = [self._cell(number) for number in row["cells"]]
            silent = [_("did not reply")] + ["–"] * (len(one["periods"]) - 1)
            rows.append((self.names[row["state"]], *(cells or silent)))
        found.append(Table(columns, rows))
        if self.is_state:
            return found
        totals, ends = one.get("totals"), one.get("range")
        if totals:
            found.append(Paragraph(self._totals(totals)))
        elif ends:
            low, high = ends["ends"]
            said = _(
                "%(period)s: from %(low)s to %(high)s over %(count)s States. Shares and medians are"
                " not added up."
            )
            given = {
                "period": ends["period"],
                "low": self._compared(low),
                "high": self._compared(high),
                "count": self._compared(ends["tellers"]),
            }
            found.append(Paragraph(said % given + self._as_of(low)))
        else:
            found.append(Paragraph(_("There is no total: no whole period can be compared.")))
        return found

    def _totals(self, totals: Mapping[str, Any]) -> str:
        first, last = totals["panel"]
        members = self.figures[totals["members"]]["states"]
        said = []
        if members:
            words = _(
                "In the States that can be compared from %(first)s to %(last)s (%(states)s;"
                " %(count)s of them): %(old)s in %(first)s, %(new)s in %(last)s."
            )
            given = {
                "first": totals["first"],
                "last": totals["last"],
                "states": listing([self.names[one] for one in members], _language()),
                "count": self._compared(totals["members"]),
                "old": self._compared(first),
                "new": self._compared(last),
            }
            said.append(words % given)
        else:
            said.append(_("No State can be compared in every period, so there is no total."))
        words = _("Whoever sent a value for %(last)s: %(sum)s, from %(count)s States.")
        given = {
            "last": totals["last"],
            "sum": self._compared(totals["naive"]),
            "count": self._compared(totals["tellers"]),
        }
        said.append(words % given)
        if totals["misleads"]:
            said.append(_("That sum misleads: it moves because States came in or went out."))
        if totals["broken"]:
            names = listing([self.names[one] for one in totals["broken"]], _language())
            said.append(_("Left out for a break: %(states)s.") % {"states": names})
        return " ".join(said) + self._as_of(totals["naive"])

    def _as_of(self, number: int) -> str:
        at = self.figures[number]["at"]
        return " " + _("Counted up to %(day)s at the latest.") % {"day": _day(at)} if at else ""

    def _narrative(self, one: Mapping[str, Any]) -> list[Block]:
        name = self.names[one["state"]]
        found: list[Block] = []
        own = _("Answer") if self.is_state else _("In the words of %(state)s") % {"state": name}
        if one["text"]:
            found += [Paragraph(own, kept=True, apart=True), Paragraph(self._bound(one["text"]))]
        if one["needs"]:
            found.append(Paragraph(labelled(_("Needs"), self._bound(one["needs"]))))
        if one["evidence"]:
            given = [f"{each['title']} ({each['where']})" for each in one["evidence"]]
            found.append(Paragraph(labelled(_("Evidence"), "; ".join(given))))
        return found

    def _bound(self, parts: Sequence[str | int]) -> str:
        return "".join(one if isinstance(one, str) else self._dated(one) for one in parts)

    def _dated(self, number: int) -> str:
        one = self.figures[number]
        at = f", {_('as of %(day)s') % {'day': _day(one['at'])}}" if one["at"] else ""
        return f"{self._said(number)} ({one['period']}{at})"

    def _said(self, number_of: int) -> str:
        one = self.figures[number_of]
        return f"{_value(one)} [{one['id']}]"

    def _compared(self, number_of: int) -> str:
        """The figure with what it was in the last report."""
        one = self.figures[number_of]
        if self.annex["previous"] is None:
            return self._said(number_of)
        if one["before"] is None:
            return f"{self._said(number_of)} ({_('not in the last report')})"
        then = self.figures[one["before"]]
        period = f", {then['period']}" if then["period"] and then["period"] != one["period"] else ""
        old = _("in the last report %(value)s") % {"value": self._said(one["before"])}
        return f"{self._said(number_of)} ({old}{period})"

    def _cell(self, number_of: int) -> str:
        one = self.figures[number_of]
        said = self._said(number_of)
        status = Status(one["status"] or "A")
        if one["value"] is not None and status != Status.NORMAL:
            said = f"{said} {STATUS_WORDS[status]}"
        if one["before"] is not None:
            said += f" ({_('in the last report %(value)s') % {'value': self._said(one['before'])}})"
        return said

    def _label(self, code: str) -> str:
        known = INDICATORS.get(code)
        unit = f" ({UNIT_WORDS[known.unit]})" if known else ""
        return f"{label_of(code)}{unit}"

    def _annex(self) -> list[Block]:
        found: list[Block] = [
            Heading(_("Annex: how each figure follows"), 2),
            Paragraph(
                _(
                    "The same figures and all data are in the JSON file that belongs to this report"
                    " and whose digest stands on the first page."
                )
            ),
        ]
        rows = [
            (
                str(one["id"]),
                one["value"] if one["value"] is not None else _value(one),
                one["operation"] + (f" {one['of']}" if one["of"] else ""),
                " ".join(filter(None, (one["indicator"] or one["paragraph"], one["period"]))),
                " ".join(one["states"]) or "–",
                one["at"] or "–",
            )
            for one in self.annex["figures"]
        ]
        columns = (_("No."), _("Value"), _("Operation"), _("Of"), _("States"), _("Up to"))
        found.append(Table(columns, rows))
        data = self.annex["data"]
        found.append(Heading(_("Annex: data as the States sent them"), 2))
        if len(data) > MOST_DATA:
            more = ngettext(
                "Of %(count)s row the first %(shown)s are printed.",
                "Of %(count)s rows the first %(shown)s are printed.",
                len(data),
            )
            found.append(Paragraph(more % {"count": len(data), "shown": MOST_DATA}))
        lines = [
            (
                one["state"],
                one["indicator"] + (f" {one['breakdown']}" if one["breakdown"] else ""),
                one["period"],
                "–" if one["value"] is None else one["value"],
                one["status"] + ("*" if one["partial"] else ""),
                one["at"],
            )
            for one in data[:MOST_DATA]
        ]
        if lines:
            columns = (_("State"), _("Indicator"), _("Period"), _("Value"), _("Status"), _("Up to"))
            found.append(Table(columns, lines))
            found.append(
                Paragraph(
                    _(
                        "Status by the SDMX list CL_OBS_STATUS: A as counted, B break, E estimated,"
                        " P provisional, U of low reliability, O not recorded, L not collected, Q"
                        " held back. With a star: not a whole period, in no panel."
                    )
                )
            )
        return found


def _value(one: Mapping[str, Any]) -> str:
    if one["value"] is not None:
        return number(Decimal(one["value"]), _language())
    if one["status"]:
        return str(STATUS_WORDS[Status(one["status"])])
    return pgettext("figure", "not recorded")


def _names(annex: Annex) -> list[str]:
    return [one["name"] for one in annex["states"]]


def _day(written: str) -> str:
    return day_text(date.fromisoformat(written)) if written else "–"


def _language() -> str:
    return get_language() or "en"
