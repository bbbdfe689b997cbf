"""What is committed serves anywhere: no registry, no machine's paths, everything by its hash."""

import json
import re
from pathlib import Path

import pytest

from tests.meta.repository import ROOT, committed_files, in_repository

# Written in two halves, so that this file does not name them itself.
HOSTS = re.compile(
    "|".join(
        re.escape(first + second)
        for first, second in (
            ("py", "pi.org"),
            ("python", "hosted.org"),
            ("regis", "try.npmjs"),
            ("regis", "try.yarnpkg"),
            ("np", "mmirror.com"),
            ("/sim", "ple/index"),
        )
    )
)
MACHINE = re.compile(
    r"(?<![\w.])/(?:home/(?!\$)\w+|Users/\w+|" + "wo" + r"rk/|ro" + r"ot/\w+|" + "tm" + r"p/hw/)"
)
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(r"^[a-z0-9][a-z0-9._-]*(?:\[[a-z,]+\])?==\S+", re.IGNORECASE)


def texts() -> list[tuple[str, str]]:
    found = []
    for path in committed_files():
        try:
            found.append((in_repository(path), path.read_text("utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def test_no_file_names_a_registry() -> None:
    named = {(name, m[0]) for name, text in texts() for m in HOSTS.finditer(text)}
    assert named == set()


def test_no_file_names_a_path_of_a_machine() -> None:
    named = {(name, m[0]) for name, text in texts() for m in MACHINE.finditer(text)}
    assert named == set()


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda path: path.name)
def test_every_requirement_has_its_version_and_hashes(file: Path) -> None:
    entries = entries_of(file.read_text("utf-8"))
    assert entries
    assert [e for e in entries if not PINNED.match(e)] == []
    assert [e for e in entries if "--hash=sha256:" not in e] == []


def entries_of(text: str) -> list[str]:
    """The requirements of a file, each with its options, without comments."""
    joined = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE))
    return [line.strip() for line in joined.splitlines() if line.strip()]


def test_the_run_time_is_part_of_the_development_set() -> None:
    pins = [
        {e.split(";")[0].split(" ")[0] for e in entries_of((ROOT / "requirements" / n).read_text())}
        for n in ("run.txt", "dev.txt")
    ]
    assert pins[0] - pins[1] == set()


def test_every_script_package_has_its_hash_and_no_address() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert [
        n for n, e in packages.items() if not e.get("integrity", "").startswith("sha512-")
    ] == []
    assert [n for n, e in packages.items() if "resolved" in e] == []


def test_script_packages_are_pinned_exactly() -> None:
    wanted = json.loads((ROOT / "frontend" / "package.json").read_text("utf-8"))
    versions = {**wanted.get("dependencies", {}), **wanted.get("devDependencies", {})}
    assert [n for n, v in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", v)] == []
