"""What a package of evidence says: canonical JSON (RFC 8785), whose hash the journal keeps."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import rfc8785
from django.conf import settings

from homeward.casework.cases.codes import NAMES
from homeward.casework.cases.filenames import packed_name
from homeward.casework.cases.models import Case, Evidence, Item, ItemSource
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import name_of_person
from homeward.foundation.vault.actions import custody_of
from homeward.foundation.vault.custody import step_facts
from homeward.foundation.vault.models import CustodyStep


def manifest_of(
    package: UUID,
    case: Case,
    items: Sequence[Item],
    evidence: Sequence[Evidence],
    *,
    user: User,
    recipient: str,
    purpose: str,
    at: datetime,
) -> str:
    """The manifest of a package: the case's reference, its items with codes, files, custody."""
    known = {one.blob_id: one for one in evidence}
    sources: dict[int, list[int]] = {}
    links = ItemSource.objects.filter(item__in=[item.pk for item in items]).order_by("source_id")
    for item_id, source_id in links.values_list("item_id", "source_id"):
        sources.setdefault(item_id, []).append(source_id)
    said: dict[str, Any] = {
        "v": 1,
        "package": str(package),
        "state": settings.HOMEWARD_STATE,
        "environment": settings.HOMEWARD_ENVIRONMENT,
        "case": case.reference,
        "compartment": items[0].compartment,
        "made_at": utc(at),
        "made_by": _person(user.pk, user.authority),
        "recipient": recipient,
        "purpose": purpose,
        "items": [_item(item, known, sources.get(item.pk, [])) for item in items],
    }
    return rfc8785.dumps(said).decode()


def digest_of(manifest: str) -> str:
    """The SHA-256 of a manifest, hexadecimal."""
    return hashlib.sha256(manifest.encode()).hexdigest()


def _item(item: Item, known: dict[UUID, Evidence], sources: list[int]) -> dict[str, Any]:
    codes = {name: getattr(item, name) for name in NAMES if name != "retention_until"}
    until = item.retention_until
    evidence = known.get(item.blob_id) if item.blob_id else None
    return {
        "id": item.pk,
        "kind": item.kind,
        "title": item.title,
        "text": item.text,
        "codes": codes,
        "lawful_basis": item.lawful_basis,
        "retention_until": until.isoformat() if until else "",
        "made_of": sources,
        "added_at": utc(item.added_at),
        "added_by": _person(item.added_by),
        "file": _file(evidence) if evidence else None,
        "custody": [_step(step) for step in custody_of(evidence.blob_id)] if evidence else [],
    }


def _file(evidence: Evidence) -> dict[str, Any]:
    gone = evidence.destroyed_at
    return {
        "blob": str(evidence.blob_id),
        "evidence": evidence.pk,
        "path": "" if gone else packed_name(evidence.pk, evidence.file_name),
        "name": evidence.file_name,
        "sha256": evidence.sha256,
        "size": evidence.size,
        "found_type": evidence.found_type,
        "is_not_what_its_name_says": evidence.is_mismatch,
        "taken_in_at": utc(evidence.taken_in_at),
        "destroyed_at": utc(gone) if gone else "",
    }


def _step(step: CustodyStep) -> dict[str, Any]:
    officer = _person(step.officer, "") if step.officer else ""
    return {**step_facts(step), "recorded_by": officer, "digest": step.digest}


def _person(pk: int | None, authority: str = "") -> str:
    name = name_of_person(str(pk or ""))
    return f"{name}, {authority}" if authority else name


def utc(moment: datetime) -> str:
    """A time as it stands in the manifest."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
