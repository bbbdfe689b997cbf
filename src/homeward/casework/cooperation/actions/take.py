"""Taking what the other State gave into the case, with what may be done with it."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from homeward.casework.cases.actions import add_item
from homeward.casework.cases.actions.evidence import adopt
from homeward.casework.cases.codes import Codes, strictest
from homeward.casework.cases.evidence_facts import EvidenceFacts
from homeward.casework.cases.models import Case, Item
from homeward.casework.cases.vocabulary.case import ItemKind
from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.errors import CaseNeeded, NothingToTake
from homeward.casework.cooperation.letter import Part, basis_word, facts_of
from homeward.casework.cooperation.models import Change, Request, RequestFile, TakenItem
from homeward.casework.cooperation.queries import files_of
from homeward.casework.cooperation.taking import (
    carries,
    floor_of,
    given_limits,
    given_parts,
    takeable,
)
from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.models import Blob


def untaken(request: Request, viewer: User) -> list[Change]:
    """What could be taken into the case and was not yet: words, or a file that came after them."""
    taken = set(request.taken.filter(file=None).values_list("change_id", flat=True))
    return [
        change
        for change in takeable(request)
        if change.pk not in taken or _files_here(request, change, viewer)
    ]


@transaction.atomic
def take_change(request_id: UUID, change_id: int, *, user: User) -> list[Item]:
    """Make items of what a change gave: of its words one, and of each of its files that is here.

    Each is bound to the limits that came with it. Raises NotFound, CaseNeeded, Forbidden for who is
    not in the request's part of the case, NothingToTake.
    """
    request = get_request(request_id, user, for_change=True)
    case = request.case
    if case is None:
        raise CaseNeeded
    if request.compartment not in compartments_of(user, case.pk):
        raise Forbidden("request", request.pk)
    change = request.changes.filter(pk=change_id).exclude(side=request.side).first()
    if change is None or not change.led_to or change.recalled or not carries(request, change):
        raise NothingToTake
    items = _of_words(request, case, change, user) + _of_files(request, case, change, user)
    if not items:
        raise NothingToTake
    record(
        "cooperation.taken",
        actor=user.actor,
        subject=("request", request.pk),
        case_id=case.pk,
        compartment=request.compartment,
        change=change.name,
        items=[item.pk for item in items],
    )
    return items


def _of_words(request: Request, case: Case, change: Change, user: User) -> list[Item]:
    if TakenItem.objects.filter(change=change, file=None).exists():
        return []
    text = _text(given_parts(request, change), str(change.data.get("text", "")))
    if not text:
        return []
    item = add_item(
        case,
        ItemKind.STATEMENT,
        _title(request),
        actor=user.actor,
        compartment=request.compartment,
        text=text,
        codes=_codes(request, change),
        lawful_basis=basis_word(request)[:300],
    )
    _bind(request, change, item, None, user)
    return [item]


def _files_here(request: Request, change: Change, viewer: User) -> list[RequestFile]:
    """The files that came with a change, are here in full and were not taken yet: by its message,
    or on paper by the scan that was entered with it."""
    taken = set(request.taken.filter(file__isnull=False).values_list("file_id", flat=True))
    return [
        one.file
        for one in files_of(viewer, request)
        if one.file.side != request.side
        and one.is_here
        and one.file.pk not in taken
        and (
            one.file.message_id == change.message_id
            if one.file.message_id is not None
            else one.file.change_id == change.pk
        )
    ]


def _of_files(request: Request, case: Case, change: Change, user: User) -> list[Item]:
    items = []
    for file in _files_here(request, change, user):
        blob = Blob.objects.filter(pk=file.blob_id).first()
        if blob is None:
            continue
        facts = EvidenceFacts(
            kind=ItemKind.DOCUMENT,
            title=file.name[:200],
            compartment=request.compartment,
            codes=_codes(request, change),
            holder=request.own_authority,
            source=(request.other_authority or request.addressee)[:200],
            purpose=_title(request),
            lawful_basis=basis_word(request)[:300],
        )
        item = adopt(case, blob, facts, user=user).item
        _bind(request, change, item, file, user)
        items.append(item)
    return items


def _codes(request: Request, change: Change) -> Codes:
    careful = Item().codes  # what an item has whose codes nobody chose
    return strictest([careful, floor_of(request, given_limits(request, change))])


def _bind(
    request: Request, change: Change, item: Item, file: RequestFile | None, user: User
) -> None:
    limits = given_limits(request, change)
    TakenItem.objects.create(
        item=item,
        request=request,
        change=change,
        file=file,
        limit_use=limits.use,
        limit_words=limits.words,
        limit_secrecy=limits.secrecy,
        taken_by=user.pk,
        taken_at=datetime.now(UTC),
    )


def _title(request: Request) -> str:
    words = _("%(state)s in request %(reference)s: %(kind)s") % {
        "state": request.other_state,
        "reference": request.reference,
        "kind": request.declared.label,
    }
    return words[:200]


def _text(parts: list[Part], words: str) -> str:
    told = [f"{fact.label}\n{fact.value}" for fact in facts_of(parts) if fact.value]
    return "\n\n".join([*told, words] if words else told)
