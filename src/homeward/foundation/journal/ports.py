"""What the journal needs of higher rooms: how a subject is called and who may read an entry.

A caption is asked with the viewer, so that the journal never shows a name that the viewer may not
see; rooms that have no subject of a kind leave it as kind and number.
"""

from collections.abc import Callable
from dataclasses import dataclass

from homeward.wire.keys import PublicKeys

Caption = Callable[[str], str]

_captions: dict[str, Caption] = {}


def register_caption(subject_kind: str, caption: Caption) -> None:
    """Let `caption(subject_id)` name subjects of a kind; row walls limit what it finds."""
    if subject_kind in _captions:
        raise ValueError(f"The caption of {subject_kind} is registered twice.")
    _captions[subject_kind] = caption


def caption_of(subject_kind: str, subject_id: str) -> str:
    """The subject's name for the reader, or its kind and number where none is registered."""
    caption = _captions.get(subject_kind)
    return (caption(subject_id) if caption else "") or f"{subject_kind} {subject_id}".strip()


@dataclass(frozen=True, slots=True)
class Witness:
    """A State that countersigned a head: its statement (JWS) and the keys that check it."""

    state: str
    countersignature: bytes
    keys: PublicKeys


@dataclass(frozen=True, slots=True)
class WitnessedHead:
    """An own head that peers countersigned: size, root (32 bytes), JWS, and who they are."""

    size: int
    root: bytes
    statement: bytes
    witnesses: tuple[Witness, ...]


Witnessed = Callable[[int], WitnessedHead | None]

_witnessed: list[Witnessed] = []


def register_witnessed(witnessed: Witnessed) -> None:
    """Let `witnessed(size)` give the first countersigned head of at least that many entries."""
    if _witnessed:
        raise ValueError("Countersigned heads are registered twice.")
    _witnessed.append(witnessed)


def witnessed_head(size: int) -> WitnessedHead | None:
    """The first countersigned head that covers `size` entries; None where no peer has seen one."""
    return _witnessed[0](size) if _witnessed else None
