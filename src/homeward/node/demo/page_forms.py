"""The forms of a page, with what is already filled in: what a browser would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class PageForm:
    """A form's address (empty: the page's own) and its present values by name."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[PageForm] = []
        self._form: PageForm | None = None
        self._select = ""
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = PageForm(given.get("action", ""))
            if given.get("method", "").lower() == "post":
                self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, given, dict(attrs))

    def _control(self, tag: str, given: dict[str, str], raw: dict[str, str | None]) -> None:
        assert self._form is not None  # noqa: S101  only called inside a form
        name = given.get("name", "")
        if name:
            self._form.names.add(name)
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind in ("submit", "button", "file"):
                return
            if kind in ("radio", "checkbox") and "checked" not in raw:
                return
            self._form.values[name] = given.get("value", "on" if kind == "checkbox" else "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in raw or self._select not in self._form.values:
                self._form.values[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._textarea = name
            self._form.values[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            if self._form is not None and self._textarea:
                # HTML drops the first line break after the opening tag.
                text = self._form.values[self._textarea]
                self._form.values[self._textarea] = text.removeprefix("\n")
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea and self._form is not None:
            self._form.values[self._textarea] += data


def forms_of(page: str) -> list[PageForm]:
    """Every form of a page that is sent by POST, in its order."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms
