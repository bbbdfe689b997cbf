"""Finds translatable messages: in Python by its syntax tree, in templates through Django.

Used by tools/catalogues.py.
"""

import ast
import io
import re
import tokenize
from dataclasses import dataclass, field

from django.utils.translation.template import templatize

# Positions of (context, message, plural) among the arguments of each function.
# The second one is Django's own for words that are marked where no settings are.
MODULES = ("django.utils.translation", "django.utils.translation.trans_null")
FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
ESCAPE = "# translated elsewhere"
IN_TEMPLATES = re.compile(r"\b(_|gettext|ngettext|pgettext|npgettext)\(")

Key = tuple[str, str]  # context ("" for none), message


@dataclass(slots=True)
class Message:
    """A message as the sources hold it."""

    text: str
    plural: str = ""
    context: str = ""
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """What tells it from every other message of its room."""
        return self.context, self.text


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a check found: where, and what to do about it."""

    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


def python_messages(text: str, place: str) -> tuple[list[Message], list[Problem]]:
    """Messages of a Python file: calls of Django's functions, under whatever name imported."""
    tree = ast.parse(text, place)
    names = _imported(tree)
    lines = text.splitlines()
    messages: list[Message] = []
    problems: list[Problem] = []
    for node in ast.walk(tree):
        function = _called(node, names)
        if function is None or not isinstance(node, ast.Call):
            continue
        parts = [None if at is None else _argument(node, at) for at in FUNCTIONS[function]]
        wanted = sum(at is not None for at in FUNCTIONS[function])
        texts = [part for part in parts if isinstance(part, str)]
        if len(texts) == wanted:
            context, message, plural = (part if isinstance(part, str) else "" for part in parts)
            messages.append(Message(message, plural, context))
        elif ESCAPE not in lines[node.lineno - 1]:
            problems.append(Problem(f"{place}:{node.lineno}", _why_not_literal(node)))
    return messages, problems


def _imported(tree: ast.Module) -> dict[str, str]:
    """Local name -> Django's function; a module imported as a name counts as `name.`."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in MODULES:
            names |= {a.asname or a.name: a.name for a in node.names if a.name in FUNCTIONS}
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils":
            names |= {f"{a.asname or a.name}.": "" for a in node.names if a.name == "translation"}
    return names


def _called(node: ast.AST, names: dict[str, str]) -> str | None:
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Name):
        return names.get(node.func.id)
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        own = f"{node.func.value.id}." in names
        return node.func.attr if own and node.func.attr in FUNCTIONS else None
    return None


def _argument(call: ast.Call, at: int) -> str | None:
    return _literal(call.args[at]) if at < len(call.args) else None


def _literal(node: ast.expr) -> str | None:
    """A string the parser knows: a literal, or literals added together."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _literal(node.left), _literal(node.right)
        return None if left is None or right is None else left + right
    return None


def _why_not_literal(call: ast.Call) -> str:
    for part in ast.walk(ast.Module(body=[ast.Expr(a) for a in call.args[:3]], type_ignores=[])):
        if isinstance(part, ast.JoinedStr):
            return "An f-string is filled in before it is translated; use %(name)s and fill after."
        formatted = isinstance(part, ast.Attribute) and part.attr in ("format", "join")
        if formatted or (isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mod)):
            return "The text is formatted before it is translated; translate, then fill in."
    return f"No literal text, so no translator sees it; end the line with “{ESCAPE}” if meant."


def template_messages(text: str, place: str) -> tuple[list[Message], list[Problem]]:
    """Messages of a template, from the calls that Django's `templatize` writes for each tag."""
    try:
        code = templatize(text, origin=place)
    except SyntaxError as fault:
        return [], [Problem(place, str(fault))]
    messages = []
    for match in IN_TEMPLATES.finditer(code):
        name = "gettext" if match[1] == "_" else match[1]
        arguments = _string_arguments(code[match.end() :])
        context_at, at, plural_at = FUNCTIONS[name]
        context = "" if context_at is None else arguments[context_at]
        plural = "" if plural_at is None else arguments[plural_at]
        messages.append(Message(arguments[at], plural, context))
    return [message for message in messages if message.text], []


def _string_arguments(code: str) -> list[str]:
    """The leading string literals of an argument list; stops at the first other thing."""
    found: list[str] = []
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.STRING:
            found.append(ast.literal_eval(token.string))
        elif token.string != "," and token.type != tokenize.NL:
            break
    return found
