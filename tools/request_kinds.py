"""docs/reference/request-kinds.md: every kind of request as its module declares it.

    python tools/request_kinds.py write     bring the page up to date

tests/cooperation/test_kinds.py proves that it is. Needs the settings of some node (HOMEWARD_HOME),
as tools/reference.py does.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "request-kinds.md"
HEAD = """# Kinds of request

Written by `tools/request_kinds.py` from `src/homeward/casework/cooperation/kinds`, one module for
each kind. Do not edit it here.

*Needed* says when a part has to be written: always, never, or only beside another part. Where a
treaty on assistance binds the two States and its lists are recorded, they take the place of the
common parts, the grounds and the limits (UNTOC 18(7)). Documents are files of the request, named by
their SHA-256, or come on paper. What is marked *from memory* has not been read in its text.
"""


def page() -> str:
    """The whole page, in English."""
    from django.utils import translation

    from homeward.casework.cooperation.declaration import Group, all_kinds

    with translation.override("en"):
        parts = [HEAD]
        for group in Group:
            parts.append(f"## {group.label}\n")
            under = [kind for kind in all_kinds() if kind.group is group]
            parts += ["\n".join(_kind(kind)) for kind in sorted(under, key=lambda k: str(k.label))]
        return "\n".join(parts)


def _kind(kind: Any) -> Iterator[str]:
    yield f"### {kind.label}\n"
    yield f"`{kind.code}`. {kind.purpose}\n"
    bases = "; ".join(str(basis.label) for basis in kind.legal_bases)
    yield f"- Legal bases: {bases}."
    yield f"- From an authority `{kind.sender_function}` to one `{kind.receiver_function}`."
    drafts = ", ".join(f"`{role}`" for role in kind.roles_to_draft)
    yield f"- Drafted by {drafts}, in the compartment `{kind.compartment}`."
    yield f"- Lifecycle: `{kind.lifecycle}`."
    limits = ", ".join(f"{urgency} {_span(span)}" for urgency, span in kind.limits.items())
    yield f"- Answer within: {limits}."
    yield ""
    yield from _fields("Contents", kind.contents)
    yield from _fields("Answer", kind.answer)
    if kind.grounds:
        yield from _table(
            ("Ground for refusal", "Article", "Says besides"),
            (
                (f"`{g.code}` {g.label}", g.article, ", ".join(f"`{f.code}`" for f in g.fields))
                for g in kind.grounds
            ),
        )


def _fields(title: str, fields: Iterable[Any]) -> Iterator[str]:
    rows = ((f"`{f.code}` {f.label}", str(f.type), f.article, _needed(f)) for f in fields)
    yield from _table((title, "Type", "Article", "Needed"), rows)


def _needed(field: Any) -> str:
    if not field.required:
        return "no"
    if field.when is None:
        return "yes"
    values = " or ".join(f"`{value}`" for value in field.when.values)
    return f"where `{field.when.code}` is {values or 'written'}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _span(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    number, word = (hours // 24, "day") if hours % 24 == 0 else (hours, "hour")
    return f"{number} {word}{'' if number == 1 else 's'}"


def main() -> None:
    """Write the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homeward.node.settings")
    import django

    django.setup()
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["write"]:
        sys.exit(__doc__)
    main()
