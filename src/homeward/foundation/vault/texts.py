"""Short secrets of a case that are kept in a row of another room, locked with the case's key.

Whoever destroys the case's key destroys them too, as he does the case's blobs.
"""

from homeward.foundation.vault.actions import made_case_key
from homeward.foundation.vault.errors import LockedForEver
from homeward.foundation.vault.models import CaseKey
from homeward.foundation.vault.sealing import lock, unlock


def lock_text(text: str, *, case_id: int, purpose: str) -> bytes:
    """The text as its row keeps it; it opens with the same case and purpose only."""
    return lock(made_case_key(case_id), text.encode(), purpose)


def unlock_text(locked: bytes, *, case_id: int, purpose: str) -> str:
    """The text; raises LockedForEver where it was altered, or the case's key is not there."""
    if not CaseKey.objects.filter(case_id=case_id).exists():
        raise LockedForEver(f"case key {case_id}")  # made anew, it would open nothing
    return unlock(made_case_key(case_id), locked, purpose).decode()
