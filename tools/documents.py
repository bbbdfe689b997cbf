"""The documents: links lead somewhere, every page can be reached, every path named is there.

    python tools/documents.py     list what is wrong; 1 when there is something

Looked at are the Markdown files at the top and everything under docs/. A link that leaves the
repository is not followed. Reading begins at docs/index.md.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START = "docs/index.md"
FENCE = re.compile(r"^(```+|~~~+).*?^\1\s*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:")
PLACE = re.compile(
    r"`((?:src|docs|tests|tools|frontend|benchmarks|requirements|\.ci)/[\w./-]*[\w/])`"
)
# Made when Homeward is installed, so not there in a bare clone.
BUILT = re.compile(r"static/built|node_modules|\.mo$")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong, and in which document."""

    document: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.document}: {self.sentence}"


def documents(root: Path) -> list[Path]:
    """Every document, by its path."""
    return sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")])


def without_code(text: str) -> str:
    """The text without fenced blocks and code in a line, where brackets mean something else."""
    return CODE.sub("", FENCE.sub("", text))


def anchors(text: str) -> set[str]:
    """The anchors that a page's headings get, as the usual renderers make them."""
    found: set[str] = set()
    for heading in HEADING.findall(FENCE.sub("", text)):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        number = 0
        while (anchor := slug if number == 0 else f"{slug}-{number}") in found:
            number += 1
        found.add(anchor)
    return found


def links(text: str) -> Iterator[str]:
    """The targets of a document's links that stay in the repository."""
    yield from (t for t in LINK.findall(without_code(text)) if not ELSEWHERE.match(t))


def link_fault(page: Path, target: str, root: Path) -> str:
    """What is wrong with a link, or nothing."""
    name, _, anchor = target.partition("#")
    file = (page.parent / name).resolve() if name else page
    if not file.is_relative_to(root):
        return f"the link {target} leaves the repository."
    if not file.exists():
        return f"the link {target} leads nowhere."
    if anchor and file.suffix == ".md" and anchor not in anchors(file.read_text("utf-8")):
        return f"the link {target} names a heading that is not there."
    return ""


def path_faults(text: str, root: Path) -> Iterator[str]:
    """Paths of the repository that a document names and that do not exist."""
    for place in sorted(set(PLACE.findall(FENCE.sub("", text)))):
        if not BUILT.search(place) and not (root / place).exists():
            yield f"the path {place} does not exist."


def unreachable(pages: list[Path], root: Path) -> Iterator[Path]:
    """Pages under docs/ to which no chain of links leads from the first page."""
    seen: set[Path] = set()
    waiting = [root / START]
    while waiting:
        page = waiting.pop()
        if page in seen or not page.is_file() or page.suffix != ".md":
            continue
        seen.add(page)
        names = (t.partition("#")[0] for t in links(page.read_text("utf-8")))
        waiting += [(page.parent / name).resolve() for name in names if name]
    yield from (p for p in pages if p.is_relative_to(root / "docs") and p not in seen)


def check(root: Path) -> list[Problem]:
    """Everything that is wrong with the documents of a repository."""
    root, problems = root.resolve(), []
    pages = documents(root)
    for page in pages:
        name, text = page.relative_to(root).as_posix(), page.read_text("utf-8")
        faults = [link_fault(page, target, root) for target in links(text)]
        problems += [Problem(name, fault) for fault in faults if fault]
        problems += [Problem(name, fault) for fault in path_faults(text, root)]
    for page in unreachable(pages, root):
        sentence = f"no link leads here from {START}."
        problems.append(Problem(page.relative_to(root).as_posix(), sentence))
    return sorted(problems)


def main() -> int:
    """Print what is wrong; 1 when there is something."""
    problems = check(ROOT)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
