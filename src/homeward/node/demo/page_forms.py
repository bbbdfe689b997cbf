"""The forms of a page, with what is already filled in: what a browser would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class PageForm:
    """A form's address (empty: the page's own) and its present values by name.

    A name that several ticked boxes or chosen options share has a list of values.
    """

    action: str
    values: dict[str, str | list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[PageForm] = []
        self._form: PageForm | None = None
        self._select = ""
        self._is_multiple = False
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
            value = given.get("value", "on" if kind == "checkbox" else "")
            if kind == "checkbox":
                self._add(name, value)
            else:
                self._form.values[name] = value
        elif tag == "select":
            self._select, self._is_multiple = name, "multiple" in raw
        elif tag == "option" and self._select:
            value = given.get("value", "")
            if self._is_multiple:
                if "selected" in raw:
                    self._add(self._select, value)
            elif "selected" in raw or self._select not in self._form.values:
                self._form.values[self._select] = value
        elif tag == "textarea":
            self._textarea = name
            self._form.values[name] = ""

    def _add(self, name: str, value: str) -> None:
        """One more value of a name; a single one stays a text."""
        assert self._form is not None  # noqa: S101  only called inside a form
        before = self._form.values.get(name)
        if before is None:
            self._form.values[name] = value
        else:
            self._form.values[name] = [*(before if isinstance(before, list) else [before]), value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            if self._form is not None and self._textarea:
                # HTML drops the first line break after the opening tag.
                text = self._form.values[self._textarea]
                assert isinstance(text, str)  # noqa: S101  areas have one value
                self._form.values[self._textarea] = text.removeprefix("\n")
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea and self._form is not None:
            self._form.values[self._textarea] = f"{self._form.values[self._textarea]}{data}"


def forms_of(page: str) -> list[PageForm]:
    """Every form of a page that is sent by POST, in its order."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms
