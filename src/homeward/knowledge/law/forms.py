"""Forms in which a law is changed: each makes a part of the law, which is then proposed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.foundation.web.visible import CleanForm
from homeward.knowledge.law.celltext import fields_of, from_text, to_text
from homeward.knowledge.law.changes import Part
from homeward.knowledge.law.elements import (
    ELEMENTS,
    Check,
    OneOf,
    SomeOf,
    penalty_levels,
    sentences,
    whole_number,
)
from homeward.knowledge.law.field_words import FIELD_LABELS, HELP_LEVELS, HELP_LINES

LONG, LONGEST = forms.Textarea(attrs={"rows": 3}), 2000
READ, MEMORY = "text read", "from memory"
HOW = [(READ, pgettext_lazy("law", "Text read")), (MEMORY, pgettext_lazy("law", "From memory"))]
UNKNOWN_OR = [("", _("Not recorded")), ("true", _("Yes")), ("false", _("No"))]
VALUE = "value_"


class ReasonForm(CleanForm):
    """Why something is proposed, rejected or taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=LONG,
        help_text=_("Why, and from what. Whoever decides reads it, and so does everybody later."),
    )


class PartForm(ReasonForm):
    """A part of a law. `seen` is a digest of the part as the writer read it.

    `part` makes the part of a valid form; None takes it out of the law.
    """

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    remove = forms.BooleanField(
        label=_("Take it out of the law"),
        required=False,
        help_text=_("Proposed like every other change; the history keeps it."),
    )
    last_fields = ("remove", "reason")

    def __init__(self, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            del self.fields["remove"]
        self.order_fields([one for one in self.fields if one not in self.last_fields])

    @property
    def removes(self) -> bool:
        """Whether the part is to go."""
        return bool(self.cleaned_data.get("remove"))

    def part(self) -> Part | None:
        """The part in the shape of the files; None takes it out."""
        raise NotImplementedError

    def written(self, *names: str) -> Part:
        """The fields of these names that say something."""
        data = self.cleaned_data
        return {name: data[name] for name in names if data.get(name) not in ("", None, [])}

    def read_again(self, seen: str) -> None:
        """Take the part as it is now for read: what is sent next is meant."""
        data: Any = self.data
        self.data = data.copy()
        data = self.data
        data["seen"] = seen


class KnownForm(PartForm):
    """A part that says how it is known."""

    status = forms.ChoiceField(
        label=_("How it is known"),
        choices=HOW,
        widget=forms.RadioSelect,
        help_text=_("“Text read” only if you read the wording in a source that can be named."),
    )
    source = forms.ChoiceField(label=_("Source"), required=False)
    paraphrase = forms.CharField(
        label=_("Paraphrase"),
        max_length=LONGEST,
        min_length=20,
        widget=LONG,
        help_text=_("What the provision says, in your own words, in one to three sentences."),
    )

    def __init__(self, *args: Any, sources: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["source"]
        choices.choices = [("", _("None")), *sources.items()]

    def clean(self) -> dict[str, Any]:
        """What was read names its source."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("status") == READ and not found.get("source"):
            self.add_error("source", _("Choose what you read; add the source first if it is not"
                                       " here."))  # fmt: skip
        return found


class CellForm(KnownForm):
    """One cell: the fields of its element, the provision, and how it is known."""

    provision = forms.CharField(
        label=_("Provision"), max_length=300, help_text=_("Such as: Penal Code, art. 141")
    )

    def __init__(self, *args: Any, element: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.element = element
        for name, check in fields_of(element).items():
            self.fields[VALUE + name] = field_of(element, name, check)
        values = [one for one in self.fields if one.startswith(VALUE)]
        self.order_fields([*values, "provision", "status", "source", "paraphrase"])

    def clean(self) -> dict[str, Any]:
        """Each field as its element wants it."""
        found = super().clean()
        if self.errors or found.get("remove"):
            return found
        try:
            value = self.value()
        except FieldWrong as wrong:
            self.add_error(VALUE + wrong.name, wrong.problem)
            return found
        for name, problem in ELEMENTS[self.element].problems(value):
            self.add_error(VALUE + name if VALUE + name in self.fields else None, str(problem))
        return found

    def value(self) -> Part:
        """The value of the cell. Raises FieldWrong."""
        found: Part = {}
        for name, check in fields_of(self.element).items():
            raw = self.cleaned_data.get(VALUE + name)
            if raw in ("", None, []):
                continue
            try:
                found[name] = raw if isinstance(raw, list) else from_text(check, raw)
            except ValueError as error:
                raise FieldWrong(name, str(error)) from None
        return found

    def part(self) -> Part | None:
        """The cell in the shape of the files."""
        if self.removes:
            return None
        known = self.written("provision", "status", "source", "paraphrase")
        return {"element": self.element, **self.value(), **known}


class FieldWrong(Exception):
    """A field of an element that is not written as it must be."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(name, problem)
        self.name, self.problem = name, problem


def field_of(element: str, name: str, check: Check) -> forms.Field:
    """The field of a form for a field of an element."""
    label, needed = FIELD_LABELS[name], name in ELEMENTS[element].needed
    if isinstance(check, SomeOf):
        return forms.MultipleChoiceField(
            label=label,
            required=needed,
            choices=list(check.choices.items()),
            widget=forms.CheckboxSelectMultiple,
        )
    if isinstance(check, OneOf):
        choices = [("", _("Choose")), *check.choices.items()]
        return forms.ChoiceField(label=label, required=needed, choices=choices)
    if check in (sentences, penalty_levels):
        hint = HELP_LEVELS if check is penalty_levels else HELP_LINES
        return forms.CharField(
            label=label, required=needed, max_length=4 * LONGEST, widget=LONG, help_text=hint
        )
    if check is whole_number:
        return forms.IntegerField(label=label, required=needed, min_value=0, max_value=9_999)
    choices = UNKNOWN_OR[1:] if needed else UNKNOWN_OR
    return forms.ChoiceField(
        label=label, required=needed, choices=choices, widget=forms.RadioSelect
    )


def cell_initial(part: Part | None) -> dict[str, Any]:
    """The form of a cell as it is in force; a verified one is changed to one that is read."""
    if part is None:
        return {"status": MEMORY}
    found = {name: part.get(name, "") for name in ("provision", "source", "paraphrase")}
    found["status"] = MEMORY if part["status"] == MEMORY else READ
    for name, check in fields_of(part["element"]).items():
        if name in part:
            what = part[name]
            text = what if isinstance(check, SomeOf) else to_text(check, what)
            found[VALUE + name] = str(what).lower() if isinstance(what, bool) else text
    return found


def known_initial(part: Part | None) -> dict[str, Any]:
    """A part as its form begins; a verified one is changed to one that was read."""
    found = {"status": MEMORY} | (part or {})
    return found | {"status": MEMORY if found["status"] == MEMORY else READ}


class TakeForm(ReasonForm):
    """Parts of the newer shipped text that are to come into force; all of them at first."""

    parts = forms.MultipleChoiceField(label=_("Parts"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, parts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, initial={"parts": [path for path, _label in parts]}, **kwargs)
        field: Any = self.fields["parts"]
        field.choices = parts
        self.order_fields(["parts", "reason"])


class ConfirmForm(ReasonForm):
    """Cells that are to be confirmed as verified, each as it was when the form was opened."""

    cells = forms.MultipleChoiceField(
        label=_("Cells"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _(
                "A cell that you chose was changed since you opened this form, or is not here any"
                " more. Compare it again with its source, and choose it again."
            )
        },
    )

    def __init__(self, *args: Any, cells: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cells"]
        field.choices = cells
        self.fields["reason"].help_text = _("What you compared with what, and when.")
        self.order_fields(["cells", "reason"])
