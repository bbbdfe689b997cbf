"""The form of a debriefing session."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import PastMoment, with_zone
from homeward.casework.cases.once import OnceForm
from homeward.casework.victims.actions.release_debrief import NewDebrief
from homeward.casework.victims.forms.fields import long_text, short

A_DAY = 24 * 60


class DebriefForm(OnceForm):
    """That a session took place. There is no field for what was said, on purpose."""

    at = PastMoment(label=with_zone(_("Began (%(zone)s)")))
    minutes = forms.IntegerField(
        label=_("How long, in minutes, breaks left out"), min_value=1, max_value=A_DAY
    )
    interviewer = short(
        _("Interviewer"), required=True, help_text=_("The person may ask for another one.")
    )
    qualification = short(_("How the interviewer was trained for this"), 300, required=True)
    for_children = forms.BooleanField(
        label=_("Trained to interview children"), required=False, help_text=_("Needed for a child.")
    )
    support_person = short(_("Support person present"), help_text=_("Needed for a child."))
    interpreter = short(_("Interpreter"))
    afterwards = long_text(
        _("How the person was afterwards"),
        help_text=_("Never what he or she said: that belongs to the investigation."),
    )
    reason = long_text(_("Why longer, or sooner, than the limits"), rows=2, required=False)

    def new(self) -> NewDebrief:
        """What a valid form says."""
        given: dict[str, Any] = {k: v for k, v in self.cleaned_data.items() if k != "form_token"}
        return NewDebrief(**given, form_token=self.token)
