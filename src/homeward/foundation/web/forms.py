"""How forms are shown: controls with their classes, errors that lead to their fields."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BaseForm, BoundField
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SELECTS = (forms.Select, forms.SelectMultiple)
CHOICES = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)


@dataclass(frozen=True, slots=True)
class FieldError:
    """One sentence of the error summary with its field's label and control ("" for the form)."""

    sentence: str
    label: str
    target: str


def styled_widget(bound: BoundField) -> SafeString:
    """The control with the class and direction its kind needs; what the form sets is kept."""
    widget = bound.field.widget
    if isinstance(widget, CHOICES):
        return bound.as_widget()
    own = "form-control form-select" if isinstance(widget, SELECTS) else "form-control"
    attrs: dict[str, str | bool] = {"class": f"{own} {widget.attrs.get('class', '')}".strip()}
    if takes_words(widget) and "dir" not in widget.attrs:
        attrs["dir"] = "auto"
    return bound.as_widget(attrs=attrs)


class QuickSelect(forms.Select):
    """A select of many choices, written without a template for each: the same markup in a tenth of
    the time, for filters that stand above long lists."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The select with its options; groups of options have no place here."""
        chosen = set(self.format_value(value))
        rows = (
            (key := "" if code is None else str(code), self._selected(key in chosen), label)
            for code, label in self.choices
        )
        return format_html(
            '<select name="{}"{}>\n{}\n</select>',
            name,
            self._flags(self.build_attrs(self.attrs, attrs)),
            format_html_join("\n", '  <option value="{}"{}>{}</option>', rows),
        )

    @staticmethod
    def _selected(chosen: bool) -> SafeString:
        return SafeString(" selected") if chosen else SafeString("")

    @staticmethod
    def _flags(attrs: dict[str, Any]) -> SafeString:
        return flatatt({name: value for name, value in attrs.items() if value is not False})


def takes_words(widget: forms.Widget) -> bool:
    """Whether people write names and sentences into it, each in the direction of its script."""
    if isinstance(widget, forms.Textarea):
        return True
    kind = widget.attrs.get("type", getattr(widget, "input_type", ""))
    return isinstance(widget, forms.TextInput) and kind in ("text", "search")


def describe_errors(form: BaseForm) -> list[FieldError]:
    """Every error of a bound form in the order of its fields, those of the whole form first."""
    found = [FieldError(str(sentence), "", "") for sentence in form.non_field_errors()]
    for bound in form:
        target = first_control(bound)
        found += [FieldError(str(sentence), str(bound.label), target) for sentence in bound.errors]
    return found


def first_control(bound: BoundField) -> str:
    """The id a link in the error summary must lead to: the first choice of a group."""
    if bound.is_hidden:
        return ""
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return bound.subwidgets[0].id_for_label if bound.subwidgets else ""
    return bound.id_for_label
