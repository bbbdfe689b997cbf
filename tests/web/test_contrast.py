"""WCAG 2.2 contrast of every pair of colours that meet on a page, in both themes."""

import re

import pytest

from tests.web.conftest import ROOM, ROOT

TOKENS = (ROOT / "frontend" / "styles" / "_tokens.scss").read_text("utf-8")
TONES = ("neutral", "information", "success", "warning", "danger")
TEXT, SIGN = 4.5, 3.0  # success criteria 1.4.3 and 1.4.11

PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "muted") for ground in ("paper", "sheet", "sunk")],
    *[("accent", ground, TEXT) for ground in ("paper", "sheet", "sunk", "accent-ground")],
    *[("accent-strong", ground, TEXT) for ground in ("paper", "sheet", "accent-ground")],
    *[("on-accent", ground, TEXT) for ground in ("accent", "accent-strong")],
    *[(tone, f"{tone}-ground", TEXT) for tone in TONES],
    *[(tone, ground, TEXT) for tone in TONES for ground in ("sheet", "paper")],
    *[("ink", f"{tone}-ground", TEXT) for tone in TONES],
    ("ink", "accent-ground", TEXT),
    ("on-danger", "danger", TEXT),
    ("on-header", "header", TEXT),
    *[("edge", ground, SIGN) for ground in ("paper", "sheet", "sunk")],
    *[("lamp", ground, SIGN) for ground in ("paper", "sheet")],
]


def palette(name: str) -> dict[str, str]:
    """A palette of the tokens by name."""
    block = re.search(rf"\${name}: \((.*?)\n\);", TOKENS, re.S)
    assert block is not None
    return dict(re.findall(r'"([\w-]+)": (#[0-9a-f]{6})', block[1]))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    assert ratio("#ffffff", "#000000") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_contrast(theme: str, ink: str, ground: str, least: float) -> None:
    colours = palette(theme)
    assert ratio(colours[ink], colours[ground]) >= least


def test_both_themes_name_the_same_colours() -> None:
    assert palette("light").keys() == palette("dark").keys()


@pytest.mark.parametrize("sheet", ["homeward.css", "homeward.rtl.css"])
def test_the_built_styles_carry_the_tokens(sheet: str) -> None:
    css = (ROOM / "static" / "built" / sheet).read_text("utf-8")
    for theme, times in (("light", 2), ("dark", 2)):  # light again for print; dark also by choice
        for name, value in palette(theme).items():
            assert len(re.findall(rf"--hw-{name}: ?{value}\b", css)) >= times, (theme, name)


def test_only_the_tokens_name_colours() -> None:
    styles = (ROOT / "frontend" / "styles").glob("_*.scss")
    for path in styles:
        if path.name == "_tokens.scss":
            continue
        found = re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\{)", path.read_text("utf-8"))
        # White paper in print and the lamp's flame on the dark header are colours of their own.
        assert set(found) <= {"#fff", "#f0b14a"}, path.name
