"""Changing the root: proposed, signed by keepers who need not meet, then committed.

A new root counts once a threshold of the old root's keys and a threshold of its own have signed it,
so every rotation can be followed from the first root on.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from securesystemslib.signer import Signer
from tuf.api.metadata import Metadata, Role, Root

from homeward.wire.directory.errors import SignerMissing, StagedRootMissing, ThresholdInvalid
from homeward.wire.directory.marks import check_keys, check_mark
from homeward.wire.directory.repository import Repository
from homeward.wire.directory.signing import TOP_ROLES, RoleKeys, sign_for, until, write_whole
from homeward.wire.errors import Malformed


def staged_path(repository: Repository) -> Path:
    """Where the root lies that waits for signatures; it may be carried from keeper to keeper."""
    return repository.folder / "staged" / "root.json"


def propose_root(
    repository: Repository, change: Sequence[RoleKeys], *, now: datetime
) -> Metadata[Root]:
    """Stage a root with other keys for the roles in `change` (none: the same, with a new expiry).

    A proposal that was staged before is replaced. Raises ThresholdInvalid for a role not of a root.
    """
    root = repository.root().signed
    roles, keys = dict(root.roles), dict(root.keys)
    for wanted in change:
        if wanted.role not in TOP_ROLES:
            shown = {"threshold": wanted.threshold, "keys": len(wanted.keys)}
            raise ThresholdInvalid(role=wanted.role, **shown)
        roles[wanted.role] = Role(wanted.ids, wanted.threshold)
        keys |= {key.keyid: key for key in wanted.keys}
    used = {keyid for role in roles.values() for keyid in role.keyids}
    proposed = Root(
        version=root.version + 1,
        expires=until(now, repository.lifetimes.root),
        consistent_snapshot=True,
        roles=roles,
        keys={keyid: key for keyid, key in keys.items() if keyid in used},
        unrecognized_fields=repository.mark.fields(),
    )
    metadata = Metadata(proposed)
    write_whole(staged_path(repository), metadata.to_bytes())
    return metadata


def staged_root(repository: Repository) -> Metadata[Root]:
    """The root that waits for signatures. Raises StagedRootMissing, WrongEnvironment and others."""
    try:
        staged: Metadata[Any] = Metadata.from_bytes(staged_path(repository).read_bytes())
    except FileNotFoundError:
        raise StagedRootMissing from None
    check_mark(staged.signed, "staged root", repository.mark)
    check_keys(staged.signed, "staged root")
    return staged


def sign_root(repository: Repository, signers: Sequence[Signer]) -> int:
    """Add signatures to the staged root; returns how many more are needed. May be run anywhere."""
    staged, old = staged_root(repository), repository.root().signed
    for role in (old.roles["root"], staged.signed.roles["root"]):
        fresh = [signer for signer in signers if signer.public_key.keyid not in staged.signatures]
        sign_for(staged, role, fresh)
    write_whole(staged_path(repository), staged.to_bytes())
    return _missing(repository, staged)


def commit_root(repository: Repository) -> Metadata[Root]:
    """Make the staged root the newest one; `publish` then signs everything it asks for.

    Raises SignerMissing while signatures are missing, StagedRootMissing, and Malformed for a
    proposal that another root overtook.
    """
    staged = staged_root(repository)
    if staged.signed.version != repository.root().signed.version + 1:
        raise Malformed(what="staged root", problem="another root was committed after it was made")
    if missing := _missing(repository, staged):
        raise SignerMissing(role="root", missing=missing)
    # The numbered file first: after a stop between the two, the proposal is merely left over.
    path = repository.folder / "metadata" / f"{staged.signed.version}.root.json"
    write_whole(path, staged.to_bytes())
    staged_path(repository).unlink()
    return staged


def _missing(repository: Repository, staged: Metadata[Root]) -> int:
    """How many signatures are needed still, of the old keys or of the new, whichever is more."""
    result = staged.signed.get_root_verification_result(
        repository.root().signed, staged.signed_bytes, staged.signatures
    )
    return max(result.first.missing, result.second.missing)
