"""Drafts: what a person has typed and not sent, kept on the node until it is sent or discarded.

They survive a closed browser. Nothing of them is kept on the person's device, which may be lost,
shared or searched (docs/explanation/drafts.md).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from homeward.foundation.access.draft_model import Draft
from homeward.foundation.access.errors import DraftTooLarge, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.vault.sealing import lock, unlock

LIFETIME = timedelta(days=7)
LARGEST = 200_000  # bytes of one draft
MOST = 100  # drafts of one person
_FORM, _SUBJECT = re.compile(r"[\w:.-]{1,60}", re.ASCII), re.compile(r"[\w:./-]{0,120}", re.ASCII)

Fields = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as its person reads it: each field's texts by name."""

    form: str
    subject: str
    fields: dict[str, list[str]]
    saved_at: datetime
    expires_at: datetime


def keep_draft(user: User, form: str, subject: str, fields: Fields) -> Kept:
    """Keep what is typed so far, in place of what was kept before; its time begins anew.

    Raises NotFound for a form or subject that no page names, and DraftTooLarge.
    """
    _check_key(form, subject)
    content = json.dumps(dict(fields)).encode()
    known = Draft.objects.filter(user=user).exclude(form=form, subject=subject)
    if len(content) > LARGEST or known.count() >= MOST:
        raise DraftTooLarge
    now = datetime.now(UTC)
    times = {"saved_at": now, "expires_at": now + LIFETIME}
    locked = lock(settings.VAULT_KEY, content, _purpose(user, form, subject))
    Draft.objects.update_or_create(
        user=user, form=form, subject=subject, defaults={"content": locked, **times}
    )
    return Kept(form, subject, dict(fields), now, now + LIFETIME)


def draft_of(viewer: User, form: str, subject: str, *, held: bool = False) -> Kept | None:
    """The viewer's own draft, while its time lasts; once `held` nobody else writes it meanwhile."""
    _check_key(form, subject)
    rows = _alive(viewer).filter(form=form, subject=subject)
    found = (rows.select_for_update(of=("self",)) if held else rows).first()
    return _opened(viewer, found) if found else None


def drafts_of(viewer: User, form: str) -> list[Kept]:
    """The viewer's own drafts of one form, the latest first."""
    return [_opened(viewer, one) for one in _alive(viewer).filter(form=form).order_by("-saved_at")]


def discard_draft(user: User, form: str, subject: str) -> bool:
    """Remove the person's own draft; whether there was one."""
    _check_key(form, subject)
    return bool(Draft.objects.filter(user=user, form=form, subject=subject).delete()[0])


def sweep_drafts() -> None:
    """Remove the drafts of everybody whose time is over."""
    with connection.cursor() as cursor:
        cursor.execute("select guard.drop_expired_drafts()")


def _alive(viewer: User) -> QuerySet[Draft]:
    return Draft.objects.filter(user=viewer, expires_at__gt=datetime.now(UTC))


def _opened(viewer: User, draft: Draft) -> Kept:
    purpose = _purpose(viewer, draft.form, draft.subject)
    fields = json.loads(unlock(settings.VAULT_KEY, bytes(draft.content), purpose))
    return Kept(draft.form, draft.subject, fields, draft.saved_at, draft.expires_at)


def _purpose(user: User, form: str, subject: str) -> str:
    return f"draft {user.pk} {form} {subject}"


def _check_key(form: str, subject: str) -> None:
    if not _FORM.fullmatch(form) or not _SUBJECT.fullmatch(subject):
        raise NotFound("draft")
