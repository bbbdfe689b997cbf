"""How forms are shown: controls with their classes, errors that lead to their fields."""

from dataclasses import dataclass

from django import forms
from django.forms import BaseForm, BoundField
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
    """The control with the class its kind needs; classes set by the form are kept."""
    widget = bound.field.widget
    if isinstance(widget, CHOICES):
        return bound.as_widget()
    own = "form-control form-select" if isinstance(widget, SELECTS) else "form-control"
    return bound.as_widget(attrs={"class": f"{own} {widget.attrs.get('class', '')}".strip()})


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
