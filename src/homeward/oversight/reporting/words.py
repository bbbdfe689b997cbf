"""The words of reporting: what a figure, a stage and a breakdown are called on a page."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from homeward.foundation.web.formats import day_text
from homeward.foundation.web.tones import Tone
from homeward.oversight.reporting.models import Stage
from homeward.oversight.trends.indicators import BREAKDOWNS, INDICATORS
from homeward.oversight.trends.statistics.observations import Status, Unit
from homeward.oversight.trends.words import STATUS_WORDS, UNIT_WORDS

TONES: dict[str, Tone] = {
    Stage.WRITING: Tone.NEUTRAL,
    Stage.DRAFT: Tone.WARNING,
    Stage.RETURNED: Tone.DANGER,
    Stage.SENT: Tone.SUCCESS,
    Stage.RECEIVED: Tone.SUCCESS,
}


def language() -> str:
    """The language of the reader."""
    return get_language() or "en"


def label_of(indicator: str) -> str:
    """What an indicator is called; its code where this node does not know it."""
    known = INDICATORS.get(indicator)
    return str(known.label) if known else indicator


def breakdown_words(breakdown: str) -> str:
    """The words of a breakdown of the node's own lists; its text for any other."""
    name, _equals, code = breakdown.partition("=")
    return str(BREAKDOWNS.get(name, {}).get(code, breakdown))


def quality_words(line: Mapping[str, Any]) -> list[str]:
    """What is to be known of a figure beside its value."""
    status = Status(line["status"])
    said = [] if status == Status.NORMAL else [str(STATUS_WORDS[status])]
    if line["partial"] and status != Status.PROVISIONAL:
        said.append(_("not a whole period"))
    if line["revised"]:
        said.append(_("revised"))
    return said


def grouped(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines by indicator, in the order of the list of indicators, the newest period first."""
    by: dict[str, list[Mapping[str, Any]]] = {}
    for one in lines:
        by.setdefault(one["indicator"], []).append(one)
    order = {code: at for at, code in enumerate(INDICATORS)}
    groups = []
    for code in sorted(by, key=lambda one: (order.get(one, len(order)), one)):
        rows = sorted(by[code], key=lambda one: one["breakdown"])
        rows.sort(key=lambda one: str(one["period"]), reverse=True)
        groups.append(
            {
                "code": code,
                "label": label_of(code),
                "unit": UNIT_WORDS[Unit(rows[0]["unit"])],
                "source": rows[0]["source"],
                "at": day_text(date.fromisoformat(rows[0]["at"])),
                "rows": [
                    one
                    | {
                        "part": breakdown_words(one["breakdown"]) if one["breakdown"] else "",
                        "said": quality_words(one),
                    }
                    for one in map(dict, rows)
                ],
            }
        )
    return groups
