"""When two people write at once, the second is shown both versions, and decides.

What he typed stays in the fields of the form; beside it stands what is kept now, with who changed
it when. Sending the form again is then a decision that he made with both before his eyes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from homeward.foundation.access.queries import name_of_person
from homeward.foundation.errors import HomewardError
from homeward.foundation.web.components import Fact


@dataclass(frozen=True, slots=True)
class Stored:
    """The version that is kept now: its facts, its revision, and who made it when."""

    facts: Sequence[Fact]
    revision: int
    by: int | None
    at: datetime | None


def overtaken(form: forms.Form, error: HomewardError, stored: Stored) -> SafeString:
    """Turn a sent form into one that can be sent over the stored version, which is returned as a
    part of the page. The writer's own words stay in the fields."""
    form.add_error(None, error.sentence())
    data = dict(form.data.items())
    data["revision"] = str(stored.revision)
    form.data = data
    context = {
        "facts": stored.facts,
        "by": name_of_person(str(stored.by)) if stored.by else "",
        "at": stored.at,
    }
    return render_to_string("cases/overtaken.html", context)
