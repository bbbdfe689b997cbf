"""Adapting a playbook: a draft is begun, and its steps are changed, added, left out and moved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from homeward.foundation.access.errors import NotFound, StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.journal.actions import record
from homeward.knowledge.manual.access import check_may_adapt, get_shipped
from homeward.knowledge.manual.checking import check_playbook, circle_of
from homeward.knowledge.manual.errors import ClocksWait, DraftClosed, DraftOpen, StepsRefer
from homeward.knowledge.manual.models import EVERYBODY, PlaybookVersion, VersionStatus
from homeward.knowledge.manual.playbook import Evidence, Playbook, Step, StepText
from homeward.knowledge.manual.ports import role_names
from homeward.knowledge.manual.queries import in_force, text_of
from homeward.knowledge.manual.shelf import sources
from homeward.knowledge.manual.writing import NATIONAL, from_data, to_data


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFields:
    """What a supervisor writes of a step, in the language in which he writes."""

    language: str
    title: str
    do: str
    cautions: tuple[str, ...]
    evidence: str
    evidence_words: str
    role: str
    minutes: int | None
    after: str
    when: tuple[str, ...]
    life: bool


@transaction.atomic
def begin_draft(code: str, *, user: User, shipped_again: bool = False) -> PlaybookVersion:
    """Begin a national version from what is in force, or one that goes back to the shipped text.

    Raises Forbidden, NotFound and DraftOpen.
    """
    base = get_shipped(code)
    check_may_adapt(user, code)
    current = in_force(user, code)
    now = datetime.now(UTC)
    last = PlaybookVersion.objects.filter(code=code).aggregate(last=Max("number"))["last"]
    previous = PlaybookVersion.objects.filter(
        code=code, status=VersionStatus.APPROVED, number=current.number if current else 0
    ).first()
    try:
        with transaction.atomic():
            draft = PlaybookVersion.objects.create(
                code=code,
                number=(last or 0) + 1,
                base_version=base.version,
                content=None if shipped_again or current is None else to_data(current.playbook),
                reasons=previous.reasons if previous and not shipped_again else {},
                roles=previous.roles if previous else [EVERYBODY],
                drafted_by=user.pk,
                writers=[user.pk],
                drafted_at=now,
                changed_by=user.pk,
                changed_at=now,
            )
    except IntegrityError:
        raise DraftOpen from None
    _record("manual.version_drafted", draft, user)
    return draft


def change_step(
    draft: PlaybookVersion, step_id: str, new: StepFields, *, reason: str, user: User, revision: int
) -> None:
    """Say a step differently. Words that changed stand in the writer's language only.

    Raises NotFound, StaleForm and PlaybookFault.
    """
    playbook = text_of(draft)
    old = playbook.step(step_id)
    if old is None:
        raise NotFound("playbook_step", step_id)
    changed = _written(old, new)
    steps = tuple(changed if step.id == step_id else step for step in playbook.steps)
    _keep(draft, replace(playbook, steps=steps), user, revision, step_id, reason)


def add_step(
    draft: PlaybookVersion, new: StepFields, *, before: str, reason: str, user: User, revision: int
) -> str:
    """Add a step of the State's own before another; returns its id. Raises as `change_step`."""
    playbook = text_of(draft)
    place = next((n for n, step in enumerate(playbook.steps) if step.id == before), None)
    if place is None:
        raise NotFound("playbook_step", before)
    used = {step.id for step in playbook.steps} | set(draft.reasons)
    number = next(n for n in range(1, len(used) + 2) if f"own-{n}" not in used)
    blank = Step(id=f"own-{number}", phase=playbook.steps[place].phase, role=new.role)
    step = _written(blank, new)
    steps = (*playbook.steps[:place], step, *playbook.steps[place:])
    _keep(draft, replace(playbook, steps=steps), user, revision, step.id, reason)
    return step.id


def leave_out(
    draft: PlaybookVersion, step_id: str, *, reason: str, user: User, revision: int
) -> None:
    """Leave a step out, with the reason. Raises StepsRefer where a clock begins with its end."""
    playbook = text_of(draft)
    if playbook.step(step_id) is None:
        raise NotFound("playbook_step", step_id)
    waiting = next((step for step in playbook.steps if step.after == step_id), None)
    if waiting is not None:
        raise StepsRefer(other=waiting.text().title)
    steps = tuple(step for step in playbook.steps if step.id != step_id)
    _keep(draft, replace(playbook, steps=steps), user, revision, step_id, reason)


def move_step(draft: PlaybookVersion, step_id: str, *, up: bool, user: User, revision: int) -> None:
    """Change places with the step before or after in the same phase; at its end nothing moves."""
    playbook = text_of(draft)
    steps = list(playbook.steps)
    place = next((n for n, step in enumerate(steps) if step.id == step_id), None)
    if place is None:
        raise NotFound("playbook_step", step_id)
    other = place - 1 if up else place + 1
    if 0 <= other < len(steps) and steps[other].phase == steps[place].phase:
        steps[place], steps[other] = steps[other], steps[place]
        _keep(draft, replace(playbook, steps=tuple(steps)), user, revision, step_id, "")


@transaction.atomic
def describe(
    draft: PlaybookVersion, *, reason: str, roles: Sequence[str], user: User, revision: int
) -> None:
    """Say why there is this version, and for which roles; for everybody where none is named."""
    _save(draft, user, revision, reason=reason, roles=sorted(roles) or [EVERYBODY])
    _record("manual.version_changed", draft, user)


def _written(old: Step, new: StepFields) -> Step:
    words = StepText(new.title, new.do, new.cautions, new.evidence_words if new.evidence else "")
    same = old.texts.get(new.language) == words
    cited = old.sources if NATIONAL in old.sources else (*old.sources, NATIONAL)
    return replace(
        old,
        role=new.role,
        minutes=new.minutes,
        after=new.after,
        when=new.when,
        evidence=Evidence(new.evidence),
        life=new.life,
        sources=cited,
        texts=old.texts if same else {new.language: words},
    )


@transaction.atomic
def _keep(
    draft: PlaybookVersion, playbook: Playbook, user: User, revision: int, step: str, reason: str
) -> None:
    content = to_data(playbook)
    _check_clocks(playbook)
    check_playbook(from_data(content), NATIONAL, sources(), role_names())
    reasons = draft.reasons | ({step: reason} if reason else {})
    _save(draft, user, revision, content=content, reasons=reasons)
    _record("manual.version_changed", draft, user, step=step)


def _check_clocks(playbook: Playbook) -> None:
    """What a form can get wrong is told with the titles of the steps; raises ClocksWait."""
    known = {step.id: step for step in playbook.steps}
    after = {step.id: step.after if step.after in known else "" for step in playbook.steps}
    circle = circle_of(after)
    if circle:
        titles = [f"“{known[step].text().title}”" for step in (*circle, circle[0])]
        raise ClocksWait(steps=" → ".join(titles))


def _save(draft: PlaybookVersion, user: User, revision: int, **values: Any) -> None:
    """Write where nobody wrote since it was read; raises StaleForm, DraftClosed, Forbidden."""
    check_may_adapt(user, draft.code)
    mine = PlaybookVersion.objects.filter(pk=draft.pk)
    values |= {"changed_by": user.pk, "changed_at": datetime.now(UTC), "revision": revision + 1}
    values["writers"] = sorted({*draft.writers, user.pk})
    if not mine.filter(revision=revision, status=VersionStatus.DRAFT).update(**values):
        still = mine.filter(status=VersionStatus.DRAFT).exists()
        raise StaleForm if still else DraftClosed
    draft.refresh_from_db()


def _record(verb: str, draft: PlaybookVersion, user: User, step: str = "") -> None:
    facts: dict[str, Any] = {"step": step} if step else {}
    record(
        verb,
        actor=user.actor,
        subject=("playbook_version", draft.pk),
        playbook=draft.code,
        number=draft.number,
        **facts,
    )
