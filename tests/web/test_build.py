"""What the pages are made of names no place outside the node and writes no inline style."""

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest

from homeward.foundation.web.components import STEP_ICONS
from homeward.foundation.web.templatetags.web import MIRRORED
from homeward.foundation.web.tones import ICONS
from tests.web.conftest import ROOM, ROOT

FRONTEND = ROOT / "frontend"
BUILT = ROOM / "static" / "built"
FILES = {"homeward.css": 24_000, "homeward.rtl.css": 24_000, "homeward.js": 20_000}  # gzip bytes
NAMESPACE = "http://www.w3.org/2000/svg"
TEMPLATES = sorted((ROOM / "templates").rglob("*.*"))
STYLES = sorted((FRONTEND / "styles").glob("*.scss"))


def addresses(text: str) -> set[str]:
    """Every web address in a text but the one that names SVG."""
    return set(re.findall(r"(?:https?:)?//[\w-]+\.[\w./-]+", text.replace(NAMESPACE, "")))


@pytest.mark.parametrize("name", FILES)
def test_the_build_names_no_address_and_draws_no_data_image(name: str) -> None:
    text = (BUILT / name).read_text("utf-8")
    assert not addresses(text)
    assert not re.search(r"data:[a-z]+/", text)
    assert "@import" not in text


@pytest.mark.parametrize(("name", "most"), FILES.items())
def test_the_build_stays_small(name: str, most: int) -> None:
    assert len(gzip.compress((BUILT / name).read_bytes())) < most


def test_the_build_is_what_the_sources_give(tmp_path: Path) -> None:
    subprocess.run(["node", "build.mjs", "--check"], cwd=FRONTEND, check=True, timeout=120)
    newest = max(p.stat().st_mtime for p in [*STYLES, *(FRONTEND / "src").glob("*.ts")])
    assert (BUILT / "homeward.css").stat().st_mtime >= newest, "run `npm run build` in frontend/"


def test_the_script_needs_neither_eval_nor_inline_code() -> None:
    script = (BUILT / "homeward.js").read_text("utf-8")
    assert not re.search(r"\beval\(|new Function\(|innerHTML|setAttribute\(\"style\"", script)


def test_the_lock_names_no_registry_and_hashes_every_package() -> None:
    text = (FRONTEND / "package-lock.json").read_text("utf-8")
    assert not re.search(r"registry\.|npmjs|\"resolved\"|artifactory|nexus", text)
    packages = json.loads(text)["packages"]
    unhashed = [name for name, entry in packages.items() if name and "integrity" not in entry]
    assert not unhashed


def test_dependencies_are_pinned_exactly() -> None:
    package = json.loads((FRONTEND / "package.json").read_text("utf-8"))
    versions = {**package.get("dependencies", {}), **package["devDependencies"]}
    assert [name for name, value in versions.items() if not re.fullmatch(r"\d[\w.-]*", value)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_keep_the_content_security_policy(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not addresses(text)
    assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=\s*[\"']", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_our_styles_are_direction_neutral(path: Path) -> None:
    text = re.sub(r"//.*|/\*.*?\*/", "", path.read_text("utf-8"))
    physical = (
        r"(?:margin|padding|border)-(?:left|right)|(?<![\w-])(?:left|right|float)\s*:(?!\s*none)"
    )
    assert not re.search(physical, text)
    assert not re.search(r"text-align:\s*(?:left|right)", text)
    assert "forced-color-adjust: none" not in text


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set(re.findall(r'id="icon-([\w-]+)"', (ROOM / "templates/web/sprite.svg").read_text()))
    templates = [path.read_text("utf-8") for path in TEMPLATES]
    named = {name for text in templates for name in re.findall(r'{% icon "([\w-]+)"', text)}
    assert named | MIRRORED | set(ICONS.values()) | set(STEP_ICONS.values()) <= drawn
