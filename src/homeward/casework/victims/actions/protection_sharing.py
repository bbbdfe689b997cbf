"""Requests abroad that speak of a person: begun with a consent, taken back when it is withdrawn."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from homeward.casework.cooperation.actions import NewRequest, close_contents, draft_request
from homeward.casework.cooperation.declaration import kind_of
from homeward.casework.cooperation.lifecycle import FINAL, Side
from homeward.casework.cooperation.models import Request
from homeward.casework.victims.actions.common import lock_open, note_support, of_file
from homeward.casework.victims.actions.protection_tasks import CONSENT_WITHDRAWN
from homeward.casework.victims.errors.protection import ConsentNotThere, ConsentTooNarrow
from homeward.casework.victims.models import SharedRequest, SupportFile
from homeward.casework.victims.queries.consents import Basis, of_basis
from homeward.casework.victims.queries.protection_sharing import NEEDED, Share, share_of
from homeward.casework.victims.words.files import Scope
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import add_task
from homeward.foundation.guard.actor import Actor

LEAVING = ("approve", "issue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The first choices of a request; the State is the one for which the consent was given."""

    kind: str
    legal_basis: str
    urgency: str
    handling: str
    handling_limits: str = ""
    form_token: UUID | None = None


@transaction.atomic
def begin_request(share: Share, asked: Asked, *, user: User) -> SharedRequest:
    """Draft a request about the person of a file, with what the consent covers and no more.

    Raises ConsentNotThere where it was withdrawn meanwhile, ConsentTooNarrow, FileEnded, and what
    drafting raises (Forbidden, UnknownAuthority, NoDesk).
    """
    file: SupportFile = share.file
    lock_open(file)
    now = share_of(user, file.case, share.key)
    if now is None:
        raise ConsentNotThere
    missing = [scope for scope in NEEDED[asked.kind] if scope not in now.covers]
    if missing:
        raise ConsentTooNarrow(missing=", ".join(str(Scope(one).label) for one in missing))
    new = NewRequest(
        kind=asked.kind,
        other_state=now.state,
        legal_basis=asked.legal_basis,
        urgency=asked.urgency,
        handling=asked.handling,
        handling_limits=asked.handling_limits,
        context={"share": now.key, "state": now.state},
        form_token=asked.form_token,
    )
    request = draft_request(file.case, new, user=user)
    made = SharedRequest.objects.create(
        **of_file(file),
        request=request,
        consent=now.consent,
        override=now.override,
        made_by=user,
    )
    note_support(
        file, "victims.request_drafted", user, event=False, kind=asked.kind, state=now.state
    )
    return made


def on_change(request: Request, change: str, data: dict[str, Any], actor: Actor) -> None:
    """Nothing about a person leaves without a consent that holds, or a decision in its stead.

    Whoever approves and issues at the desk sees no consent: the database answers yes or no.
    """
    if change in LEAVING and request.side == Side.REQUESTING and not _holds(request):
        raise ConsentNotThere


def _holds(request: Request) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select guard.share_holds(%s)", [request.pk])
        return bool(cursor.fetchone()[0])


def take_back(basis: Basis, user: User, reason: str) -> int:
    """Close the contents of every request that stood on what was taken back, and tell their desks.

    How many there were. The other State learns that sharing ended, not the reason given here.
    """
    shared = _standing(basis).select_related("request__desk", "file__case", "file__person")
    found = list(shared.select_for_update(of=("self",)))
    for one in found:
        _take_back(one, user)
    return len(found)


def stands(basis: Basis) -> bool:
    """Whether a request stands on it whose contents were not taken back."""
    return _standing(basis).exists()


def _standing(basis: Basis) -> QuerySet[SharedRequest]:
    return SharedRequest.objects.filter(**of_basis(basis), recalled_at__isnull=True)


def _take_back(shared: SharedRequest, user: User) -> None:
    request = shared.request
    reason = _("The person withdrew the consent to share this.")
    if shared.consent_id is None:
        reason = _("The decision to share this without consent was taken back.")
    close_contents(request.pk, reason, user=user)
    shared.recalled_at, shared.recalled_by = datetime.now(UTC), user.pk
    shared.save(update_fields=["recalled_at", "recalled_by"])
    if request.state not in FINAL:
        add_task(
            CONSENT_WITHDRAWN,
            actor=user.actor,
            subject=("request", request.pk),
            url=f"/requests/{request.pk}/",
            team=request.desk,
            reference=request.reference,
            state=request.other_state,
        )
    note_support(
        shared.file,
        "victims.request_recalled",
        user,
        page="protection/",
        request=request.reference,
        state=request.other_state,
    )


def kind_label(code: str) -> str:
    """How a kind of request is called."""
    return str(kind_of(code).label)
