"""Patterns of laundering in a ledger: leads with measured precision, never proofs.

    from homeward.tracing.detection import detect

    found = detect(ledger, ["cycle", "fan-in"])
    for finding in found.findings:
        print(finding.sentence, finding.caution)

The names below load their modules when first used. Reference: `docs/reference/detection.md`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from homeward.tracing.detection.figures import Figures
    from homeward.tracing.detection.finding import Finding
    from homeward.tracing.detection.patterns import (
        CashOut,
        Chain,
        Cycle,
        Fan,
        Parameters,
        PassThrough,
        Pattern,
        PeelChain,
        Structuring,
    )
    from homeward.tracing.detection.scan import Detection, detect

_HOME = {
    "CashOut": "patterns",
    "Chain": "patterns",
    "Cycle": "patterns",
    "Detection": "scan",
    "Fan": "patterns",
    "Figures": "figures",
    "Finding": "finding",
    "Parameters": "patterns",
    "PassThrough": "patterns",
    "Pattern": "patterns",
    "PeelChain": "patterns",
    "Structuring": "patterns",
    "detect": "scan",
}

__all__ = [
    "CashOut",
    "Chain",
    "Cycle",
    "Detection",
    "Fan",
    "Figures",
    "Finding",
    "Parameters",
    "PassThrough",
    "Pattern",
    "PeelChain",
    "Structuring",
    "detect",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
