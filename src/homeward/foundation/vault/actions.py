"""Putting bytes into the vault and taking them out."""

import hashlib

from django.conf import settings

from homeward.foundation.vault.models import Blob, CaseKey
from homeward.foundation.vault.sealing import lock, new_key, unlock


def store_blob(
    content: bytes, *, case_id: int, compartment: str, file_name: str, media_type: str
) -> Blob:
    """Encrypt `content` with the case's key and keep it with the SHA-256 it had at intake.

    The caller has checked the right to write and writes the journal entry.
    """
    blob = Blob(
        case_id=case_id,
        compartment=compartment,
        file_name=file_name,
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).digest(),
    )
    blob.content = lock(_case_key(case_id), content, f"blob {blob.id}")
    blob.save(force_insert=True)
    return blob


def read_blob(blob: Blob) -> bytes:
    """The bytes as they were at intake; raises LockedForEver when they were altered."""
    return unlock(_case_key(blob.case_id), bytes(blob.content), f"blob {blob.id}")


def _case_key(case_id: int) -> bytes:
    purpose = f"case key {case_id}"
    held = CaseKey.objects.filter(case_id=case_id).first()
    if held is None:
        held, _ = CaseKey.objects.get_or_create(
            case_id=case_id, defaults={"wrapped": lock(settings.VAULT_KEY, new_key(), purpose)}
        )
    return unlock(settings.VAULT_KEY, bytes(held.wrapped), purpose)
