"""What the journal says of duty."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from homeward.foundation.journal.verbs import Field, Kind, Said, says

_CODE = Field("code", "code of the duty role")
_STARTS = Field("starts", "when the shift begins (ISO 8601)")
_ENDS = Field("ends", "when the shift ends (ISO 8601)")
_CHANNEL = Field("channel", "email, phone, radio or other; never the address")
_NOTICE = (
    Field("kind", "code of the kind of task or notice"),
    Field("urgency", "routine, urgent or life"),
    Field("steps", "how many times somebody was told so far", Kind.WHOLE),
)
_TASK = (
    Field("kind", "code of the kind of task or notice"),
    Field("status", "not_started, in_progress, done or not_applicable"),
)

VERBS: Mapping[str, str | Promise | Said] = {
    "duty.role_added": says(_("added a duty role"), _CODE),
    "duty.role_closed": says(_("closed a duty role"), _CODE),
    "duty.shift_added": says(
        _("put someone on duty"),
        _CODE,
        _STARTS,
        _ENDS,
        Field("order", "1 is called first", Kind.WHOLE),
    ),
    "duty.shift_cancelled": says(_("cancelled a shift"), _CODE, _STARTS, _ENDS),
    "duty.handed_over": says(_("handed a shift over"), _CODE),
    "duty.taken_over": says(_("took a shift over"), _CODE),
    "duty.channel_added": says(_("added a way to be reached"), _CHANNEL),
    "duty.channel_removed": says(_("removed a way to be reached"), _CHANNEL),
    "duty.quiet_hours_set": _("set quiet hours"),
    "duty.notice_acknowledged": says(_("answered a notice"), *_NOTICE),
    "duty.notice_escalated": says(
        _("told the next person, since nobody had answered a notice"), *_NOTICE
    ),
    "duty.notice_unanswered": says(
        _("had nobody left to tell of a notice that nobody answered"), *_NOTICE
    ),
    "duty.mail_failed": says(
        _("could not send an e-mail"),
        Field("fault", "kind of the failure, and the mail server's number"),
        Field("last", "it is not tried again", Kind.YES_NO),
    ),
    "duty.task_taken": says(_("took a task"), *_TASK),
    "duty.task_given": says(_("gave a task to someone"), *_TASK),
    "duty.task_handed_back": says(_("handed a task back"), *_TASK),
    "duty.task_status": says(_("said how far a task is"), *_TASK),
}
