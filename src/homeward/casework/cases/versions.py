"""Two versions of one record, field by field: what the writer typed, and what is kept now.

A `RecordForm` carries what its writer had read (`seen`, as digests). When somebody else was
quicker, `compare` puts a choice behind every field that differs: mine or theirs. A field that the
writer had left as he read it starts at theirs, one that only he changed at mine; where both changed
it nothing is chosen, and the form is refused until he has. All of it works without a script.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import blake2s
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from homeward.casework.cases.visible import CleanForm

MINE, THEIRS = "mine", "theirs"
LARGEST = 2**63 - 1
PREFIX = "version_"
SHOWN = 300  # of a long text; the whole of it stands in the field and beside the form


class RecordForm(CleanForm):
    """A form that changes a record which others change too.

    Give it `initial` of what is kept now, on GET and on POST alike, with the record's `revision`
    (0 for the first version of one that may not be there yet). `cleaned_data` holds the chosen
    versions; the helper fields are taken out of it.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=50_000)
    decide = forms.CharField(required=False, widget=forms.HiddenInput, max_length=5_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settle()

    def settle(self) -> None:
        """Take the fields as they are now; a form that adds fields of its own calls it after."""
        if not self.is_bound:
            self.fields["seen"].initial = json.dumps(_digests(self, self.initial))
            return
        self._offer([name for name in self._sent("decide").split(",") if name in self.fields])
        for name in [name for name in self.fields if self._sent(PREFIX + name) == THEIRS]:
            if name in self.initial:
                self._write(dict(_raw(self, name, self.initial[name])), name)

    def full_clean(self) -> None:
        """As always, and then without the helper fields, which are no facts of the record."""
        super().full_clean()
        for name in [*getattr(self, "cleaned_data", {})]:
            if name in ("seen", "decide") or name.startswith(PREFIX):
                del self.cleaned_data[name]

    def compare(self, values: Mapping[str, Any], revision: int, by: str) -> None:
        """Offer the choice for every field in which the kept `values` differ from what was sent."""
        seen, now = _parsed(self._sent("seen")), _digests(self, values)
        mine = {name: list(_raw(self, name, _typed(self, name))) for name in now}
        theirs = {name: list(_raw(self, name, values[name])) for name in now}
        differing = [name for name in now if _flat(mine[name]) != _flat(theirs[name])]
        self.initial = dict(values)
        self._offer(differing, by)
        for name in differing:
            chosen = _start(seen.get(name), _digest(mine[name]), now[name])
            self._write({PREFIX + name: [chosen] if chosen else []}, PREFIX + name)
        sent = {"decide": ",".join(differing), "seen": json.dumps(now), "revision": str(revision)}
        self._write({name: [value] for name, value in sent.items()})

    def _offer(self, names: list[str], by: str = "") -> None:
        """Put the choice behind each of the fields."""
        for name in (name for name in names if name in self.initial):
            offered, fresh = self.fields.get(PREFIX + name), self._choice(name, by)
            if isinstance(offered, forms.ChoiceField):  # it may be on the page already
                offered.choices = fresh.choices
            else:
                self.fields[PREFIX + name] = fresh
        order = [part for name in self.fields for part in (name, PREFIX + name)]
        self.order_fields([name for name in order if name in self.fields])

    def _choice(self, name: str, by: str) -> forms.ChoiceField:
        label = self.fields[name].label or name
        kept_by = _("Kept by %(name)s") % {"name": by} if by else _("Kept now")
        mine = _option(_("What you wrote"), words_of(self, name, _typed(self, name)))
        theirs = _option(kept_by, words_of(self, name, self.initial[name]))
        return forms.ChoiceField(
            label=_("Which version holds: %(field)s") % {"field": label},
            choices=[(MINE, mine), (THEIRS, theirs)],
            widget=forms.RadioSelect(attrs={"data-versions": name}),
            error_messages={"required": _("Choose one of the two versions.")},
        )

    def _sent(self, name: str) -> str:
        return str(self.data.get(self.add_prefix(name)) or "")

    def _write(self, raw: Mapping[str, list[str]], *cleared: str) -> None:
        """Change what was sent, as if the writer had typed it."""
        sent: Any = self.data
        data = sent.copy()
        for name in cleared:
            data.pop(self.add_prefix(name), None)
        for name, texts in raw.items():
            if hasattr(data, "setlist"):
                data.setlist(self.add_prefix(name), texts)
            else:
                data[self.add_prefix(name)] = texts[0] if len(texts) == 1 else texts
        self.data = data


def words_of(form: forms.Form, name: str, value: Any) -> str:
    """A field's value as its reader would say it: the words of a choice, yes or no, the text."""
    field = form.fields[name]
    widget = field.widget
    if isinstance(widget, forms.CheckboxInput):
        return _("Yes") if value and value != "False" else _("No")
    if isinstance(widget, forms.widgets.ChoiceWidget):
        groups = widget.optgroups(name, widget.format_value(field.prepare_value(value)))
        chosen = [str(o["label"]) for _g, options, _i in groups for o in options if o["selected"]]
        return ", ".join(chosen)
    texts = [text for _name, sent in _raw(form, name, value) for text in sent]
    moment = isinstance(widget, forms.DateTimeInput)
    return " ".join(text.replace("T", " ") if moment else text for text in texts)


def _option(whose: str, words: str) -> SafeString:
    shown = Truncator(words).chars(SHOWN) if words else _("Not recorded")
    return format_html("{}: <bdi>{}</bdi>", whose, shown)


def _typed(form: forms.Form, name: str) -> Any:
    return form.fields[name].widget.value_from_datadict(
        form.data, form.files, form.add_prefix(name)
    )


def _raw(form: forms.Form, name: str, value: Any) -> Iterator[tuple[str, list[str]]]:
    """What a browser would send for this value: pairs of a control's name and its texts."""
    field = form.fields[name]
    yield from _raw_of(field.widget, name, field.prepare_value(value))


def _raw_of(widget: forms.Widget, name: str, value: Any) -> Iterator[tuple[str, list[str]]]:
    if isinstance(widget, forms.MultiWidget):
        parts: Any = value if isinstance(value, list | tuple) else widget.decompress(value)
        names: list[str] = widget.widgets_names  # type: ignore[attr-defined]
        for suffix, sub, part in zip(names, widget.widgets, parts, strict=True):
            yield from _raw_of(sub, name + suffix, part)
    elif isinstance(widget, forms.CheckboxInput):
        yield name, ["on"] if value and value != "False" else []
    else:
        shown: Any = widget.format_value(value)
        texts = shown if isinstance(shown, list | tuple) else [shown or ""]
        yield name, [str(text).strip().replace("\r\n", "\n") for text in texts]


def _flat(raw: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """Without empty texts, so that an empty choice and none are the same; in one order."""
    return [(name, sorted(text for text in texts if text)) for name, texts in raw]


def _digest(raw: list[tuple[str, list[str]]]) -> str:
    return blake2s(json.dumps(_flat(raw)).encode(), digest_size=8).hexdigest()


def _digests(form: forms.Form, values: Mapping[str, Any]) -> dict[str, str]:
    """A mark of each visible field's value, by which a later sending knows whether it changed."""
    return {
        name: _digest(list(_raw(form, name, values[name])))
        for name, field in form.fields.items()
        if name in values and not field.widget.is_hidden and not name.startswith(PREFIX)
    }


def _parsed(sent: str) -> dict[str, str]:
    try:
        found = json.loads(sent or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _start(seen: str | None, mine: str, theirs: str) -> str:
    """Which version is chosen to begin with: nothing where both changed what was read."""
    if seen is None:
        return MINE  # the sender used no page of ours: what he sent is what he means
    if mine == seen:
        return THEIRS
    return MINE if theirs == seen else ""
