"""Keeping a directory: a TUF repository in a folder, which the Secretariat's tool works on.

    metadata/   N.root.json, N.targets.json, N.<STATE>.json, N.snapshot.json, timestamp.json
    targets/    <sha256>.directory.json, <STATE>/<sha256>.entry.json
    staged/     a root that waits for signatures; never published

Everything below `metadata/` and `targets/` is public: it is served as it lies, or copied to a
medium. Files are added, never changed; writing `timestamp.json` is the moment of publication.
Changing the root is in `homeward.wire.directory.roots`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from securesystemslib.signer import Signer
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Role,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from homeward.wire.directory.entries import read_entry
from homeward.wire.directory.errors import (
    DirectoryForged,
    DirectoryIncomplete,
    DirectoryRolledBack,
    DirectoryUnsigned,
    NotDelegated,
)
from homeward.wire.directory.marks import Mark, check_mark, mark_of, root_fingerprint
from homeward.wire.directory.notes import NOTES_PATH, Notes, Revocation
from homeward.wire.directory.signing import (
    TOP_ROLES,
    Lifetimes,
    RoleKeys,
    sign_whole,
    until,
    write_whole,
)
from homeward.wire.directory.submission import Submission, check_number, entry_path
from homeward.wire.errors import Malformed
from homeward.wire.header import check_state

_NUMBERED = re.compile(r"([1-9][0-9]{0,8})\.(.+)\.json")


class Repository:
    """A directory that is being kept. Raises DirectoryIncomplete where the folder holds none."""

    def __init__(self, folder: Path, *, lifetimes: Lifetimes | None = None) -> None:
        self.folder = folder
        self.lifetimes = lifetimes or Lifetimes()
        self.mark: Mark = mark_of(self.root().signed, "root.json")

    @classmethod
    def create(
        cls,
        folder: Path,
        mark: Mark,
        roles: Mapping[str, RoleKeys],
        signers: Sequence[Signer],
        *,
        now: datetime,
        lifetimes: Lifetimes | None = None,
    ) -> Self:
        """Make and publish a directory without States.

        `roles` has the keys of `root`, `targets`, `snapshot` and `timestamp`; `signers` reach the
        threshold of each. Raises SignerMissing, and Malformed where the folder holds files.
        """
        if folder.exists() and any(folder.iterdir()):
            raise Malformed(what="folder of the directory", problem="it is not empty")
        times = lifetimes or Lifetimes()
        root = Root(
            expires=until(now, times.root),
            consistent_snapshot=True,
            roles={name: Role(roles[name].ids, roles[name].threshold) for name in TOP_ROLES},
            keys={key.keyid: key for name in TOP_ROLES for key in roles[name].keys},
            unrecognized_fields=mark.fields(),
        )
        metadata = Metadata(root)
        sign_whole(metadata, "root", root.roles["root"], signers)
        for name in TOP_ROLES[1:]:
            # Nothing is written before it is known that every role can be signed.
            sign_whole(Metadata(Snapshot()), name, root.roles[name], signers)
        write_whole(folder / "metadata" / "1.root.json", metadata.to_bytes())
        made = cls(folder, lifetimes=times)
        made._write_targets(1, Delegations({}, {}), Notes(mark=mark), signers, now)
        made.publish(signers, now=now)
        return made

    # --- reading --------------------------------------------------------------------------

    def root(self) -> Metadata[Root]:
        """The newest root."""
        return self._load("root")

    def targets(self) -> Metadata[Targets]:
        """The newest list of delegations, published or not."""
        return self._load("targets")

    @property
    def fingerprint(self) -> str:
        """Of the newest root: what two persons read to each other."""
        return root_fingerprint(self.root())

    def states(self) -> list[str]:
        """The States that have a part of their own, in order."""
        return sorted(_delegations(self.targets().signed).roles or {})

    def notes(self) -> Notes:
        """The revocations that the directory tells."""
        return Notes.from_bytes(self._target(NOTES_PATH, self.targets().signed.targets), self.mark)

    def entry(self, state: str) -> bytes | None:
        """The newest accepted entry of a State, None before the first."""
        if self._newest(state) is None:
            return None
        held: Metadata[Targets] = self._load(state)
        return self._target(entry_path(state), held.signed.targets)

    def expiries(self) -> dict[str, datetime]:
        """When each role's newest signature ends: what must be signed anew before."""
        names = [*TOP_ROLES, *(state for state in self.states() if self._newest(state))]
        return {name: self._load(name).signed.expires for name in names}

    # --- changing -------------------------------------------------------------------------

    def delegate(
        self, state: str, keys: RoleKeys, signers: Sequence[Signer], *, now: datetime
    ) -> None:
        """Give a State its part, or other keys for it; `publish` makes it known.

        A State rotates its keys in two steps: both old and new, which both sign its entry, then the
        new alone. An entry that the present keys did not sign is not believed any more. Raises
        SignerMissing.
        """
        check_state(state, "State", "code")

        def change(targets: Targets) -> None:
            held = _delegations(targets)
            roles = held.roles or {}
            roles[state] = DelegatedRole(
                state, keys.ids, keys.threshold, terminating=True, paths=[f"{state}/*"]
            )
            kept = {**held.keys, **{key.keyid: key for key in keys.keys}}
            targets.delegations = _tidy(kept, roles)

        self._change_targets(change, signers, now)

    def withdraw(self, state: str, signers: Sequence[Signer], *, now: datetime) -> None:
        """Take a State's part away. Its node goes on until it is revoked. Raises NotDelegated."""

        def change(targets: Targets) -> None:
            held = _delegations(targets)
            roles = dict(held.roles or {})
            if roles.pop(state, None) is None:
                raise NotDelegated(state=state)
            targets.delegations = _tidy(held.keys, roles)

        self._change_targets(change, signers, now)

    def revoke(self, revocation: Revocation, signers: Sequence[Signer], *, now: datetime) -> None:
        """Tell everybody that a State's node, or one of its keys, must not be believed any more."""
        notes = self.notes().with_revocation(revocation)
        self._write_notes(notes, signers, now)

    def reinstate(self, state: str, signers: Sequence[Signer], *, now: datetime) -> None:
        """Take back the revocation of a State's node; each node asks its officers before it talks.

        A revoked key stays revoked: the State needs new ones.
        """
        notes = self.notes().without_node(state)
        self._write_notes(notes, signers, now)

    def accept(self, raw: bytes, *, now: datetime) -> str:
        """Take in what a State signed; returns the State. `publish` makes it known.

        Needs no key of the directory: what counts is the State's signature. Raises Malformed,
        NotDelegated, DirectoryUnsigned, DirectoryRolledBack, DirectoryForged, WrongEnvironment,
        OtherDirectory, and what `read_entry` raises.
        """
        given = Submission.from_bytes(raw)
        state, metadata = given.state, given.metadata()
        role = (_delegations(self.targets().signed).roles or {}).get(state)
        if role is None:
            raise NotDelegated(state=state)
        check_mark(metadata.signed, f"{state}.json", self.mark)
        check_number(metadata.signed.version)
        try:
            self.targets().verify_delegate(state, metadata)
        except (RepositoryError, ValueError):
            raise DirectoryUnsigned(file=f"{state}.json") from None
        newest = self._newest(state) or 0
        if metadata.signed.version <= newest or metadata.signed.is_expired(now):
            raise DirectoryRolledBack(file=f"{state}.json")
        entry = given.entry.encode()
        path = entry_path(state)
        if set(metadata.signed.targets) != {path} or metadata.signed.delegations is not None:
            raise Malformed(what="submission", problem=f"it signs other things than {path}")
        _check_target(metadata.signed.targets[path], entry, path)
        read_entry(entry, state=state, environment=self.mark.environment, now=now)
        self._write_target(path, metadata.signed.targets[path], entry)
        self._write(state, metadata.signed.version, given.signed.encode())
        return state

    def publish(self, signers: Sequence[Signer], *, now: datetime) -> None:
        """Sign snapshot and timestamp over everything that was changed. Raises SignerMissing.

        Run often enough that the timestamp does not expire. `targets` is signed anew, when its key
        is given, once half of its time is over; its key is needed where everybody would refuse the
        present signature, because it expired or the root names other keys now.
        """
        self._renew_targets(signers, now)
        root = self.root().signed
        before: Metadata[Snapshot] | None = self._load_if("snapshot")
        meta = dict(before.signed.meta) if before else {}
        for name in ("targets", *self.states()):
            number = self._newest(name)
            if number is not None:
                length = self._path(name, number).stat().st_size
                meta[f"{name}.json"] = MetaFile(number, length)
        snapshot = Metadata(
            Snapshot(
                version=before.signed.version + 1 if before else 1,
                expires=until(now, self.lifetimes.snapshot),
                meta=meta,
                unrecognized_fields=self.mark.fields(),
            )
        )
        sign_whole(snapshot, "snapshot", root.roles["snapshot"], signers)
        last: Metadata[Timestamp] | None = self._load_if("timestamp")
        raw = snapshot.to_bytes()
        timestamp = Metadata(
            Timestamp(
                version=last.signed.version + 1 if last else 1,
                expires=until(now, self.lifetimes.timestamp),
                snapshot_meta=MetaFile(snapshot.signed.version, len(raw)),
                unrecognized_fields=self.mark.fields(),
            )
        )
        sign_whole(timestamp, "timestamp", root.roles["timestamp"], signers)
        self._write("snapshot", snapshot.signed.version, raw)
        write_whole(self.folder / "metadata" / "timestamp.json", timestamp.to_bytes())

    def _renew_targets(self, signers: Sequence[Signer], now: datetime) -> None:
        role, held = self.root().signed.roles["targets"], self.targets()
        given = {signer.public_key.keyid for signer in signers} & set(role.keyids)
        stale = held.signed.expires - now < self.lifetimes.targets / 2
        foreign = sum(one in role.keyids for one in held.signatures) < role.threshold
        refused = foreign or held.signed.is_expired(now)
        if refused or (stale and len(given) >= role.threshold):
            self._change_targets(lambda targets: None, signers, now)

    # --- files ----------------------------------------------------------------------------

    def _change_targets(
        self, change: Callable[[Targets], None], signers: Sequence[Signer], now: datetime
    ) -> None:
        targets, notes = self.targets().signed, self.notes()
        change(targets)
        self._write_targets(targets.version + 1, _delegations(targets), notes, signers, now)

    def _write_notes(self, notes: Notes, signers: Sequence[Signer], now: datetime) -> None:
        held = self.targets().signed
        self._write_targets(held.version + 1, _delegations(held), notes, signers, now)

    def _write_targets(
        self,
        version: int,
        delegations: Delegations,
        notes: Notes,
        signers: Sequence[Signer],
        now: datetime,
    ) -> None:
        raw = notes.to_bytes()
        described = TargetFile.from_data(NOTES_PATH, raw, ["sha256"])
        made = Metadata(
            Targets(
                version=version,
                expires=until(now, self.lifetimes.targets),
                targets={NOTES_PATH: described},
                delegations=delegations,
                unrecognized_fields=self.mark.fields(),
            )
        )
        sign_whole(made, "targets", self.root().signed.roles["targets"], signers)
        self._write_target(NOTES_PATH, described, raw)
        self._write("targets", made.signed.version, made.to_bytes())

    def _path(self, role: str, number: int) -> Path:
        return self.folder / "metadata" / f"{number}.{role}.json"

    def _newest(self, role: str) -> int | None:
        found = (_NUMBERED.fullmatch(path.name) for path in (self.folder / "metadata").glob("*"))
        return max((int(each[1]) for each in found if each and each[2] == role), default=None)

    def _write(self, role: str, number: int, raw: bytes) -> None:
        write_whole(self._path(role, number), raw)

    def _load(self, role: str) -> Metadata[Any]:
        found = self._load_if(role)
        if found is None:
            raise DirectoryIncomplete(file=f"{role}.json")
        return found

    def _load_if(self, role: str) -> Metadata[Any] | None:
        path = self.folder / "metadata" / "timestamp.json"
        if role != "timestamp":
            number = self._newest(role)
            if number is None:
                return None
            path = self._path(role, number)
        try:
            return Metadata.from_bytes(path.read_bytes())
        except FileNotFoundError:
            return None
        except RepositoryError:
            raise Malformed(what=f"file {path.name}", problem="it is not TUF metadata") from None

    def _target_path(self, path: str, described: TargetFile) -> Path:
        before, _, name = path.rpartition("/")
        return self.folder / "targets" / before / f"{described.hashes['sha256']}.{name}"

    def _target(self, path: str, targets: Mapping[str, TargetFile]) -> bytes:
        if path not in targets:
            raise DirectoryIncomplete(file=path)
        raw = self._target_path(path, targets[path]).read_bytes()
        _check_target(targets[path], raw, path)
        return raw

    def _write_target(self, path: str, described: TargetFile, raw: bytes) -> None:
        write_whole(self._target_path(path, described), raw)


def _check_target(described: TargetFile, raw: bytes, path: str) -> None:
    try:
        described.verify_length_and_hashes(raw)
    except RepositoryError:
        raise DirectoryForged(file=path) from None
    if set(described.hashes) != {"sha256"}:
        raise Malformed(what="submission", problem=f"the digest of {path} is not SHA-256")


def _delegations(targets: Targets) -> Delegations:
    return targets.delegations or Delegations({}, {})


def _tidy(keys: Mapping[str, Any], roles: dict[str, DelegatedRole]) -> Delegations:
    """Only keys that some role has; roles in the order of their names."""
    used = {keyid for role in roles.values() for keyid in role.keyids}
    ordered = {name: roles[name] for name in sorted(roles)}
    return Delegations({keyid: keys[keyid] for keyid in sorted(used)}, ordered)
