"""When two people write at once, the second is shown both versions, and decides field by field.

How a form takes part:

1. The record has `revision`, `changed_by` and `changed_at`; its action takes `revision` and raises
   StaleForm where the record has another one by now.
2. The form derives from `RecordForm` (versions.py) and is made with `initial=` the values that are
   kept now, on GET and on POST alike. A choice of “theirs” takes the value from there, so nothing
   of the other version travels through the page.
3. The view gives `case_form(..., stored=...)` a function that reads the record again and returns
   `Stored(revision=..., by=..., at=..., values=<the same initial, of now>)`. Own pages catch
   StaleForm around the action and call `overtaken(form, error, stored)`; the result goes to the
   template as `overtaken`, the answer has status 409.

What was typed stays in the fields. Behind each field that differs stands the choice; beside the
form stands what is kept now, by whom and when. A `Stored` of `facts` alone, without `values`, is
shown beside the form and replaced when it is sent again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from homeward.casework.cases.versions import RecordForm, words_of
from homeward.foundation.access.queries import name_of_person
from homeward.foundation.errors import HomewardError
from homeward.foundation.web.components import Fact


@dataclass(frozen=True, slots=True)
class Stored:
    """The version that is kept now: its facts, its revision, and who made it when.

    With `values`, the form's own initial of that version, the writer chooses field by field.
    """

    facts: Sequence[Fact] = ()
    revision: int = 0
    by: int | None = None
    at: datetime | None = None
    values: Mapping[str, Any] | None = None


def overtaken(form: forms.Form, error: HomewardError, stored: Stored) -> SafeString:
    """Turn a sent form into one that can be sent over the stored version, which is returned as a
    part of the page. The writer's own words stay in the fields."""
    form.add_error(None, error.sentence())
    by = name_of_person(str(stored.by)) if stored.by else ""
    chooses = isinstance(form, RecordForm) and stored.values is not None
    if isinstance(form, RecordForm) and stored.values is not None:
        form.compare(stored.values, stored.revision, by)
    else:
        sent: Any = form.data
        data = sent.copy()
        data["revision"] = str(stored.revision)
        form.data = data
    context = {
        "facts": stored.facts or _facts(form, stored.values or {}),
        "by": by,
        "at": stored.at,
        "chooses": chooses,
    }
    return render_to_string("cases/overtaken.html", context)


def _facts(form: forms.Form, values: Mapping[str, Any]) -> list[Fact]:
    """The kept version in the words of the form."""
    return [
        Fact(field.label or name, words_of(form, name, values[name]) or None)
        for name, field in form.fields.items()
        if name in values and not field.widget.is_hidden
    ]
