"""Measure the detectors on the seeded generator and write the figures that are shipped with them.

    .venv/bin/python tools/measure_detection.py          print what is measured
    .venv/bin/python tools/measure_detection.py write    and write it into the package

Worlds of 200,000 ordinary payments, seeds 101 to 105; about a minute. What counts as right is said
in `src/homeward/tracing/detection/measure.py`, what the figures mean in
`docs/explanation/detection-precision.md`.
"""

import json
import sys
from pathlib import Path

from homeward.tracing.detection import figures
from homeward.tracing.detection.measure import measure
from homeward.tracing.detection.patterns import DEFAULTS
from homeward.tracing.generator import PER_PLANT, generate

SEEDS = range(101, 106)
PAYMENTS = 200_000


def main(arguments: list[str]) -> int:
    """Print the table, and write the file where asked."""
    found = measure(generate(seed=seed, payments=PAYMENTS) for seed in SEEDS)
    shape = "{:14}{:>10}{:>8}{:>10}{:>8}{:>9}{:>8}{:>18}"
    heads = ("pattern", "precision", "recall", "findings", "right", "planted", "found")
    print(shape.format(*heads, "wrong per million"))
    for pattern, each in found.items():
        counts = (each.findings, each.right, each.planted, each.found)
        shares = (f"{each.precision:.3f}", f"{each.recall:.3f}")
        print(shape.format(pattern, *shares, *counts, f"{each.wrong_per_million:.0f}"))
    if arguments == ["write"]:
        made = {
            "method": "tools/measure_detection.py",
            "seeds": list(SEEDS),
            "ordinary_payments_per_seed": PAYMENTS,
            "ordinary_payments_per_planted_pattern": PER_PLANT,
            "parameters": {each.value: DEFAULTS[each].document() for each in found},
            "patterns": {pattern.value: each.document() for pattern, each in found.items()},
        }
        target = Path(figures.__file__).with_name(figures.FILE)
        target.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
