"""The shipped figures are those of the shipped detectors."""

from homeward.tracing.detection.figures import figures_of, shipped
from homeward.tracing.detection.measure import measure
from homeward.tracing.detection.patterns import DEFAULTS, Pattern
from homeward.tracing.generator import PER_PLANT, generate

SEEDS = (201, 202)
PAYMENTS = 100_000


def test_figures_are_of_the_parameters_that_are_the_defaults() -> None:
    measured = shipped()
    assert measured["parameters"] == {p.value: DEFAULTS[p].document() for p in Pattern}
    assert measured["ordinary_payments_per_planted_pattern"] == PER_PLANT
    for pattern in Pattern:
        figures = figures_of(pattern)
        assert figures is not None
        assert figures.precision == round(figures.right / figures.findings, 3)
        assert figures.recall == round(figures.found / figures.planted, 3)
        assert figures.right <= figures.related <= figures.findings


def test_a_smaller_run_on_other_seeds_gives_about_the_same() -> None:
    again = measure(generate(seed=seed, payments=PAYMENTS) for seed in SEEDS)
    for pattern, found in again.items():
        figures = figures_of(pattern)
        assert figures is not None
        assert found.planted == len(SEEDS) * PAYMENTS // PER_PLANT
        # 50 planted patterns of a kind: two standard errors are at most 0.14
        assert abs(found.precision - figures.precision) <= 0.15, (pattern, found)
        assert abs(found.recall - figures.recall) <= 0.15, (pattern, found)


def test_figures_say_less_where_detectors_are_worse() -> None:
    """The measure can fail: a detector with no scruples is less precise."""
    from datetime import timedelta

    from homeward.tracing.detection import Fan

    eager = Fan(count=5, window=timedelta(days=14), least=0, share=0.0, known=1.0)
    found = measure([generate(seed=201, payments=20_000)], {Pattern.FAN_IN: eager})
    figures = figures_of(Pattern.FAN_IN)
    assert figures is not None
    assert found[Pattern.FAN_IN].precision < figures.precision / 3
