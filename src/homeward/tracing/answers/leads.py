"""What `detect` found as a page: what was looked for, then each pattern's leads."""

from html import escape

from homeward.tracing.answers.pagetables import table
from homeward.tracing.answers.words import unit_told
from homeward.tracing.detection.finding import NOTICE, Finding
from homeward.tracing.detection.scan import Detection

LEADS = "Leads to patterns of laundering"

NAMED = 20
"""Payments and accounts of a lead that are named; a word says how many more there are."""

BUSY = "accounts too busy to follow"
_PATTERNS = (("pattern", "text"), ("leads", "whole"), (BUSY, "whole"))
_LEADS = (("what was seen", "text"), ("accounts", "texts"), ("payments", "texts"))


def leads_body(found: Detection, most: int) -> str:
    """The page's HTML: the notice, a table of patterns, and a table of `most` leads for each."""
    payments = f"{found.payments:,} payment" + ("" if found.payments == 1 else "s")
    parts = [
        f"<p>{escape(NOTICE)}</p>",
        f"<p>{payments} looked at. {unit_told(found.exponent)}</p>",
    ]
    leads = {
        pattern: [each for each in found.findings if each.pattern is pattern]
        for pattern in found.patterns
    }
    overview = [
        {"pattern": pattern.value, "leads": len(own), BUSY: found.busy.get(pattern, 0)}
        for pattern, own in leads.items()
    ]
    parts.append(table("patterns looked for", _PATTERNS, overview, len(overview)))
    for pattern, own in leads.items():
        if own:
            parts.append(table(pattern.value, _LEADS, [_row(each) for each in own], most))
            parts.append(f"<p>{escape(own[0].caution)}</p>")
    return "".join(parts)


def _row(lead: Finding) -> dict[str, object]:
    return {
        "what was seen": lead.sentence,
        "accounts": _named(lead.accounts),
        "payments": _named(lead.payments),
    }


def _named(names: tuple[str, ...]) -> list[str]:
    more = len(names) - NAMED
    return [*names[:NAMED], *([f"and {more:,} more"] if more > 0 else [])]
