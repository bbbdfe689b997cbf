"""Changing the root: proposed, signed by keepers who need not meet, then committed.

A new root counts once a threshold of the old root's keys and a threshold of its own have signed it,
so every rotation can be followed from the first root on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from securesystemslib.signer import Signer
from tuf.api.metadata import Metadata, Role, Root

from homeward.wire.directory.errors import SignerMissing, StagedRootMissing, ThresholdInvalid
from homeward.wire.directory.marks import UNREADABLE, check_keys, check_mark
from homeward.wire.directory.repository import Repository
from homeward.wire.directory.signing import TOP_ROLES, RoleKeys, sign_for, until, write_whole
from homeward.wire.errors import Malformed

_WHAT: Final = "staged root"


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
    """The root that waits for signatures, which follows the present one.

    Raises StagedRootMissing, Malformed, WrongEnvironment, OtherDirectory.
    """
    try:
        staged: Metadata[Any] = Metadata.from_bytes(staged_path(repository).read_bytes())
    except FileNotFoundError:
        raise StagedRootMissing from None
    except UNREADABLE as error:
        problem = f"it is not metadata ({type(error).__name__})"
        raise Malformed(what=_WHAT, problem=problem) from None
    if not isinstance(staged.signed, Root) or not staged.signed.consistent_snapshot:
        raise Malformed(what=_WHAT, problem="it is no root of a directory")
    check_mark(staged.signed, _WHAT, repository.mark)
    check_keys(staged.signed, _WHAT)
    if staged.signed.version != repository.root().signed.version + 1:
        raise Malformed(what=_WHAT, problem="it does not follow the present root; propose it anew")
    return staged


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChange:
    """A role in a staged root: `threshold` of the keys `kept` and `added` must sign for it.

    `before` is the threshold in the present root, `gone` are keys that only that one has.
    """

    role: str
    threshold: int
    before: int
    kept: tuple[str, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]


def changes(repository: Repository, staged: Metadata[Root]) -> list[RoleChange]:
    """What a staged root says of each role, against the present root."""
    present, found = repository.root().signed, []
    for name in TOP_ROLES:
        old, new = present.roles[name], staged.signed.roles[name]
        found.append(
            RoleChange(
                role=name,
                threshold=new.threshold,
                before=old.threshold,
                kept=tuple(one for one in new.keyids if one in old.keyids),
                added=tuple(one for one in new.keyids if one not in old.keyids),
                gone=tuple(one for one in old.keyids if one not in new.keyids),
            )
        )
    return found


def sign_root(
    repository: Repository, signers: Sequence[Signer], *, staged: Metadata[Root] | None = None
) -> int:
    """Add signatures to the staged root; returns how many more are needed. May be run anywhere.

    `staged` is what was shown to whoever signs. Raises what `staged_root` raises.
    """
    staged = staged or staged_root(repository)
    old = repository.root().signed
    for role in (old.roles["root"], staged.signed.roles["root"]):
        fresh = [signer for signer in signers if signer.public_key.keyid not in staged.signatures]
        sign_for(staged, role, fresh)
    write_whole(staged_path(repository), staged.to_bytes())
    return _missing(repository, staged)


def commit_root(repository: Repository) -> Metadata[Root]:
    """Make the staged root the newest one; `publish` then signs everything it asks for.

    Raises SignerMissing while signatures are missing, and what `staged_root` raises.
    """
    staged = staged_root(repository)
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
