"""The filter of tasks, and what can be done with one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.foundation.access.models import User
from homeward.foundation.duty.forms import choices
from homeward.foundation.duty.queries.tasks import TaskFilter
from homeward.foundation.duty.vocabulary import TaskStatus

WHOSE = [
    ("all", pgettext_lazy("tasks", "Mine and my desks'")),
    ("mine", pgettext_lazy("tasks", "Mine")),
    ("desk", pgettext_lazy("tasks", "Not taken by anybody")),
]
STATE = [
    ("open", pgettext_lazy("tasks", "Open")),
    ("overdue", pgettext_lazy("tasks", "Overdue")),
    ("ended", pgettext_lazy("tasks", "Ended")),
]


class TaskFilterForm(forms.Form):
    """Which tasks are listed."""

    whose = forms.ChoiceField(label=_("Whose"), choices=WHOSE, required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATE, required=False)
    case = forms.ChoiceField(label=_("Case"), required=False)

    def __init__(self, *args: Any, cases: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices(self, "case", [("", _("Every case")), *cases])

    def wanted(self) -> TaskFilter:
        """What a valid form asks for; a wrong one asks for everything open."""
        facts: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        state = facts.get("state") or "open"
        return TaskFilter(
            whose=facts.get("whose") or "all",
            overdue=state == "overdue",
            case_id=int(facts["case"]) if facts.get("case") else None,
            ended=state == "ended",
        )


class StatusForm(forms.Form):
    """How far a task is."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    status = forms.ChoiceField(label=_("Status"), choices=TaskStatus.choices)
    reason = forms.CharField(
        label=_("Why it does not apply"),
        max_length=500,
        required=False,
        help_text=_("Only for a task that does not apply; no names of persons."),
    )


class GiveForm(forms.Form):
    """To whom a task goes."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    person = forms.ChoiceField(label=_("Give it to"))

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        # Another form stands on the same page, with a field of the same name.
        super().__init__(*args, **{"auto_id": "give_%s"} | kwargs)
        self.people = {str(person.pk): person for person in people}
        wanted = [(person.pk, str(person)) for person in people]
        choices(self, "person", [("", _("Choose a person")), *wanted])
