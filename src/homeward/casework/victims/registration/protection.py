"""What protection adds to lower rooms: verbs, lines, facts, tasks, alarms, requests abroad."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases import ports
from homeward.casework.cases.models import Case
from homeward.casework.cooperation import ports as asking
from homeward.casework.cooperation.models import Request
from homeward.casework.victims import detention_watch
from homeward.casework.victims.actions import protection_sharing, protection_tasks
from homeward.casework.victims.due import Due, register_due
from homeward.casework.victims.file_sections import part
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.protection_content import safety
from homeward.casework.victims.protection_watch import watch
from homeward.casework.victims.queries import protection
from homeward.casework.victims.queries import protection_sharing as said
from homeward.casework.victims.registration.files import FILE
from homeward.casework.victims.sections import Section, add_section
from homeward.casework.victims.sharing import register_content, register_shared
from homeward.casework.victims.views.protection import shown, with_tones
from homeward.casework.victims.words.files import Scope
from homeward.casework.victims.words.protection import (
    AlarmCause,
    MeasureKind,
    MeasureStep,
    ThreatLevel,
)
from homeward.foundation.access.models import User
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.journal.facts import register_facts_of
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

LEVEL = Field("level", "code of the threat's level")
CAUSE = Field("cause", "code of what may have changed the threat")
MEASURE = (Field("measure_kind", "code of the kind of measure"), Field("step", "code of the step"))
ROW = Field("file", "number of the support file's row", Kind.WHOLE)


def register() -> None:
    """Fill the ports of lower rooms."""
    _verbs()
    _events()
    _facts()
    _tasks()
    _requests()
    watch()
    detention_watch.watch()
    register_shared("protection", protection_sharing.take_back, protection_sharing.stands)
    register_content(Scope.SAFETY, "protection", safety)
    register_due(
        Due("protection", protection_tasks.stop, protection_tasks.again, protection_tasks.pass_on)
    )
    add_section(Section("protection", 30, section))


def section(viewer: User, file: SupportFile) -> Any:
    """The present threat, what warns of a change, the live measures."""
    summary = protection.summary_of(viewer, file)
    threats = shown([summary.threat] if summary.threat else [])
    return part(
        "protection_section",
        file,
        summary=summary,
        threat=threats[0] if threats else None,
        measures=with_tones(summary.measures),
    )


def _verbs() -> None:
    state = Field("state", "State that is asked")
    register_verbs(
        {
            "victims.threat_assessed": says(_("assessed the threat for a person"), FILE, LEVEL),
            "victims.threat_corrected": says(_("corrected a threat assessment"), FILE, LEVEL),
            "victims.measure_step": says(_("recorded a step of a measure"), FILE, *MEASURE),
            "victims.address_sealed": says(_("sealed a protected address"), FILE),
            "victims.address_ended": says(_("ended a protected address"), FILE),
            "victims.alarm_raised": says(_("told that a threat may have changed"), FILE, CAUSE),
            "victims.request_drafted": says(
                _("drafted a request about a person"),
                FILE,
                Field("kind", "code of the kind of request"),
                state,
            ),
            "victims.request_recalled": says(
                _("took back what was shared of a person"),
                FILE,
                Field("request", "reference of the request"),
                state,
            ),
        }
    )


def _events() -> None:
    ports.register_event_kinds(
        {
            "victims.threat_assessed": _level_said,
            "victims.threat_corrected": _level_corrected,
            "victims.measure_step": _measure_said,
            "victims.address_ended": _("A protected address of support file %(file)s ended"),
            "victims.request_recalled": _(
                "Request %(request)s to %(state)s: what allowed it was taken back, its contents"
                " recalled"
            ),
        }
    )


def _level_said(params: dict[str, Any]) -> str:
    level = ThreatLevel(params["level"]).label
    return now("Threat assessed for the person of support file %(file)s: %(level)s") % {
        "file": params["file"],
        "level": level,
    }


def _level_corrected(params: dict[str, Any]) -> str:
    level = ThreatLevel(params["level"]).label
    return now("Threat assessment of support file %(file)s corrected: %(level)s") % {
        "file": params["file"],
        "level": level,
    }


def _measure_said(params: dict[str, Any]) -> str:
    return now("Measure of support file %(file)s, %(measure)s: %(step)s") % {
        "file": params["file"],
        "measure": MeasureKind(params["measure_kind"]).label,
        "step": MeasureStep(params["step"]).label,
    }


def _facts() -> None:
    register_facts_of(
        {
            "victims.threat": (
                ROW,
                LEVEL,
                Field("sources", "codes of where it comes from", Kind.TEXTS),
                Field("day", "of the assessment"),
                Field("correction", "it takes the place of an earlier one", Kind.YES_NO),
            ),
            "victims.measure": (
                ROW,
                Field("measure", "number of the measure's row", Kind.WHOLE),
                *MEASURE,
                Field("status", "code of how the measure stands now"),
                Field("begins", "its first day"),
                Field("until", "its last day, empty where it has none"),
            ),
            "victims.alarm": (ROW, CAUSE),
            "victims.alarm_answered": (
                ROW,
                CAUSE,
                Field("minutes", "from the alarm to the next assessment", Kind.WHOLE),
            ),
        }
    )


def _tasks() -> None:
    look = _("Assess the threat again")
    sentences = {
        AlarmCause.CONTACT: _(
            "The threat may have changed in %(reference)s, support file %(file)s: contact with the"
            " offenders"
        ),
        AlarmCause.RESTRAINT: _(
            "The threat may have changed in %(reference)s, support file %(file)s: money was"
            " restrained"
        ),
        AlarmCause.OUTCOME: _(
            "The threat may have changed in %(reference)s, support file %(file)s: a person of the"
            " case came free, or died"
        ),
        AlarmCause.SUSPECT: _(
            "The threat may have changed in %(reference)s, support file %(file)s: the proceedings"
            " against a suspect moved on"
        ),
        AlarmCause.ARREST: _(
            "The threat may have changed in %(reference)s, support file %(file)s: a suspect was"
            " arrested, or is kept in custody"
        ),
        AlarmCause.RELEASE: _(
            "The threat may have changed in %(reference)s, support file %(file)s: a suspect was"
            " released"
        ),
        AlarmCause.MOVED: _(
            "The threat may have changed in %(reference)s, support file %(file)s: a suspect was"
            " moved to another place of custody"
        ),
        AlarmCause.ESCAPE: _(
            "The threat may have changed in %(reference)s, support file %(file)s: a suspect escaped"
        ),
        AlarmCause.DEATH: _(
            "The threat may have changed in %(reference)s, support file %(file)s: a suspect died"
        ),
        AlarmCause.CORRECTED: _(
            "The threat may have changed in %(reference)s, support file %(file)s: what was said of"
            " a suspect before was wrong"
        ),
        AlarmCause.ASK: _(
            "The threat may have changed in %(reference)s, support file %(file)s: ask the"
            " investigation now"
        ),
    }
    kinds = [TaskKind(protection_tasks.ALARM_KINDS[c], s, look) for c, s in sentences.items()]
    kinds += [
        TaskKind(
            protection_tasks.THREAT_REVIEW,
            _("Review the threat of support file %(file)s in %(reference)s"),
            look,
        ),
        TaskKind(
            protection_tasks.MEASURE_REVIEW,
            _("Review a protection measure of support file %(file)s in %(reference)s"),
            _("Review it, or lift it"),
        ),
        TaskKind(
            protection_tasks.CONSENT_WITHDRAWN,
            _(
                "What allowed request %(reference)s to %(state)s was taken back: the consent, or a"
                " decision"
            ),
            _("Withdraw the request, and see that the other State closed what it has"),
        ),
    ]
    for kind in kinds:
        register_task_kind(kind)


def _requests() -> None:
    for code in said.NEEDED:
        asking.register_beginning(code, _beginning(code))
        asking.register_effect(code, protection_sharing.on_change)
        asking.register_workplace(code, asking.Workplace(_("Support of this case"), _support))
    asking.register_facts("support_person", said.person_said)
    asking.register_facts("support_threat", said.threat_said)
    asking.register_facts("support_plan", said.plan_said)
    asking.register_facts("support_consent", said.consent_said)


def _beginning(code: str) -> asking.Beginning:
    return lambda case: reverse("victims:abroad", args=[case.reference, code])


def _support(request: Request, case: Case) -> str:
    return reverse("victims:overview", args=[case.reference])
