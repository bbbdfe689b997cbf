"""Signing metadata for a role, and how long what is signed stays good."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from securesystemslib.signer import Key, Signer
from tuf.api.exceptions import UnsignedMetadataError
from tuf.api.metadata import DelegatedRole, Metadata, Role

from homeward.wire.directory.errors import SignerMissing, ThresholdInvalid
from homeward.wire.directory.signers import check_key
from homeward.wire.errors import WireError

TOP_ROLES: Final = ("root", "targets", "snapshot", "timestamp")


@dataclass(frozen=True, slots=True)
class RoleKeys:
    """The public keys of a role and how many of them must sign. Raises ThresholdInvalid."""

    role: str
    keys: tuple[Key, ...]
    threshold: int

    def __post_init__(self) -> None:
        for key in self.keys:
            check_key(key)
        different = len({key.keyid for key in self.keys})
        if different != len(self.keys) or not 1 <= self.threshold <= different:
            raise ThresholdInvalid(role=self.role, threshold=self.threshold, keys=different)

    @property
    def ids(self) -> list[str]:
        """The keys' ids, in order."""
        return [key.keyid for key in self.keys]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetimes:
    """How long a signature of each role is good.

    A short timestamp tells soon that somebody holds newer files back; it must be signed as often.
    """

    root: timedelta = timedelta(days=365)
    targets: timedelta = timedelta(days=180)
    state: timedelta = timedelta(days=180)
    snapshot: timedelta = timedelta(days=14)
    timestamp: timedelta = timedelta(days=3)


def until(now: datetime, lifetime: timedelta) -> datetime:
    """The expiry of what is signed now; TUF writes whole seconds."""
    return (now + lifetime).replace(microsecond=0)


def sign_for(metadata: Metadata[Any], role: Role | DelegatedRole, signers: Iterable[Signer]) -> int:
    """Sign with those of `signers` that are keys of `role`; returns how many did."""
    signed = 0
    for signer in signers:
        if signer.public_key.keyid in role.keyids:
            _sign(metadata, signer)
            signed += 1
    return signed


def _sign(metadata: Metadata[Any], signer: Signer) -> None:
    try:
        metadata.sign(signer, append=True)
    except UnsignedMetadataError as error:
        # The library wraps what the signer raised; a token's own sentence says what to do.
        if isinstance(error.__cause__, WireError):
            raise error.__cause__ from None
        raise


def sign_whole(
    metadata: Metadata[Any], name: str, role: Role | DelegatedRole, signers: Sequence[Signer]
) -> None:
    """Sign anew and reach the role's threshold. Raises SignerMissing."""
    metadata.signatures.clear()
    given = {signer.public_key.keyid: signer for signer in signers}
    signed = sign_for(metadata, role, given.values())
    if signed < role.threshold:
        raise SignerMissing(role=name, missing=role.threshold - signed)


def write_whole(path: Path, raw: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
