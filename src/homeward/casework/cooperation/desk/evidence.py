"""Attaching evidence of the case to a request or its answer, with its custody.

A copy goes: what the case holds is never touched. Only the request's own part of the case is
offered, because whoever sees the request sees its files. The handling codes decide: what its giver
bound to a permission goes only with the words of who gave it, and these stay with the copy.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from homeward.casework.cases.actions.exports import make_export
from homeward.casework.cases.bounds import check_use
from homeward.casework.cases.models import Evidence, Item
from homeward.casework.cases.queries.evidence import evidence_of_items
from homeward.casework.cases.visible import has_content
from homeward.casework.cases.vocabulary.case import HandlingCode
from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions.files import attach_file
from homeward.casework.cooperation.errors import (
    CaseNeeded,
    EvidenceTooLarge,
    FilesOfApproved,
    PermissionNeeded,
)
from homeward.casework.cooperation.lifecycle import RequestState
from homeward.casework.cooperation.models import Request, RequestFile
from homeward.casework.cooperation.queries import takes_files
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.actions import stream_blob
from homeward.foundation.vault.intake import Intake, Taken
from homeward.foundation.vault.models import Blob

#: Copies are made while the officer waits; more goes as a package on a medium.
MOST_BYTES = 512 * 1024 * 1024
_BOUND = (HandlingCode.H2, HandlingCode.H3)


@dataclass(frozen=True, slots=True)
class Offer:
    """An item with its file, as it could be attached."""

    item: Item
    evidence: Evidence

    @property
    def needs_permission(self) -> bool:
        """Whether its codes let it go only by permission of who gave it, or under other limits."""
        return self.item.handling in _BOUND


def offers_of(viewer: User, request: Request) -> list[Offer]:
    """The items with files of the request's own part of its case, for who has a place in it."""
    if request.case_id is None:
        return []
    if request.compartment not in compartments_of(viewer, request.case_id):
        return []
    items = Item.objects.filter(
        case_id=request.case_id, compartment=request.compartment, blob_id__isnull=False
    ).order_by("pk")
    files = {one.blob_id: one for one in evidence_of_items(items) if one.destroyed_at is None}
    return [Offer(item, files[item.blob_id]) for item in items if item.blob_id in files]


@transaction.atomic
def attach_evidence(
    request_id: UUID,
    numbers: Sequence[int],
    *,
    user: User,
    purpose: str,
    permission: str = "",
    use: str = "",
) -> list[RequestFile]:
    """Attach copies of these items' files, and what is known of their custody, to the next message.

    Each original gets a step of custody that says to whom a copy goes. `use` says as what an item
    is used that another State bound (`bounds.Use`). Raises CaseNeeded, NotFound for an item that is
    not offered, UseBound, PermissionNeeded, EvidenceTooLarge, FilesOfApproved.
    """
    request = get_request(request_id, user, for_change=True)
    if request.case is None:
        raise CaseNeeded
    if not takes_files(user, request):
        raise FilesOfApproved(state=RequestState(request.state).label)
    chosen = _chosen(offers_of(user, request), numbers)
    check_use([offer.item for offer in chosen], use)
    bound = [offer for offer in chosen if offer.needs_permission]
    if bound and not has_content(permission):
        raise PermissionNeeded(items=", ".join(str(offer.item) for offer in bound))
    if sum(offer.evidence.size for offer in chosen) > MOST_BYTES:
        raise EvidenceTooLarge(megabytes=str(MOST_BYTES // 1024**2))
    export = make_export(
        request.case,
        [offer.item for offer in chosen],
        user=user,
        recipient=(request.other_authority or request.addressee)[:200],
        purpose=purpose[:300],
        use=use,
    )
    files = [
        attach_file(
            request_id,
            _copied(stream_blob(Blob.objects.get(pk=offer.evidence.blob_id))),
            user=user,
            file_name=offer.evidence.file_name,
            media_type=offer.evidence.found_type,
            purpose=_told(offer, purpose, permission),
            use=use,
        )
        for offer in _once(chosen)
    ]
    manifest = json.dumps(export.manifest, ensure_ascii=False, indent=1).encode()
    files.append(
        attach_file(
            request_id,
            _copied([manifest]),
            user=user,
            file_name=f"custody-{export.pk}.json",
            media_type="application/json",
            purpose=purpose,
        )
    )
    record(
        "cooperation.evidence_attached",
        actor=user.actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        items=[offer.item.pk for offer in chosen],
        permitted=[offer.item.pk for offer in bound],
        package=str(export.pk),
    )
    return files


def _chosen(offers: list[Offer], numbers: Sequence[int]) -> list[Offer]:
    known = {offer.item.pk: offer for offer in offers}
    missing = [number for number in numbers if number not in known]
    if missing or not numbers:
        raise NotFound("item", next(iter(missing), ""))
    return [known[number] for number in dict.fromkeys(numbers)]


def _once(offers: Iterable[Offer]) -> list[Offer]:
    """Two items may stand on the same file: the copy bears the stricter codes."""
    found: dict[UUID, Offer] = {}
    for offer in offers:
        known = found.get(offer.evidence.blob_id)
        if known is None or offer.item.handling > known.item.handling:
            found[offer.evidence.blob_id] = offer
    return list(found.values())


def _told(offer: Offer, purpose: str, permission: str) -> str:
    """What goes with the copy: its purpose, its code, its limits, and by whose permission."""
    parts = [purpose.strip(), offer.item.handling, *offer.item.limits.splitlines()]
    if offer.needs_permission:
        parts.append(permission.strip())
    return "; ".join(part for part in parts if part)


def _copied(pieces: Iterable[bytes]) -> Taken:
    intake = Intake()
    try:
        for piece in pieces:
            intake.write(piece)
        return intake.finish()
    except BaseException:
        intake.drop()
        raise
