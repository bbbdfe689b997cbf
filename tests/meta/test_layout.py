"""The shape of the code: sizes, templates, and who may ask the tables of a case."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

from tests.meta.repository import ROOT, SOURCES, committed_files, in_repository, parsed

LONGEST = 400
CODE = {".py", ".ts", ".mjs", ".scss", ".html"}
EXTENDS = re.compile(r"{%\s*extends\s+(\S+)\s*%}")
INCLUDES = re.compile(r"{%\s*include\s+(\S+)")
# What speaks to people or to the framework asks queries, access and actions; it never asks a table.
SPEAKS = {"views", "forms", "urls", "templatetags", "middleware", "context", "apps", "words"}
SPEAKS |= {"page", "work", "api", "admin", "formats", "components"}
# Captions and sections of My work that ask their own room's table, each limited to what the
# database shows the reader. New ones belong into `queries`.
ASK_THEMSELVES = {"casework/cases/work.py", "casework/cooperation/work.py"}
# Folders of tests that mirror no room: what they prove runs through several.
ACROSS_ROOMS = {"mission", "journeys", "chaos", "meta", "benchmarks"}


def test_no_file_of_code_is_too_long() -> None:
    """But for a room's first tables, which are written by `makemigrations` and read by nobody."""
    long = {}
    for path in committed_files():
        if path.suffix in CODE and path.name != "0001_initial.py":
            lines = path.read_text("utf-8").count("\n")
            if lines > LONGEST:
                long[in_repository(path)] = lines
    assert long == {}


def templates() -> list[Path]:
    return [p for p in SOURCES.rglob("*.*") if "templates" in p.parts and p.suffix != ".py"]


def test_templates_extend_web_only() -> None:
    wrong = {
        f"{in_repository(path)} extends {parent}"
        for path in templates()
        for parent in EXTENDS.findall(path.read_text("utf-8"))
        if not parent.startswith('"web/')
    }
    assert len(templates()) > 30
    assert wrong == set()


def test_templates_include_their_own_room_or_web() -> None:
    wrong = set()
    for path in templates():
        room = path.relative_to(next(p for p in path.parents if p.name == "templates")).parts[0]
        for part in INCLUDES.findall(path.read_text("utf-8")):
            if not part.startswith(('"web/', f'"{room}/')):
                wrong.add(f"{in_repository(path)} includes {part}")
    assert wrong == set()


def case_bearing() -> set[str]:
    """Names of the models whose rows belong to a case."""
    return {m.__name__ for m in case_models()}


@cache
def case_models() -> set[type[Model]]:
    """The models whose rows belong to a case, directly or through another row."""
    models = [m for m in apps.get_models() if m.__module__.startswith("homeward.")]
    found: set[type[Model]] = set()
    while True:
        more = {m for m in models if m not in found and _belongs_to_a_case(m, found)}
        if not more:
            return found
        found |= more


def _belongs_to_a_case(model: type[Model], known: set[type[Model]]) -> bool:
    if model.__name__ == "Case":
        return True
    fields = model._meta.get_fields()
    if {"case", "case_id"} & {field.name for field in fields}:
        return True
    return any(f.many_to_one and f.related_model in known for f in fields)


def asked_tables(tree: ast.Module) -> set[str]:
    """Names of the models whose `.objects` a module uses."""
    return {
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ("objects", "_base_manager", "_default_manager")
        and isinstance(node.value, ast.Name)
    }


def test_what_belongs_to_a_case_is_known() -> None:
    assert {"Case", "Person", "Request", "Change", "Ledger", "HandOver", "Blob"} <= case_bearing()
    assert not {"User", "State", "Authority"} & case_bearing()


def test_what_speaks_to_people_asks_no_table_of_a_case() -> None:
    guarded, wrong = case_bearing(), {}
    for path, tree in parsed().items():
        place = path.relative_to(SOURCES)
        is_outside = place.parts[0] in ("cli", "node")
        speaks = {*place.parent.parts, place.stem} & SPEAKS
        if not (is_outside or speaks) or place.as_posix() in ASK_THEMSELVES:
            continue
        if asked := asked_tables(tree) & guarded:
            wrong[in_repository(path)] = asked
    assert wrong == {}


@pytest.mark.parametrize("place", sorted(ASK_THEMSELVES))
def test_no_exemption_outlives_its_reason(place: str) -> None:
    assert asked_tables(parsed()[SOURCES / place]) & case_bearing()


def test_models_hold_no_logic_of_saving() -> None:
    wrong = {
        f"{in_repository(path)}: {node.name}.{part.name}"
        for path, tree in parsed().items()
        if path.name == "models.py" or path.parent.name == "models"
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for part in node.body
        if isinstance(part, ast.FunctionDef) and part.name in ("save", "delete", "clean")
    }
    assert wrong == set()


def test_tests_mirror_the_rooms() -> None:
    rooms = {p.parent.name for p in SOURCES.rglob("__init__.py")}
    folders = {p.name for p in (ROOT / "tests").iterdir() if (p / "__init__.py").is_file()}
    assert folders - rooms - ACROSS_ROOMS == set()
