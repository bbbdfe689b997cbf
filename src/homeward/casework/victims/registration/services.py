"""What services and referrals add to lower rooms, and what letters say of the ground's parts."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases import ports
from homeward.casework.victims import services_content as content
from homeward.casework.victims.actions import services_due
from homeward.casework.victims.actions import services_referrals as referrals
from homeward.casework.victims.due import Due, register_due
from homeward.casework.victims.models import Service
from homeward.casework.victims.queries.services import standing_on
from homeward.casework.victims.sections import Section, add_section
from homeward.casework.victims.services_sections import referrals_section
from homeward.casework.victims.sharing import register_content, register_shared
from homeward.casework.victims.words.files import Scope
from homeward.casework.victims.words.services import StepCode
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Role
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.journal.facts import register_facts_of
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says
from homeward.foundation.web.ports import MenuItem, register_menu

FILE = Field("file", "number of the support file, counted within the case", Kind.WHOLE)
NUMBER = Field("referral", "number of the referral, counted within the support file", Kind.WHOLE)
STEP = Field("step", "code of what happened")


def register() -> None:
    """Fill the ports of lower rooms, and the room's own."""
    _verbs()
    register_facts_of(
        {
            "victims.referral": (
                Field("file", "number of the support file's row", Kind.WHOLE),
                Field("referral", "number of the referral's row", Kind.WHOLE),
                Field("domain", "code of what the service helps with"),
                STEP,
                Field("days", "whole days since the referral was made", Kind.WHOLE),
                Field("by_consent", "it stands on a consent", Kind.YES_NO),
            )
        }
    )
    ports.register_event_kinds({"victims.referral_step": _step_said})
    for kind, sentence, step in (
        (
            referrals.ANSWER_TASK,
            _("A service did not answer yet in %(reference)s"),
            _("Ask the service whether it accepts"),
        ),
        (
            referrals.CONFIRM_TASK,
            _("A recall is not confirmed yet in %(reference)s"),
            _("Send the notice, and ask whether what was shared was deleted or returned"),
        ),
    ):
        register_task_kind(TaskKind(kind, sentence, step))
    register_shared("referrals", referrals.recall_referrals, lambda one: standing_on(one).exists())
    register_due(Due("services", services_due.stop, services_due.again, services_due.pass_on))
    register_content(Scope.IDENTITY, "file", content.identity)
    register_content(Scope.REACH, "file", content.reach)
    register_content(Scope.SAFETY, "file", content.safety)
    register_content(Scope.FAMILY, "file", content.family)
    register_caption("support_service", _service_caption)
    register_menu(
        MenuItem(
            code="support_services",
            label=_("Support services"),
            url_name="support_services:list",
            icon="support",
            order=87,
            visible=_for_support,
        )
    )
    add_section(Section("referrals", 50, referrals_section))


def _verbs() -> None:
    helps = Field("domains", "codes of what the service helps with", Kind.TEXTS)
    register_verbs(
        {
            "victims.referral_step": says(
                _("wrote what became of a referral"),
                FILE,
                NUMBER,
                STEP,
                Field("covers", "codes of the parts that were shared", Kind.TEXTS),
            ),
            "victims.letter_printed": says(
                _("printed a letter to a service"),
                FILE,
                NUMBER,
                Field("letter", "code: letter or recall"),
                Field("language", "code of the letter's language"),
            ),
            "victims.service_added": says(_("put a service into the directory"), helps),
            "victims.service_changed": says(_("changed a service of the directory"), helps),
            "victims.service_verified": says(_("verified a service of the directory"), helps),
            "victims.service_closed": says(_("closed a service of the directory"), helps),
        }
    )


def _step_said(params: dict[str, Any]) -> str:
    words = _("Referral %(referral)s of support file %(file)s: %(step)s")
    return str(words) % (params | {"step": StepCode(params["step"]).label})


def _service_caption(service_id: str) -> str:
    # A refusal to keep the directory at all names no service.
    number = int(service_id) if service_id.isdecimal() else 0
    found = Service.objects.filter(pk=number).first()
    return str(found) if found else ""


def _for_support(request: HttpRequest) -> bool:
    viewer = request.user
    return isinstance(viewer, User) and viewer.has_role(Role.SUPPORT, Role.SUPERVISOR)
