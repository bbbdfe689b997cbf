"""Every verb of the journal is written somewhere, and nothing else is."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from homeward.foundation.journal.verbs import all_verbs
from tests.meta.repository import in_repository, parsed

REGISTERS = {"register_verbs", "register_event_kinds"}
# Code that passes on a verb takes it under this name.
PARAMETER = "verb"


@cache
def registered() -> set[str]:
    return {verb.code for verb in all_verbs()}


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def outside_registers(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those in the tables that declare verbs and events."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(
            child
            for child in ast.iter_child_nodes(node)
            if not (isinstance(child, ast.Call) and _name(child.func) in REGISTERS)
        )


def patterns(node: ast.AST) -> Iterator[str]:
    """The texts that an expression can become, as regular expressions."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        parts = (re.escape(p.value) if isinstance(p, ast.Constant) else r"\w+" for p in node.values)
        yield "".join(str(part) for part in parts)
    elif isinstance(node, ast.IfExp):
        yield from patterns(node.body)
        yield from patterns(node.orelse)


def recorders(tree: ast.Module) -> dict[str, int]:
    """Functions of a module that take a verb, with its place among their arguments."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args]
            if PARAMETER in names:
                found[node.name] = names.index(PARAMETER)
    return found


@cache
def written() -> list[tuple[str, str]]:
    """Where a verb is passed to a function that takes one: place and pattern."""
    found = []
    everywhere = {"record": 0}
    for path, tree in parsed().items():
        if path.stem != "verbs":
            everywhere |= {n: i for n, i in recorders(tree).items() if not n.startswith("_")}
    for path, tree in parsed().items():
        known = everywhere | recorders(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in known:
                place = known[_name(node.func)]
                given = [*node.args[place : place + 1]]
                given += [k.value for k in node.keywords if k.arg == PARAMETER]
                for pattern in patterns(given[0]) if given else ():
                    found.append((in_repository(path), pattern))
    return found


def test_every_verb_that_is_written_is_registered() -> None:
    found = [
        (place, pattern)
        for place, pattern in written()
        if "\\." in pattern and not any(re.fullmatch(pattern, verb) for verb in registered())
    ]
    assert found == []
    assert len({pattern for _, pattern in written()}) > 30


def test_every_registered_verb_is_written() -> None:
    texts: set[str] = set()
    for tree in parsed().values():
        for node in outside_registers(tree):
            texts.update(patterns(node))
    used = {v for v in registered() if re.escape(v) in texts}
    open_ones = [re.compile(pattern) for _, pattern in written() if r"\w+" in pattern]
    used |= {v for v in registered() for pattern in open_ones if pattern.fullmatch(v)}
    assert registered() - used == set()


def fields_written() -> Iterator[tuple[str, str, str]]:
    """Of every call of `record` that names its verb: place, verb, and each field it gives."""
    own = {"actor", "subject", "case_id", "compartment"}
    for path, tree in parsed().items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and _name(node.func) == "record" and node.args):
                continue
            for code in patterns(node.args[0]):
                for keyword in node.keywords:
                    if keyword.arg is not None and keyword.arg not in own:
                        yield in_repository(path), code, keyword.arg


def test_every_field_that_is_written_is_declared() -> None:
    found = list(fields_written())
    assert len(found) > 25
    missing = [
        (place, code, field)
        for place, code, field in found
        if not any(re.fullmatch(code, v.code) and field in v.fields for v in all_verbs())
    ]
    assert missing == []


def test_every_declared_field_is_written_somewhere() -> None:
    """As a keyword or in a dictionary of facts, by the code of some room."""
    names: set[str] = set()
    for tree in parsed().values():
        for node in outside_registers(tree):
            if isinstance(node, ast.keyword) and node.arg:
                names.add(node.arg)
            names.update(patterns(node) if isinstance(node, ast.Constant) else ())
    assert {field for v in all_verbs() for field in v.fields} - names == set()
