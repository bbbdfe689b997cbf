"""A plan as its readers see it: each step with how it stands, its clock, doer and reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from homeward.casework.response.models import PlanChange, PlaybookRun, RunStep
from homeward.casework.response.models.runs import LEFT, StepStatus
from homeward.casework.response.queries.runs import Progress, is_overdue, playbook_of
from homeward.casework.response.queries.runs import captions as _captions
from homeward.foundation.access.queries import name_of_person
from homeward.foundation.web.formats import listing
from homeward.foundation.web.tones import Tone
from homeward.knowledge.manual.facts import term_holds, term_words
from homeward.knowledge.manual.playbook import Playbook, in_language
from homeward.knowledge.manual.ports import RoleWord, role_names
from homeward.knowledge.manual.words import StepLine, condition_words, role_words, step_line
from homeward.knowledge.manual.writing import step_from_data

TONES = {
    StepStatus.NOT_STARTED: (Tone.NEUTRAL, "dot"),
    StepStatus.IN_PROGRESS: (Tone.INFORMATION, "waiting"),
    StepStatus.DONE: (Tone.SUCCESS, "done"),
    StepStatus.NOT_APPLICABLE: (Tone.NEUTRAL, "skipped"),
}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A step of a plan in words."""

    row: RunStep
    line: StepLine
    tone: Tone
    icon: str
    word: str
    overdue: bool
    role: str
    doer: str
    why_not: str
    unclear: str
    lacks_evidence: bool
    taps: Sequence[tuple[str, str, str]]


def plan_lines(
    run: PlaybookRun, steps: Sequence[RunStep], facts: dict[str, Any], now: datetime
) -> list[Any]:
    """The phases of a plan, each with its steps; what is on the spot stands where it was put."""
    playbook, roles = playbook_of(run), role_names()
    titles = {phase.id: phase.title() for phase in playbook.phases}
    parts: list[dict[str, Any]] = []
    for number, row in enumerate(steps, 1):
        phase = row.content["phase"]
        if not parts or parts[-1]["id"] != phase:
            parts.append({"id": phase, "title": titles.get(phase, ""), "steps": []})
        parts[-1]["steps"].append(plan_line(row, number, playbook, facts, now, roles))
    # A phase that comes again, because a step of it stands elsewhere, has a heading of its own.
    for place, part in enumerate(parts):
        part["key"] = f"{part['id']}-{place}"
    return parts


def plan_line(
    row: RunStep,
    number: int,
    playbook: Playbook,
    facts: dict[str, Any],
    now: datetime,
    roles: Mapping[str, RoleWord] | None = None,
) -> PlanLine:
    """One step of a plan in words; `roles` as `role_words` takes them."""
    step = step_from_data(row.content)
    status = StepStatus(row.status)
    tone, icon = TONES[status]
    open_terms = [term for term in step.when if facts_unknown(term, facts)]
    return PlanLine(
        row=row,
        line=step_line(step, number, playbook, roles=roles),
        tone=tone,
        icon=icon,
        word=str(status.label),
        overdue=is_overdue(row, now),
        role=role_words(row.role, roles),
        doer=str(row.owner) if row.owner else "",
        why_not=why_not(row),
        unclear=condition_words(open_terms) if status == StepStatus.NOT_STARTED else "",
        lacks_evidence=status == StepStatus.DONE
        and bool(step.evidence)
        and not (row.evidence or row.item_id),
        taps=taps_of(status),
    )


def facts_unknown(term: str, facts: dict[str, Any]) -> bool:
    """Whether nobody knows yet if a term is so."""
    return term_holds(term, facts) is None


def taps_of(status: StepStatus) -> list[tuple[str, str, str]]:
    """What one tap can make of a step: status, word and icon, the likely one first."""
    begin = (str(StepStatus.IN_PROGRESS), _("Begin"), "forward")
    done = (str(StepStatus.DONE), _("Done"), "check")
    again = (str(StepStatus.IN_PROGRESS), _("Open again"), "recall")
    return {
        StepStatus.NOT_STARTED: [done, begin],
        StepStatus.IN_PROGRESS: [done],
        StepStatus.DONE: [again],
        StepStatus.NOT_APPLICABLE: [again],
    }[status]


def why_not(row: RunStep) -> str:
    """Why a step is not applicable, in the reader's language."""
    if row.by_condition:
        return because([f"not {term}" for term in row.by_condition])
    if row.reason == LEFT:
        return _("The version that the plan follows now does not have this step.")
    return row.reason


def because(terms: Sequence[str]) -> str:
    """A reason that the facts give."""
    plain = [term.removeprefix("not not ") for term in terms]
    words = listing([term_words(term) for term in plain], get_language() or "en")
    return _("because: %(facts)s") % {"facts": words}


def progress_words(progress: Progress) -> str:
    """How far a plan is, in one line."""
    words = [_("%(done)s of %(total)s") % {"done": progress.done, "total": progress.total}]
    if progress.overdue:
        late = ngettext("%(count)s overdue", "%(count)s overdue", progress.overdue)
        words.append(late % {"count": progress.overdue})
    if progress.next is not None:
        title = step_title(progress.next)
        words.append(_("next: %(step)s") % {"step": title})
    return listing_plain(words)


def listing_plain(words: Sequence[str]) -> str:
    """Parts of one line, side by side."""
    return ", ".join(words)


def step_title(row: RunStep) -> str:
    """The title of a step for a reader."""
    return step_from_data(row.content).text().title


def step_language(row: RunStep) -> str:
    """The language in which a reader sees a step."""
    return in_language(step_from_data(row.content).texts)[0]


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """A line of a step's history in words."""

    at: datetime
    by: str
    what: str
    status: str
    reason: str
    evidence: str
    item_id: int | None
    owner: str


def history_words(changes: Sequence[PlanChange]) -> list[ChangeWords]:
    """The history of a step in words."""
    return [
        ChangeWords(
            at=change.at,
            by=name_of_person(str(change.by)) if change.by else _("the node"),
            what=_what(change),
            status=str(StepStatus(change.status).label) if change.status else "",
            reason=_("Left out by an upgrade") if change.reason == LEFT else change.reason,
            evidence=change.evidence,
            item_id=change.item_id,
            owner=name_of_person(str(change.owner_id)) if change.owner_id else "",
        )
        for change in changes
    ]


def _what(change: PlanChange) -> str:
    if change.kind == "condition":
        unmet = change.data.get("unmet")
        terms = [f"not {term}" for term in unmet] if unmet else change.data.get("terms", [])
        return because(terms) if terms else _("The condition was looked at again")
    return {
        "step": _("Written down"),
        "added": _("Added on the spot"),
        "upgraded": _("New version of the playbook"),
        "read": _("The change was read"),
        "clock": _("Its clock went with another step"),
    }.get(change.kind, change.kind)


def run_caption(run_id: str) -> str:
    """The title of a plan that the reader may see, else nothing."""
    run = _captions(PlaybookRun, run_id)
    return playbook_of(run).title if run else ""


def run_step_caption(step_id: str) -> str:
    """The title of a step that the reader may see, else nothing."""
    row = _captions(RunStep, step_id)
    return step_title(row) if row else ""
