"""What roles, decisions and contacts add to lower rooms and to the crisis page."""

from typing import Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Fill the ports."""
    from homeward.casework.response import crisis_sections, crisis_work
    from homeward.casework.response.roles import words_of_roles
    from homeward.knowledge.manual.ports import register_roles

    register_roles(words_of_roles)
    _verbs()
    _events()
    _tasks()
    _facts()
    crisis_work.register()
    crisis_sections.register()


def _verbs() -> None:
    from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

    role = Field("role", "code of the role")
    number = Field("number", "of the entry, counted within the case", Kind.WHOLE)
    active = Field("active", "it is in use", Kind.YES_NO)
    register_verbs(
        {
            "response.role_assigned": says(_("gave somebody a role"), role),
            "response.role_ended": says(_("ended that somebody holds a role"), role),
            "response.hand_over_written": says(_("wrote a hand-over note"), role),
            "response.hand_over_confirmed": says(_("confirmed a hand-over"), role),
            "response.handed_over": says(_("completed a hand-over"), role),
            "response.hand_over_withdrawn": says(_("withdrew a hand-over"), role),
            "response.decision_recorded": says(_("recorded a decision"), number),
            "response.decision_confirmed": says(_("confirmed a decision"), number),
            "response.decision_refused": says(_("refused to confirm a decision"), number),
            "response.contact_recorded": says(_("recorded a contact with the offenders"), number),
            "response.proof_verified": says(_("verified a proof of life"), number),
            "response.recording_kept": says(
                _("took a recording in"),
                Field("sha256", "of the file as it came"),
                Field("size", "bytes", Kind.WHOLE),
            ),
            "response.recording_read": says(_("took a recording out to listen to it"), number),
            "response.clock_cancelled": says(
                _("cancelled a clock"), Field("clock", "code of the kind of clock")
            ),
            "response.role_set": says(_("changed a role of the crisis"), active),
            "response.rule_set": says(
                _("changed a rule of separation"),
                active,
                Field("first", "codes of the roles on one side", Kind.TEXTS),
                Field("second", "codes of the roles on the other side", Kind.TEXTS),
            ),
            "response.viewed": says(
                _("looked at the response"),
                Field("page", "which page of the response"),
                Field("number", "of the entry that was shown, where it was one", Kind.WHOLE),
            ),
        }
    )


def _events() -> None:
    from homeward.casework.cases.ports import register_event_kinds, register_event_room
    from homeward.casework.response.role_list import SHIPPED_ROLES
    from homeward.casework.response.roles import role_name
    from homeward.casework.response.words.contacts import ClockKind

    register_event_room("response", _("Response"))
    shipped = {role.code: role.name for role in SHIPPED_ROLES}

    def of_role(sentence: Any) -> Any:
        """A sentence with the role's name: of a State's own role, as it is called now."""

        def said(params: dict[str, Any]) -> str:
            code = params["role"]
            return str(sentence) % {"role": shipped[code] if code in shipped else role_name(code)}

        return said

    def clock_cancelled(params: dict[str, Any]) -> str:
        return now("Clock cancelled: %(clock)s") % {"clock": ClockKind(params["clock"]).label}

    register_event_kinds(
        {
            "response.role_assigned": of_role(_("Role given: %(role)s")),
            "response.role_ended": of_role(_("Role ended: %(role)s")),
            "response.hand_over_written": of_role(_("Hand-over note written: %(role)s")),
            "response.hand_over_confirmed": of_role(_("Hand-over confirmed by one side: %(role)s")),
            "response.handed_over": of_role(_("Role handed over: %(role)s")),
            "response.hand_over_withdrawn": of_role(_("Hand-over withdrawn: %(role)s")),
            "response.decision_recorded": _("Decision %(number)s recorded"),
            "response.decision_confirmed": _("Decision %(number)s confirmed"),
            "response.decision_refused": _("Decision %(number)s not confirmed"),
            "response.contact_recorded": _("Contact %(number)s recorded"),
            "response.proof_verified": _("Proof of life of contact %(number)s verified"),
            "response.clock_cancelled": clock_cancelled,
        }
    )


def _tasks() -> None:
    from homeward.casework.response.actions import team
    from homeward.foundation.duty.ports import TaskKind, register_task_kind

    for kind, sentence, step in (
        (
            team.DEADLINE,
            _("A deadline of the offenders runs in %(reference)s"),
            _("Prepare for it with the team"),
        ),
        (
            team.SILENCE,
            _("The next contact is expected in %(reference)s"),
            _("Record it; if nothing came by this time, tell the commander"),
        ),
        (team.APPROVE, _("A decision waits for you in %(reference)s"), _("Confirm or refuse it")),
        (
            team.VERIFY,
            _("A proof of life is not verified in %(reference)s"),
            _("Verify it, or have it verified"),
        ),
        (team.TAKE_OVER, _("A role is handed over in %(reference)s"), _("Read it and confirm")),
    ):
        register_task_kind(TaskKind(kind, sentence, step))


def _facts() -> None:
    from homeward.foundation.journal.facts import register_facts_of
    from homeward.foundation.journal.verbs import Field, Kind

    correction = Field("correction", "it corrects an entry before", Kind.YES_NO)
    register_facts_of(
        {
            "response.contact": (
                Field("channel", "code of the channel"),
                Field("direction", "code: from or to the offenders"),
                Field("reached", "somebody answered, or a message came", Kind.YES_NO),
                Field("threat", "a threat was heard", Kind.YES_NO),
                Field("deadline", "a deadline was stated", Kind.YES_NO),
                Field("proof_asked", "a proof of life was asked for", Kind.YES_NO),
                Field("proof_given", "a proof of life was given", Kind.YES_NO),
                correction,
            ),
            "response.demand": (
                Field("demand_kind", "code: demanded or offered"),
                Field("amount", "in minor units", Kind.WHOLE),
                Field("currency", "ISO 4217 code"),
                correction,
            ),
            "response.proof_verified": (Field("result", "code of the result"),),
            "response.decision": (correction,),
            "response.decision_settled": (
                Field("confirmed", "a second person confirmed it", Kind.YES_NO),
            ),
        }
    )
