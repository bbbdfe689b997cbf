"""A State writes practices: its own, or shipped ones adapted; two persons, a change note."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from homeward.foundation.access.errors import NotFound, StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.journal.actions import record
from homeward.knowledge.manual.access import check_may_adapt
from homeward.knowledge.manual.errors import (
    PracticeCodeTaken,
    PracticeDraftClosed,
    PracticeDraftOpen,
    PracticeNeedsNote,
    PracticeNothingChanged,
    PracticeSecondPerson,
)
from homeward.knowledge.manual.guide import finding
from homeward.knowledge.manual.guide.editing import carried_over, counted_up, same_text
from homeward.knowledge.manual.guide.library import (
    OWN,
    RESTRICTED,
    check_text,
    held_version,
    texts_in_force,
)
from homeward.knowledge.manual.guide.practice import SOURCE_LANGUAGE
from homeward.knowledge.manual.guide.shelf import shipped, shipped_texts
from homeward.knowledge.manual.models import EVERYBODY, PracticeVersion, VersionStatus


@transaction.atomic
def begin_text(code: str, *, user: User, back: bool = False) -> PracticeVersion:
    """Begin a draft from the text in force; with `back` one that puts the shipped text back.

    With `back`, a practice of the State's own is taken away, from everybody who could ever read it.
    Raises Forbidden, NotFound and PracticeDraftOpen.
    """
    source, files = texts_in_force(user, code)
    check_may_adapt(user, code)
    if back:
        return _begin(code, source, None, user, _ever_readers(code))
    return _begin(code, source, files, user)


def _ever_readers(code: str) -> list[str]:
    """The roles for which any text of a practice was in force; everybody where one was for all."""
    approved = PracticeVersion.objects.filter(code=code, status=VersionStatus.APPROVED)
    roles = {role for named in approved.values_list("roles", flat=True) for role in named}
    return [EVERYBODY] if EVERYBODY in roles or not roles else sorted(roles)


@transaction.atomic
def begin_own(
    name: str, *, language: str, text: str, user: User, roles: Sequence[str] = ()
) -> PracticeVersion:
    """Begin a practice of the State's own. Raises Forbidden, PracticeCodeTaken."""
    code = name if name.startswith(OWN) else f"{OWN}{name}"
    check_may_adapt(user, code)
    if PracticeVersion.objects.filter(code=code).exists():
        raise PracticeCodeTaken
    return _begin(code, language, {language: text}, user, roles)


@transaction.atomic
def carry_over(code: str, *, user: User) -> tuple[PracticeVersion, dict[str, tuple[str, ...]]]:
    """Begin a draft in which the State's text takes up what is shipped anew.

    Returns it with the parts that both changed, by language: there the State's text stays. Raises
    as `begin_text`.
    """
    current = PracticeVersion.objects.filter(code=code, status=VersionStatus.APPROVED)
    version = current.order_by("number").last()
    if version is None or version.files is None or code not in shipped():
        raise NotFound("practice", code)
    check_may_adapt(user, code)
    files: dict[str, str] = {}
    clashes: dict[str, tuple[str, ...]] = {}
    for language, theirs in shipped_texts()[code].items():
        base, mine = version.base.get(language, ""), version.files.get(language, "")
        if not mine or same_text(mine, base):
            files[language] = theirs
            continue
        merged = carried_over(base, mine, theirs, language)
        files[language] = merged.text
        if merged.clashes:
            clashes[language] = merged.clashes
    return _begin(code, SOURCE_LANGUAGE, files, user, version.roles), clashes


def _begin(
    code: str,
    source: str,
    files: Mapping[str, str] | None,
    user: User,
    roles: Sequence[str] = (),
) -> PracticeVersion:
    now = datetime.now(UTC)
    mine = PracticeVersion.objects.filter(code=code)
    last = mine.aggregate(last=Max("number"))["last"]
    current = mine.filter(status=VersionStatus.APPROVED).order_by("number").last()
    base = shipped().get(code)
    try:
        with transaction.atomic():
            draft = PracticeVersion.objects.create(
                code=code,
                number=(last or 0) + 1,
                own=base is None,
                source=source,
                base_revision=base.revision if base else 0,
                base=shipped_texts()[code] if base else {},
                files=dict(files) if files is not None else None,
                roles=list(roles) or (current.roles if current else [EVERYBODY]),
                drafted_by=user.pk,
                writers=[user.pk],
                drafted_at=now,
                changed_by=user.pk,
                changed_at=now,
            )
    except IntegrityError:
        raise PracticeDraftOpen from None
    _record("manual.practice_drafted", draft, user)
    return draft


@transaction.atomic
def write_text(
    draft: PracticeVersion, language: str, text: str, *, user: User, revision: int
) -> None:
    """Keep the text of one language, as it is; an empty one takes the language out.

    A draft may be unfinished: its faults are shown and keep it from being approved. A text of the
    source that differs is counted up. Raises StaleForm, PracticeDraftClosed, Forbidden, NotFound.
    """
    if draft.files is None:
        raise NotFound("practice_text", draft.code)
    files = dict(draft.files)
    if text.strip():
        before = _before(draft, user).get(language, "")
        counts = language == draft.source and before
        files[language] = counted_up(text, before, datetime.now(UTC).date()) if counts else text
    elif language != draft.source:
        files.pop(language, None)
    _save(draft, user, revision, files=files)
    _record("manual.practice_changed", draft, user, language=language)


@transaction.atomic
def describe_text(
    draft: PracticeVersion, *, note: str, roles: Sequence[str], user: User, revision: int
) -> None:
    """Write the change note, and for which roles the text is; for everybody where none is named.

    What takes a text away is for all who could read it: its roles stay.
    """
    kept = draft.roles if draft.files is None else sorted(roles) or [EVERYBODY]
    _save(draft, user, revision, note=note, roles=kept)
    _record("manual.practice_changed", draft, user)


@transaction.atomic
def approve_text(draft: PracticeVersion, *, user: User, revision: int) -> None:
    """Put a text in force, with its note. Raises PracticeSecondPerson, PracticeNeedsNote,
    PracticeNothingChanged, PracticeFault, StaleForm, PracticeDraftClosed."""
    check_may_adapt(user, draft.code)
    if user.pk in {draft.drafted_by, draft.changed_by, *draft.writers}:
        raise PracticeSecondPerson
    if not draft.note.strip():
        raise PracticeNeedsNote
    before = _before(draft, user)
    if draft.files is not None:
        check_text(draft, user)
    now = shipped_texts().get(draft.code, {}) if draft.files is None else draft.files
    if dict(before) == dict(now) and not _roles_changed(draft):
        raise PracticeNothingChanged
    _decide(draft, VersionStatus.APPROVED, user, revision)
    _read_in(draft)
    _record("manual.practice_approved", draft, user)


@transaction.atomic
def discard_text(draft: PracticeVersion, *, user: User, revision: int) -> None:
    """Give a draft up; it is kept. Raises StaleForm and PracticeDraftClosed."""
    check_may_adapt(user, draft.code)
    _decide(draft, VersionStatus.DISCARDED, user, revision)
    _record("manual.practice_discarded", draft, user)


def _roles_changed(draft: PracticeVersion) -> bool:
    approved = PracticeVersion.objects.filter(code=draft.code, status=VersionStatus.APPROVED)
    last = approved.order_by("number").last()
    return sorted(last.roles if last else [EVERYBODY]) != sorted(draft.roles)


def _before(draft: PracticeVersion, user: User) -> Mapping[str, str]:
    """What is in force now; nothing of a new practice."""
    try:
        return texts_in_force(user, draft.code)[1]
    except NotFound:
        return {}


def _read_in(draft: PracticeVersion) -> None:
    """Let the search know the text that is in force now.

    What was for everybody is still found by those for whom the new text is not.
    """
    finding.take_out(RESTRICTED, draft.code)
    if EVERYBODY in draft.roles:
        finding.take_out(OWN.strip("-"), draft.code)
    if draft.files is not None:
        finding.read_in([held_version(draft)], draft.roles)


def _decide(draft: PracticeVersion, status: VersionStatus, user: User, revision: int) -> None:
    mine = PracticeVersion.objects.filter(pk=draft.pk)
    decided = mine.filter(revision=revision, status=VersionStatus.DRAFT).update(
        status=status,
        decided_by=user.pk,
        decided_at=datetime.now(UTC),
        revision=revision + 1,
    )
    if not decided:
        still = mine.filter(status=VersionStatus.DRAFT).exists()
        raise StaleForm if still else PracticeDraftClosed
    draft.refresh_from_db()


def _save(draft: PracticeVersion, user: User, revision: int, **values: Any) -> None:
    check_may_adapt(user, draft.code)
    mine = PracticeVersion.objects.filter(pk=draft.pk)
    values |= {"changed_by": user.pk, "changed_at": datetime.now(UTC), "revision": revision + 1}
    values["writers"] = sorted({*draft.writers, user.pk})
    if not mine.filter(revision=revision, status=VersionStatus.DRAFT).update(**values):
        still = mine.filter(status=VersionStatus.DRAFT).exists()
        raise StaleForm if still else PracticeDraftClosed
    draft.refresh_from_db()


def _record(verb: str, draft: PracticeVersion, user: User, **facts: Any) -> None:
    record(
        verb,
        actor=user.actor,
        subject=("practice_text", draft.pk),
        practice=draft.code,
        number=draft.number,
        **facts,
    )
