"""Opening and changing a support file, and the rule of what its person is told."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.people import PastDay
from homeward.casework.cases.models import Case, Person
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.versions import RecordForm
from homeward.casework.cases.vocabulary.people import Sex
from homeward.casework.victims.actions.files import FileFacts, NewPerson
from homeward.casework.victims.forms.fields import LanguageField, long_text, offer
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries.files import (
    colleagues_of,
    persons_without,
    victims_of,
)
from homeward.casework.victims.words.files import Relation, Standing
from homeward.foundation.access.models import User

NEW = "new"
NUMBER = re.compile(r"\d{1,18}")


class _Facts(forms.Form):
    """How a person is met."""

    standing = forms.ChoiceField(
        label=_("The person is"), choices=Standing.choices, widget=forms.RadioSelect
    )
    victim = forms.ChoiceField(
        label=_("Whose relative"), required=False, help_text=_("For a relative only.")
    )
    relation = forms.ChoiceField(
        label=_("What the relative is to the victim"),
        choices=[("", _("Not recorded")), *Relation.choices],
        required=False,
    )
    agreed_name = forms.CharField(
        label=_("How the person wants to be called"), max_length=200, required=False
    )
    language = LanguageField(label=_("Language to speak and write in"))
    interpreter = forms.BooleanField(label=_("An interpreter is needed"), required=False)
    interpreter_note = forms.CharField(
        label=_("About the interpreter"),
        max_length=300,
        required=False,
        help_text=_("Who is accepted and who is not. No relative interprets for another."),
    )
    cannot_decide = forms.BooleanField(
        label=_("An adult for whom somebody else decides"), required=False
    )
    worker = forms.ChoiceField(label=_("Who works on the file"))

    def offer(self, viewer: User, case: Case, *, apart: SupportFile | None = None) -> None:
        """Fill the lists with what the viewer may choose; a file is not its own victim."""
        self.victims = {str(one.pk): one for one in victims_of(viewer, case) if one != apart}
        self.workers = {str(one.pk): one for one in colleagues_of(viewer, case)}
        named = [(key, one.person.name or "–") for key, one in self.victims.items()]
        offer(self, "victim", [("", _("Choose the victim")), *named])
        offer(self, "worker", [(key, str(one)) for key, one in self.workers.items()])

    def check(self) -> None:
        """A relative belongs to a victim, and says what he is to him."""
        given = self.cleaned_data
        if given.get("standing") != Standing.RELATIVE:
            return
        if not given.get("victim"):
            self.add_error("victim", _("Choose the victim. Open the victim's file first."))
        if not given.get("relation"):
            self.add_error("relation", _("Say what the relative is to the victim."))

    def facts(self) -> FileFacts:
        """What a valid form says."""
        given = self.cleaned_data
        names = ("standing", "relation", "agreed_name", "language", "interpreter")
        return FileFacts(
            worker=self.workers[given["worker"]],
            victim=self.victims.get(given.get("victim") or ""),
            interpreter_note=given["interpreter_note"],
            cannot_decide=given["cannot_decide"],
            **{name: given[name] for name in names},
        )


class OpenForm(_Facts, OnceForm):
    """Whose file is opened: somebody of the case, or somebody new."""

    whose = forms.ChoiceField(label=_("For whom"))
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("For somebody new.")
    )
    born_on = PastDay(label=_("Date of birth"), required=False)
    age_from = forms.IntegerField(
        label=_("Age, where the date of birth is not known"),
        required=False,
        min_value=0,
        max_value=130,
    )
    sex = forms.ChoiceField(
        label=_("Sex"), choices=[("", _("Not recorded")), *Sex.choices], required=False
    )
    field_order = (
        *("whose", "name", "born_on", "age_from", "sex", "standing", "victim", "relation"),
        *("agreed_name", "language", "interpreter", "interpreter_note", "cannot_decide", "worker"),
    )

    def __init__(self, *args: Any, viewer: User, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(viewer, case)
        self.people = {str(one.pk): one for one in persons_without(viewer, case)}
        offer(
            self,
            "whose",
            [
                *((k, f"{p.name or '–'} ({p.get_role_display()})") for k, p in self.people.items()),
                (NEW, _("Somebody new")),
            ],
        )
        self.fields["worker"].initial = str(viewer.pk)

    def clean(self) -> dict[str, Any]:
        """Somebody new has a name, and nobody else is given one here."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("whose") == NEW and not given.get("name"):
            self.add_error("name", _("Write the name of the person."))
        typed = any(given.get(name) for name in ("name", "born_on", "age_from", "sex"))
        if given.get("whose") and given["whose"] != NEW and typed:
            self.add_error("whose", _("Choose “Somebody new”, or leave the name and age empty."))
        self.check()
        return given

    def chosen(self, today: Any) -> Person | NewPerson:
        """Whose file a valid form opens."""
        given = self.cleaned_data
        if given["whose"] != NEW:
            return self.people[given["whose"]]
        facts = {"born_on": given["born_on"], "sex": given["sex"]}
        if given["age_from"] is not None:
            facts |= dict.fromkeys(("age_from", "age_to"), given["age_from"])
            facts["age_on"] = today
        return NewPerson(name=given["name"], facts=facts)


class FileForm(_Facts, RecordForm):
    """How a person is met now."""

    field_order = (
        *("standing", "victim", "relation", "agreed_name", "language", "interpreter"),
        *("interpreter_note", "cannot_decide", "worker"),
    )

    def __init__(
        self, *args: Any, viewer: User, file: SupportFile, initial: dict[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=initial, **kwargs)
        self.offer(viewer, file.case, apart=file)
        self.settle()

    def clean(self) -> dict[str, Any]:
        """As when it was opened."""
        given: dict[str, Any] = super().clean() or {}
        self.check()
        return given


def file_initial(file: SupportFile) -> dict[str, Any]:
    """The first content of the form: the file as it stands."""
    names = ("standing", "relation", "agreed_name", "language", "interpreter")
    return {
        "victim": str(file.victim_id or ""),
        "worker": str(file.worker_id),
        "interpreter_note": file.interpreter_note,
        "cannot_decide": file.cannot_decide,
        "revision": file.revision,
        **{name: getattr(file, name) for name in names},
    }


class RuleForm(OnceForm, RecordForm):
    """What a person may be told, by whom, and whether contact stops.

    Two who set it at once choose field by field, so that no stop goes unseen.
    """

    may_be_told = long_text(_("What the person may be told"), required=False)
    not_told = long_text(_("What must not be said"), required=False)
    told_by = forms.CharField(label=_("By whom"), max_length=200, required=False)
    stops_contact = forms.BooleanField(
        label=_("Stop contact with this person"),
        required=False,
        help_text=_("For a relative who may be a suspect. Only the lead lets contact go on."),
    )
    reason = long_text(_("Why"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].required = False  # who used no page of ours read no rule

    def clean(self) -> dict[str, Any]:
        """A rule says something, and a stop says why."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("stops_contact") and not given.get("reason"):
            self.add_error("reason", _("Say why contact stops."))
        if not any(given.get(name) for name in ("may_be_told", "not_told", "stops_contact")):
            self.add_error("may_be_told", _("Write what may be told, or what must not be said."))
        return given
