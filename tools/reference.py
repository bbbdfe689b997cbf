"""The tables of docs/reference/ that follow from the code: errors, verbs of the journal, ports,
and the lives of requests.

    python tools/reference.py write     bring the tables up to date
    python tools/reference.py check     1 when a table does not agree with the code

A table stands between `<!-- table: NAME -->` and `<!-- end of NAME -->`; what is around it is
written by people. Needs the settings of some node (HOMEWARD_HOME); `tools/check` makes one.
"""

import ast
import functools
import importlib
import inspect
import os
import pkgutil
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "homeward"
# Programs rather than modules: importing them starts something.
PROGRAMS = re.compile(r"\.(__main__|wsgi|family_wsgi|family_settings)$|\.migrations(\.|$)")


# --- errors ----------------------------------------------------------------------------------


def modules() -> Iterator[str]:
    """Every module of Homeward that can be imported for what it declares."""
    import homeward

    for found in pkgutil.walk_packages(homeward.__path__, "homeward."):
        if not PROGRAMS.search(found.name):
            yield found.name


def families() -> dict[str, type[Exception]]:
    """The four bases of errors that carry a code, by what they are about."""
    from homeward.foundation.errors import HomewardError
    from homeward.node.errors import NodeError
    from homeward.tracing.errors import TracingError
    from homeward.wire.errors import WireError

    return {"rooms": HomewardError, "node": NodeError, "tracing": TracingError, "wire": WireError}


def error_classes(base: type[Exception]) -> list[type[Exception]]:
    """Every error of a family that has a code of its own, by its module and code."""
    for name in modules():
        importlib.import_module(name)
    found = [c for c in _below(base) if c.__module__.startswith("homeward.") and "code" in vars(c)]
    return sorted(set(found), key=lambda c: (c.__module__, c.code))  # type: ignore[attr-defined]


def _below(base: type[Exception]) -> Iterator[type[Exception]]:
    yield base
    for child in base.__subclasses__():
        yield from _below(child)


def message_of(error: type[Exception]) -> str:
    """The English sentence of an error with its named places."""
    # Of the libraries' errors the class holds a `template`, and each error its own message.
    words = getattr(error, "template", None) or error.message  # type: ignore[attr-defined]
    return str(words)


def errors_table(family: str) -> str:
    """Code, status for people at a browser, sentence and module of every error of a family."""
    from django.utils import translation

    has_status = family == "rooms"
    head = ["code", "status", "sentence", "where"] if has_status else ["code", "sentence", "where"]
    rows = [head]
    with translation.override("en"):
        for error in error_classes(families()[family]):
            code, status = error.code, getattr(error, "status", "")  # type: ignore[attr-defined]
            where = error.__module__.removeprefix("homeward.")
            middle = [str(status)] if has_status else []
            rows.append([f"`{code}`", *middle, message_of(error), f"`{where}`"])
    return table(rows)


def refusals_table() -> str:
    """Why a row of a ledger is refused: code and sentence of every reason."""
    from homeward.tracing.reading.rejections import REASONS

    rows = [[f"`{code}`", f"{words}."] for code, words in sorted(REASONS.items())]
    return table([["code", "sentence"], *rows])


# --- verbs -----------------------------------------------------------------------------------


def verbs_table() -> str:
    """Every verb of the journal with its words and fields."""
    from django.utils import translation

    from homeward.foundation.journal.verbs import all_verbs

    with translation.override("en"):
        rows = [[f"`{v.code}`", str(v.label), _fields(v.fields.values())] for v in all_verbs()]
        return table([["verb", "the actor…", "fields"], *rows])


def _fields(fields: Iterable[Any]) -> str:
    """Name, kind and meaning of each field of a verb; text is not named as such."""
    return "; ".join(
        f"`{f.name}`{'' if f.kind == 'text' else f' ({f.kind})'}: {f.meaning}" for f in fields
    )


# --- ports -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Port:
    """A register function, what it takes in, and the rooms that call it."""

    module: str
    function: str
    says: str
    fillers: set[str] = field(default_factory=set)


@functools.cache
def source_modules(root: Path = SOURCES) -> dict[str, ast.Module]:
    """The parsed modules of Homeward by their dotted names."""
    found = {}
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root.parent).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text("utf-8"))
    return found


def ports(parsed: dict[str, ast.Module]) -> dict[tuple[str, str], Port]:
    """Every register function that a module declares at its top, with its fillers."""
    found = {}
    for module, tree in parsed.items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("register_"):
                says = (ast.get_docstring(node) or "").split("\n\n")[0].replace("\n", " ")
                found[module, node.name] = Port(module, node.name, says)
    for module, tree in parsed.items():
        for called in _calls(module, tree):
            if called in found and called[0] != module:
                found[called].fillers.add(room_of(module))
    return found


def _calls(module: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Calls of a module as (module, function), for what it imports under any name."""
    modules_as, functions_as = {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                name = alias.asname or alias.name
                functions_as[name] = (node.module, alias.name)
                modules_as[name] = f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in functions_as:
            yield functions_as[node.func.id]
        elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            yield modules_as.get(node.func.value.id, ""), node.func.attr


def room_of(module: str) -> str:
    """The room of a module, such as `casework.cases` or `node`."""
    parts = module.split(".")[1:]
    return ".".join(
        parts[:2] if parts[0] in ("foundation", "knowledge", "casework", "oversight") else parts[:1]
    )


def ports_table() -> str:
    """Every port: its function, what it takes in, and its fillers."""
    rows = [["port", "takes in", "filled by"]]
    for port in sorted(ports(source_modules()).values(), key=lambda p: (p.module, p.function)):
        short = port.module.removeprefix("homeward.")
        fillers = ", ".join(f"`{room}`" for room in sorted(port.fillers)) or "nobody yet"
        rows.append([f"`{short}.{port.function}`", port.says, fillers])
    return table(rows)


# --- tables in pages -------------------------------------------------------------------------

# --- lives of requests -----------------------------------------------------------------------


def life_table(code: str) -> str:
    """Every change of a lifecycle: who makes it, from where to where, and what goes with it."""
    from django.utils import translation

    from homeward.casework.cooperation.lifecycle import LIFECYCLES

    rows = [["change", "in words", "by", "from", "to", "with"]]
    with translation.override("en"):
        for step in LIFECYCLES[code].transitions:
            known = [s for s in step.sources if s in LIFECYCLES[code].turns]
            back = "stays" if step.beside else "back to where it was"
            rows.append(
                [
                    f"`{step.name}`",
                    str(step.done),
                    step.by.value,
                    ", ".join(str(state.label).lower() for state in known),
                    str(step.target.label).lower() if step.target else back,
                    ", ".join(f"`{one}`" for one in _carried(step)),
                ]
            )
    return table(rows)


def _carried(step: Any) -> list[str]:
    carried = {"answer": ["fields"], "part": ["fields", "text"], "refusal": ["ground", "text"]}
    declared = [field.code for field in step.fields]
    return {**carried, "text": ["text"], "fields": declared}.get(step.needs.value, [])


TABLES: dict[str, dict[str, Callable[[], str]]] = {
    "errors.md": {
        "errors of rooms": lambda: errors_table("rooms"),
        "errors of node": lambda: errors_table("node"),
        "errors of tracing": lambda: errors_table("tracing"),
        "refused rows": refusals_table,
        "errors of wire": lambda: errors_table("wire"),
    },
    "lifecycles.md": {
        code: functools.partial(life_table, code)
        for code in ("assistance", "extradition", "arrest", "spontaneous", "joint")
    },
    "journal.md": {"verbs": verbs_table},
    "ports.md": {"ports": ports_table},
}


def table(rows: list[list[str]]) -> str:
    """A Markdown table; its first row is the head."""
    head, *body = [[_cell(cell) for cell in row] for row in rows]
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return inspect.cleandoc(text).replace("\n", " ").replace("|", "\\|")


def filled(page: str, name: str, made: str) -> str:
    """The page with its table `name` replaced. Raises ValueError when it has no place for it."""
    begin, end = f"<!-- table: {name} -->", f"<!-- end of {name} -->"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"there is no place for the table {name}")
    return f"{before}{begin}\n{made}\n{end}{after}"


def present_and_wanted(name: str) -> tuple[Path, str, str]:
    """A page's path, its text, and the text that the code asks for."""
    path = ROOT / "docs" / "reference" / name
    text = wanted = path.read_text("utf-8")
    for one, make in TABLES[name].items():
        wanted = filled(wanted, one, make())
    return path, text, wanted


def main(verb: str) -> int:
    """The command; 1 when a table does not agree with the code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homeward.node.settings")
    import django

    django.setup()
    stale = []
    for name in TABLES:
        path, text, wanted = present_and_wanted(name)
        if text != wanted:
            stale.append(name)
            if verb == "write":
                path.write_text(wanted, "utf-8")
    for name in stale if verb == "check" else ():
        sentence = "does not agree with the code; run python tools/reference.py write."
        print(f"docs/reference/{name} {sentence}", file=sys.stderr)
    return 1 if stale and verb == "check" else 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["write"], ["check"]):
        sys.exit("python tools/reference.py write|check")
    raise SystemExit(main(sys.argv[1]))
