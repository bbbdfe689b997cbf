"""Measured precision and recall, shipped with the detectors.

`tools/measure_detection.py` makes `figures.json` from `homeward.tracing.generator`; what they mean
and what they do not: `docs/explanation/detection-precision.md`.
"""

import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from homeward.tracing.detection.patterns import Pattern

FILE = "figures.json"


@dataclass(frozen=True, slots=True)
class Figures:
    """How the findings of one kind fared on generated traffic with planted patterns.

    `precision` is `right` / `findings`, `recall` is `found` / `planted`; `related` findings, the
    right ones among them, are mostly made of one planted pattern of whatever kind. `payments` were
    scanned in all, over several seeds. Precision depends on how rare a pattern is; how many wrong
    findings come with a million payments does not.
    """

    precision: float
    recall: float
    findings: int
    right: int
    related: int
    planted: int
    found: int
    payments: int

    @property
    def wrong_per_million(self) -> float:
        """Findings for a million payments that have nothing to do with what was planted."""
        return 1_000_000 * (self.findings - self.related) / max(self.payments, 1)

    def document(self) -> dict[str, Any]:
        """As it stands in the JSON document."""
        return asdict(self)


@cache
def shipped() -> dict[str, Any]:
    """The file that is shipped: how it was measured, and the figures by pattern."""
    text = files("homeward.tracing.detection").joinpath(FILE).read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def figures_of(pattern: Pattern) -> Figures | None:
    """The shipped figures of a pattern, None where there are none."""
    figures = shipped()["patterns"].get(pattern.value)
    return None if figures is None else Figures(**figures)
