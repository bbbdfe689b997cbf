"""The frozen annex of a report: all data that States sent, and how every figure follows from them.

Whoever holds the annex can work out each figure again; nothing else goes into the text. A figure
has an `operation`, of which there are few:

- `asked`, `replied`, `silent`: States that were asked, those of them that replied, and the rest;
- `answered`, `needing`: States with words, or with a need, about a paragraph;
- `value`: what one State sent for an indicator and period;
- `panel`: sum over the constant panel, which is every State with a comparable value in each period
  of the window that any of them has, and no break after the first; `members`: how many these are;
- `naive`: sum over whoever sent a comparable value for the period; `tellers`: how many did;
- `lowest`, `highest`: of what States sent for a period, where nothing is added up;
  `tellers_all`: how many sent a value, comparable or not;
- `before`: what the same figure was in the report before.

`value` is text in plain digits, or nothing where nothing is recorded; nothing is never zero. `at`
is the last day up to which was counted. Lines are those of `lines.py`.
"""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from homeward.oversight.reporting.compiling import Compiled, compiled
from homeward.oversight.reporting.fields import parts_of
from homeward.oversight.reporting.lines import Line, text_of
from homeward.oversight.reporting.paragraphs import PARAGRAPHS
from homeward.oversight.trends.indicators import INDICATORS
from homeward.oversight.trends.statistics.observations import ADDED
from homeward.wire.encoding import canonical

FORMAT = "homeward-report-annex/1"
COMMISSION, STATE = "commission", "state"
COLUMNS = (
    "id", "paragraph", "operation", "indicator", "period", "states", "value", "status", "at", "of",
)  # fmt: skip
Annex = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a State sent: its lines, and its answers by paragraph (text, needs, evidence)."""

    number: int
    cleared_at: str
    lines: Sequence[Line]
    answers: Mapping[str, Mapping[str, Any]]
    on_paper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a report is of: `first` and `last` are the years of its window."""

    kind: str
    title: str
    session: str
    first: str
    last: str
    due: str
    made_at: str


@dataclass(slots=True)
class _Maker:
    about: About
    names: Mapping[str, str]
    replies: Mapping[str, Reply]
    previous: Annex | None
    figures: list[dict[str, Any]] = field(default_factory=list)

    def figure(
        self,
        operation: str,
        value: Decimal | int | str | None,
        *,
        paragraph: str = "",
        indicator: str = "",
        period: str = "",
        states: Sequence[str] = (),
        status: str = "",
        at: str = "",
        role: str = "",
        compare: bool = True,
    ) -> int:
        """Number a figure, and what it was in the report before, where it was in that."""
        said = text_of(Decimal(value)) if value is not None else None
        key = ":".join((paragraph, operation, indicator, role or period))
        one: dict[str, Any] = {
            "id": len(self.figures) + 1,
            "key": key,
            "paragraph": paragraph,
            "operation": operation,
            "indicator": indicator,
            "period": period,
            "states": sorted(states),
            "value": said,
            "status": status,
            "at": at,
            "of": None,
            "before": None,
        }
        self.figures.append(one)
        old = self._old(key) if compare else None
        is_news = old is not None and (operation != "value" or old["value"] != said)
        if old is not None and old["value"] is not None and is_news:
            then = one | {"id": one["id"] + 1, "operation": "before", "of": one["id"]}
            then |= {name: old[name] for name in ("value", "status", "at", "period", "states")}
            one["before"] = then["id"]
            self.figures.append(then | {"key": ""})
        number: int = one["id"]
        return number

    def _old(self, key: str) -> dict[str, Any] | None:
        held = self.previous["figures"] if self.previous else ()
        return next((one for one in held if one["key"] == key), None)

    def made(self) -> Annex:
        """The whole annex."""
        text = {
            "asked": self._asked(),
            "sections": [self._section(code) for code in PARAGRAPHS],
        }
        before = self.previous
        return {
            "format": FORMAT,
            "kind": self.about.kind,
            "title": self.about.title,
            "session": self.about.session,
            "first": self.about.first,
            "last": self.about.last,
            "due": self.about.due,
            "made_at": self.about.made_at,
            "states": [
                {
                    "state": code,
                    "name": name,
                    "replied": code in self.replies,
                    "on_paper": code in self.replies and self.replies[code].on_paper,
                    "number": self.replies[code].number if code in self.replies else None,
                    "cleared_at": self.replies[code].cleared_at if code in self.replies else None,
                }
                for code, name in sorted(self.names.items())
            ],
            "data": [
                {"state": state, **line}
                for state, reply in sorted(self.replies.items())
                for line in reply.lines
            ],
            "answers": [
                {"state": state, "paragraph": code, **reply.answers[code]}
                for state, reply in sorted(self.replies.items())
                for code in PARAGRAPHS
                if code in reply.answers
            ],
            "figures": self.figures,
            "text": text,
            "previous": (
                {"made_at": before["made_at"], "session": before["session"],
                 "digest": digest_of(before)}
                if before else None
            ),
        }  # fmt: skip

    def _asked(self) -> list[int]:
        silent = [code for code in self.names if code not in self.replies]
        return [
            self.figure("asked", len(self.names), states=list(self.names)),
            self.figure("replied", len(self.replies), states=list(self.replies)),
            self.figure("silent", len(silent), states=silent),
        ]

    def _section(self, code: str) -> dict[str, Any]:
        told = {s: r.answers[code] for s, r in sorted(self.replies.items()) if code in r.answers}
        with_words = [state for state, one in told.items() if one["text"]]
        needing = [state for state, one in told.items() if one["needs"]]
        return {
            "paragraph": code,
            "answered": [
                self.figure("answered", len(with_words), paragraph=code, states=with_words),
                self.figure("needing", len(needing), paragraph=code, states=needing),
            ],
            "indicators": [self._indicator(code, one) for one in PARAGRAPHS[code].indicators],
            "narratives": [
                {
                    "state": state,
                    "text": self._bound(state, code, one["text"]),
                    "needs": self._bound(state, code, one["needs"]),
                    "evidence": one["evidence"],
                }
                for state, one in told.items()
            ],
        }

    def _bound(self, state: str, paragraph: str, text: str) -> list[str | int]:
        return [
            one
            if isinstance(one, str)
            else self._value(state, paragraph, one[0], one[1], compare=False)
            for one in parts_of(text)
        ]

    def _value(
        self, state: str, paragraph: str, indicator: str, period: str, *, compare: bool = True
    ) -> int:
        line = next(
            (
                one
                for one in self.replies[state].lines
                if (one["indicator"], one["period"], one["breakdown"]) == (indicator, period, "")
            ),
            None,
        )
        return self.figure(
            "value",
            line["value"] if line else None,
            paragraph=paragraph,
            indicator=indicator,
            period=period,
            states=[state],
            status=line["status"] if line else "O",
            at=line["at"] if line else "",
            role=f"{state}:{period}",
            compare=compare,
        )

    def _indicator(self, paragraph: str, code: str) -> dict[str, Any]:
        lines = {state: one.lines for state, one in self.replies.items()}
        made = compiled(code, self.names, lines, first=self.about.first, last=self.about.last)
        periods = [p for p in made.periods if self.about.first <= p[:4] <= self.about.last]
        known = INDICATORS.get(code)
        rows = [row for one in made.regions for row in one.rows]
        table = [
            {
                "state": row.state,
                "cells": [self._value(row.state, paragraph, code, p) for p in periods]
                if row.told
                else [],
            }
            for row in sorted(rows, key=lambda one: one.state)
        ]
        told = {"indicator": code, "periods": periods, "table": table}
        if known is not None and known.unit in ADDED:
            return told | {"totals": self._totals(paragraph, code, made)}
        return told | {"range": self._range(paragraph, code, periods)}

    def _totals(self, paragraph: str, code: str, made: Compiled) -> dict[str, Any] | None:
        found = made.totals
        if found is None:
            return None
        panel, ends = found.panel, (found.panel.totals[0], found.panel.totals[-1])
        whole: dict[str, Any] = {
            "paragraph": paragraph,
            "indicator": code,
            "at": self._at(code),
        }
        now = ends[1]
        tellers = [
            state
            for state, reply in self.replies.items()
            if any(self._tells(one, code, now.period) for one in reply.lines)
        ]
        sums = [
            self.figure(
                "panel", one.panel, period=one.period, states=panel.areas, role=role, **whole
            )
            for role, one in zip(("first", "last"), ends, strict=True)
        ]
        return {
            "first": ends[0].period,
            "last": now.period,
            "broken": list(panel.broken),
            "panel": sums,
            "members": self.figure(
                "members", len(panel.areas), period=now.period, states=panel.areas,
                role="last", **whole,
            ),
            "naive": self.figure(
                "naive", now.naive, period=now.period, states=tellers, role="last", **whole
            ),
            "tellers": self.figure(
                "tellers", len(tellers), period=now.period, states=tellers, role="last", **whole
            ),
            "misleads": any(one.misleads for one in panel.totals),
        }  # fmt: skip

    @staticmethod
    def _tells(line: Line, code: str, period: str) -> bool:
        is_here = (line["indicator"], line["period"], line["breakdown"]) == (code, period, "")
        return (
            is_here and not line["partial"] and line["status"] != "P" and line["value"] is not None
        )

    def _range(self, paragraph: str, code: str, periods: Sequence[str]) -> dict[str, Any] | None:
        for period in reversed(periods):
            given = {
                state: Decimal(one["value"])
                for state, reply in self.replies.items()
                for one in reply.lines
                if (one["indicator"], one["period"], one["breakdown"]) == (code, period, "")
                and one["value"] is not None
            }
            if given:
                whole: dict[str, Any] = {
                    "paragraph": paragraph, "indicator": code, "period": period,
                    "states": list(given), "role": "last", "at": self._at(code),
                }  # fmt: skip
                return {
                    "period": period,
                    "ends": [
                        self.figure("lowest", min(given.values()), **whole),
                        self.figure("highest", max(given.values()), **whole),
                    ],
                    "tellers": self.figure("tellers_all", len(given), **whole),
                }
        return None

    def _at(self, code: str) -> str:
        days = [
            one["at"] for r in self.replies.values() for one in r.lines if one["indicator"] == code
        ]
        return max(days, default="")


def annex_of(
    about: About,
    names: Mapping[str, str],
    replies: Mapping[str, Reply],
    previous: Annex | None = None,
) -> Annex:
    """The annex of a report over the States `names` (code -> name), of which `replies` replied."""
    return _Maker(about, names, replies, previous).made()


def digest_of(annex: Annex) -> str:
    """SHA-256 of the canonical JSON (RFC 8785), as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(annex)).hexdigest()


def figures_csv(annex: Annex) -> bytes:
    """The figures as CSV, one row each."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for one in annex["figures"]:
        found = one | {"states": " ".join(one["states"])}
        rows.writerow(["" if found[name] is None else found[name] for name in COLUMNS])
    return out.getvalue().encode()


__all__ = ["About", "Annex", "Reply", "annex_of", "digest_of", "figures_csv"]
