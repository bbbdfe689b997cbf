"""What was shared with somebody's consent, and how each part takes it back when it is withdrawn."""

from collections.abc import Callable

from homeward.casework.victims.models import Consent
from homeward.foundation.access.models import User

Recall = Callable[[Consent, User], None]
_shared: dict[str, Recall] = {}


def register_shared(code: str, recall: Recall) -> None:
    """Let a part take back what it shared, by `recall(consent, user)` when it is withdrawn."""
    if code in _shared:
        raise ValueError(f"What is shared as {code} is registered twice.")
    _shared[code] = recall


def recall_shared(consent: Consent, user: User) -> None:
    """Let every part take back what it shared under a consent that was just withdrawn."""
    for recall in _shared.values():
        recall(consent, user)
