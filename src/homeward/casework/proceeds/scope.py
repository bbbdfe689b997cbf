"""What a request fixes for a run: States, rule, label, ceiling and period, the same on every node.

The scope stands in the request that both sides approved, in the run made from it, and in every
round that the initiator opens. A node compares all three and follows no money beyond them.
"""

import re
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.amounts import parse, written
from homeward.casework.proceeds.models import Run
from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import MalformedPayload

# The rules whose hand-overs travel as stretches; the others need shares, which no message has yet.
RULES_ABROAD = ("fifo",)
MOST_STATES = 50
LARGEST = (1 << 62) - 1
_STATE = re.compile(r"[A-Z]{2}")
WORDS: dict[str, Promise] = {
    "rule": _("rule of tracing"),
    "label": _("label of the claim"),
    "states": _("States in the run"),
    "ceiling": _("ceiling of the proceeds"),
    "period_from": _("first day of the period"),
    "period_to": _("last day of the period"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The scope of a run. The ceiling is written as requests keep it: `XAD 1234500`."""

    rule: str
    label: str
    states: tuple[str, ...]
    ceiling: str
    period_from: date
    period_to: date

    def differences(self, other: "Scope") -> list[str]:
        """The parts in which two scopes differ."""
        return [f.name for f in fields(self) if getattr(self, f.name) != getattr(other, f.name)]

    def as_message(self) -> dict[str, Any]:
        """The scope as a round carries it."""
        return {
            "rule": self.rule,
            "label": self.label,
            "states": list(self.states),
            "ceiling": self.ceiling,
            "period_from": self.period_from.isoformat(),
            "period_to": self.period_to.isoformat(),
        }


def scope_of_run(run: Run) -> Scope:
    """The scope that a run was made with."""
    return Scope(
        rule=run.rule,
        label=run.label,
        states=tuple(sorted(run.parties.values_list("state", flat=True))),
        ceiling=written(run.ceiling, run.currency),
        period_from=run.period_from.astimezone(UTC).date(),
        period_to=run.period_to.astimezone(UTC).date(),
    )


def read_content(content: dict[str, str]) -> tuple[Scope | None, list[str]]:
    """The scope in a request's content, or the parts of it that cannot be read."""
    states = tuple(sorted({s.strip() for s in content.get("states", "").split(",") if s.strip()}))
    first, last = _day(content.get("period_from", "")), _day(content.get("period_to", ""))
    ceiling = parse(content.get("ceiling", ""))
    readable = {
        "rule": content.get("rule") in RULES_ABROAD,
        "label": 0 < len(content.get("label", "")) <= 60,
        "states": 1 < len(states) <= MOST_STATES and all(_STATE.fullmatch(s) for s in states),
        "ceiling": ceiling is not None and 0 < ceiling.minor <= LARGEST,
        "period_from": first is not None,
        "period_to": last is not None and (first is None or first <= last),
    }
    unread = [name for name, is_read in readable.items() if not is_read]
    if unread or first is None or last is None or ceiling is None:
        return None, unread
    scope = Scope(content["rule"], content["label"], states, ceiling.stored, first, last)
    return scope, []


def read_message(payload: dict[str, Any]) -> Scope:
    """The scope that a round carries; raises MalformedPayload."""
    given = payloads.mapping(payload, "scope", most=10)
    first, last = (_day(payloads.text(given, n, max=10)) for n in ("period_from", "period_to"))
    if first is None or last is None:
        raise MalformedPayload(field="period")
    return Scope(
        rule=payloads.text(given, "rule", max=20),
        label=payloads.text(given, "label", max=60),
        states=tuple(payloads.texts(given, "states", max=2, most=MOST_STATES)),
        ceiling=payloads.text(given, "ceiling", max=40),
        period_from=first,
        period_to=last,
    )


def words_of(parts: list[str]) -> str:
    """Parts of a scope in the reader's language."""
    return ", ".join(str(WORDS[part]) for part in parts)


def first_moment(day: date) -> datetime:
    """The first moment of a day in UTC: requests name days, and every node means the same."""
    return datetime.combine(day, time.min, UTC)


def last_moment(day: date) -> datetime:
    """The last moment of a day in UTC."""
    return datetime.combine(day, time.max, UTC)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
