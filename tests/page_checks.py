"""What every page must be: well-formed for a strict content policy, and readable by everybody."""

import re
from html.parser import HTMLParser

from django.http import HttpResponse

OWN = re.compile(r"^(?:/(?!/)|#|\?|mailto:|data:image/|data:,$|$)")
ADDRESSES = ("href", "src", "action", "srcset", "formaction", "poster", "data", "hx-get", "hx-post")
# The tags that stand alone, and the drawing of pictures, which has its own rules.
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
MENTIONED = ("aria-labelledby", "aria-describedby", "for", "aria-controls")


class _Reader(HTMLParser):
    """Collects what is wrong while it reads a page."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.mentioned: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.headings: list[int] = []
        self.language = self.direction = ""
        self.captions = self.tables = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag not in VOID and tag not in {"path", "use"}:
            self.open.append(tag)
        self._policy(tag, found)
        self._structure(tag, found)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._policy(tag, found)
        self._structure(tag, found)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or tag in {"path", "use"}:
            return
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:] or 'nothing'}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def _policy(self, tag: str, found: dict[str, str]) -> None:
        """Nothing that `default-src 'none'; script-src 'self'; style-src 'self'` refuses."""
        if "style" in found or tag == "style":
            self.faults.append(f"inline style in <{tag}>")
        self.faults += [f"{name} in <{tag}>" for name in found if name.startswith("on")]
        if tag == "script" and "src" not in found and found.get("type") != "application/json":
            self.faults.append("inline script")
        for name in ADDRESSES:
            if name in found and not OWN.match(found[name]):
                self.faults.append(f"{name} of <{tag}> leads outside: {found[name]}")

    def _structure(self, tag: str, found: dict[str, str]) -> None:
        if "id" in found:
            self.ids.append(found["id"])
        self.mentioned += [(n, word) for n in MENTIONED for word in found.get(n, "").split()]
        if tag == "html":
            self.language, self.direction = found.get("lang", ""), found.get("dir", "")
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "table":
            self.tables += 1
        if tag == "caption":
            self.captions += 1
        if tag == "th" and "scope" not in found:
            self.faults.append("<th> without scope")
        if tag == "img" and "alt" not in found:
            self.faults.append("<img> without alt")


def faults_of(html: str, language: str = "en") -> list[str]:
    """Everything that is wrong with a whole page; empty for a good one."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    faults = list(reader.faults)
    if reader.language != language or not reader.direction:
        faults.append(f"lang is {reader.language!r}, dir is {reader.direction!r}")
    faults += [f"id {one} stands twice" for one in set(reader.ids) if reader.ids.count(one) > 1]
    faults += [
        f"{name} names {word}, which is not there"
        for name, word in reader.mentioned
        if word not in reader.ids
    ]
    if reader.headings.count(1) != 1:
        faults.append(f"{reader.headings.count(1)} headings of the first level")
    steps = zip(reader.headings, reader.headings[1:], strict=False)
    faults += [f"h{high} is followed by h{low}" for high, low in steps if low > high + 1]
    if reader.tables != reader.captions:
        faults.append(f"{reader.tables} tables with {reader.captions} captions")
    if reader.open:
        faults.append(f"never closed: {reader.open}")
    return faults


def check_page(response: HttpResponse, language: str = "en", status: int = 200) -> str:
    """The page's text, once its status, policy and markup were found good."""
    text = response.content.decode()
    assert response.status_code == status, (
        f"{response.status_code} instead of {status}: {text[:2000]}"
    )
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert faults_of(text, language) == []
    return text
