"""Verifying a directory: from a root that two persons compared to every State's checked entry.

`verify_directory` keeps nothing itself. It is given what was trusted before and returns what is
trusted now, so that a node can keep it in the transaction in which it acts on it: without the files
of last time somebody could bring an older directory back.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from tuf.api import exceptions as tuf_errors
from tuf.api.metadata import DelegatedRole, Delegations, Metadata, TargetFile, Targets
from tuf.ngclient import Updater, UpdaterConfig

from homeward.wire.directory.entries import MAX_ENTRY_BYTES, StateEntry, read_entry
from homeward.wire.directory.errors import (
    DirectoryExpired,
    DirectoryForged,
    DirectoryIncomplete,
    DirectoryRolledBack,
    DirectoryUnreachable,
    DirectoryUnsigned,
)
from homeward.wire.directory.marks import (
    FIELD,
    UNREADABLE,
    Mark,
    check_environment,
    check_keys,
    check_mark,
    read_root,
    root_fingerprint,
    speakers_of,
)
from homeward.wire.directory.notes import MAX_NOTES_BYTES, NOTES_PATH, Notes, Revocation
from homeward.wire.directory.signing import TOP_ROLES
from homeward.wire.directory.sources import BASE, Source, SourceFetcher, is_regular
from homeward.wire.directory.submission import check_number, entry_path, read_targets
from homeward.wire.errors import Malformed, WireError
from homeward.wire.header import Environment, check_state

#: Tried from the first root on; a directory that is older needs a newer first root.
MAX_ROOTS: Final = 256
MAX_STATES: Final = 400

_CONFIG: Final = UpdaterConfig(max_root_rotations=MAX_ROOTS, max_delegations=32)
_ENTRIES: Final = "entries"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedState:
    """A State's entry, signed by its own role; `raw` are its bytes.

    `expires` is the end of that signature, `version` its number, `role_keys` the ids of the keys
    that may sign for the State in this directory. `signed_by` are those of them that did sign, and
    that the State itself names: who may sign is the word of whoever keeps the directory.
    """

    entry: StateEntry
    raw: bytes = field(repr=False)
    expires: datetime
    version: int
    role_keys: frozenset[str]
    signed_by: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedDirectory:
    """A directory whose signatures, versions, times and environment hold.

    `expires` is the earliest end of root, timestamp, snapshot and targets: after it nothing new is
    taken from it. `states` are the entries that hold; `problems` says of each other delegated State
    why there is none. `stored` is what the next verification must be given. `fingerprint` is that
    of the newest root, `version` the timestamp's.
    """

    mark: Mark
    fingerprint: str
    root: bytes = field(repr=False)
    root_version: int
    version: int
    expires: datetime
    states: Mapping[str, VerifiedState]
    problems: Mapping[str, WireError]
    revoked: tuple[Revocation, ...]
    stored: Mapping[str, bytes] = field(repr=False)


def verify_directory(
    root: bytes,
    source: Source,
    *,
    environment: Environment,
    stored: Mapping[str, bytes],
    now: datetime,
) -> VerifiedDirectory:
    """Follow the directory from `root`, whose fingerprint was compared, to its newest state.

    `stored` is what the last verification returned, empty the first time. Changes nothing. Expiry
    is judged by the machine's clock; `now` (aware) is for the entries. Raises DirectoryExpired,
    DirectoryRolledBack, DirectoryUnsigned, DirectoryForged, DirectoryIncomplete,
    DirectoryUnreachable, OtherDirectory, WrongEnvironment, Malformed, TooLarge.
    """
    _, mark = read_root(root)
    check_environment(mark, environment)
    with tempfile.TemporaryDirectory(prefix="homeward-directory-") as made:
        run = _Run(Path(made), mark, source, now)
        run.restore(stored)
        return run.verify(root)


class _Run:
    """One verification in a temporary folder, which the TUF client needs for its files."""

    def __init__(self, folder: Path, mark: Mark, source: Source, now: datetime) -> None:
        self.folder, self.mark, self.now = folder, mark, now
        self.fetcher = SourceFetcher(source, self._check_fetched)

    def restore(self, stored: Mapping[str, bytes]) -> None:
        """Lay out the files that were trusted before. Their names were made by `_kept`."""
        for part in ("root_history", _ENTRIES):
            (self.folder / part).mkdir()
        for name, content in stored.items():
            (self.folder / name).write_bytes(content)

    def _check_fetched(self, path: str, content: bytes) -> None:
        """A file of another environment or directory is refused as that, before anything else.

        Its signatures may well hold, and whatever else does not fit would be told instead.
        """
        role = path.removeprefix("metadata/").removesuffix(".json").rpartition(".")[2]
        if role not in TOP_ROLES:
            return
        try:
            signed = Metadata[Any].from_bytes(content).signed
        except UNREADABLE:
            return  # the client says what is wrong with it
        if FIELD in signed.unrecognized_fields:
            check_mark(signed, path, self.mark)

    def verify(self, root: bytes) -> VerifiedDirectory:
        """Everything in TUF's order; the States' parts last, each for itself."""
        updater = self._guarded(self._updater, root)
        self._guarded(updater.refresh)
        top = {role: self._held(role) for role in ("root", "timestamp", "snapshot", "targets")}
        for role, metadata in top.items():
            check_mark(metadata.signed, f"{role}.json", self.mark)
        targets = top["targets"].signed
        check_keys(top["root"].signed, "root.json")
        check_keys(targets, "targets.json")
        if set(targets.targets) != {NOTES_PATH}:
            # A State's entry listed here would need no signature of the State.
            problem = f"targets.json lists other files than {NOTES_PATH}"
            raise Malformed(what="directory", problem=problem)
        notes = self._notes(updater)
        states, problems = self._states(updater, targets)
        newest = (self.folder / "root.json").read_bytes()
        return VerifiedDirectory(
            mark=notes.mark,
            fingerprint=root_fingerprint(top["root"]),
            root=newest,
            root_version=top["root"].signed.version,
            version=top["timestamp"].signed.version,
            expires=min(metadata.signed.expires for metadata in top.values()),
            states=states,
            problems=problems,
            revoked=notes.revoked,
            stored=self._kept(),
        )

    def _updater(self, root: bytes) -> Updater:
        return Updater(
            str(self.folder),
            f"{BASE}metadata/",
            str(self.folder / _ENTRIES),
            f"{BASE}targets/",
            fetcher=self.fetcher,
            config=_CONFIG,
            bootstrap=root,
        )

    def _held(self, role: str) -> Metadata[Any]:
        """What the client verified and wrote down a moment ago."""
        return Metadata.from_bytes((self.folder / f"{role}.json").read_bytes())

    def _notes(self, updater: Updater) -> Notes:
        described = self._guarded(updater.get_targetinfo, NOTES_PATH)
        if described is None:
            raise DirectoryIncomplete(file=NOTES_PATH)
        return Notes.from_bytes(self._target(updater, described, MAX_NOTES_BYTES), self.mark)

    def _target(self, updater: Updater, described: TargetFile, limit: int) -> bytes:
        if described.length > limit:
            raise DirectoryForged(file=described.path)
        name = self.folder / _ENTRIES / described.path.replace("/", ".")
        if updater.find_cached_target(described, str(name)) is None:
            self._guarded(updater.download_target, described, str(name))
        return name.read_bytes()

    def _states(
        self, updater: Updater, targets: Targets
    ) -> tuple[dict[str, VerifiedState], dict[str, WireError]]:
        states: dict[str, VerifiedState] = {}
        problems: dict[str, WireError] = {}
        roles = (targets.delegations or Delegations({}, {})).roles or {}
        if len(roles) > MAX_STATES:
            raise Malformed(what="directory", problem=f"it has more than {MAX_STATES} States")
        for state, role in roles.items():
            check_state(state, "directory", "the name of a role")
            if role.paths != [f"{state}/*"] or not role.terminating:
                raise Malformed(what="directory", problem=f"{state} is given more than its part")
            try:
                states[state] = self._state(updater, targets, role)
            except DirectoryUnreachable:
                raise
            except WireError as error:
                problems[state] = error
        return states, problems

    def _state(self, updater: Updater, targets: Targets, role: DelegatedRole) -> VerifiedState:
        state, path = role.name, entry_path(role.name)
        described = self._guarded(updater.get_targetinfo, path)
        if described is None:
            raise DirectoryIncomplete(file=path)
        held = read_targets((self.folder / f"{state}.json").read_bytes(), f"file {state}.json")
        check_mark(held.signed, f"{state}.json", self.mark)
        check_number(held.signed.version, f"file {state}.json")
        if held.signed.delegations is not None:
            raise Malformed(what=f"file {state}.json", problem="a State delegates to nobody")
        signed = targets.get_verification_result(state, held.signed_bytes, held.signatures).signed
        raw = self._target(updater, described, MAX_ENTRY_BYTES)
        environment = self.mark.environment
        return VerifiedState(
            entry=read_entry(raw, state=state, environment=environment, now=self.now),
            raw=raw,
            expires=held.signed.expires,
            version=held.signed.version,
            role_keys=frozenset(role.keyids),
            signed_by=frozenset(signed) & speakers_of(held.signed, f"{state}.json"),
        )

    def _kept(self) -> dict[str, bytes]:
        """The verified files by name. The newest root is in the history too."""
        found = (*self.folder.glob("*.json"), *self.folder.glob("*/*.json"))
        plain = (path for path in found if is_regular(path))
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in plain}

    def _guarded(self, step: Any, *arguments: Any) -> Any:
        """Run a step of the TUF client, and tell its errors as this library's."""
        self.fetcher.fault = None  # that of an earlier step says nothing about this one
        try:
            return step(*arguments)
        except WireError:
            raise
        except (tuf_errors.RepositoryError, tuf_errors.DownloadError) as error:
            raise self._told(error) from error
        except UNREADABLE as error:
            problem = f"the client could not read it ({type(error).__name__})"
            raise Malformed(what=self._file(), problem=problem) from error

    def _file(self) -> str:
        return self.fetcher.last or "root.json"

    def _told(self, error: Exception) -> WireError:
        file = self._file()
        if self.fetcher.fault is not None:
            return self.fetcher.fault
        for kind, told in _TOLD:
            if isinstance(error, kind):
                return told(file=file)
        if isinstance(error, tuf_errors.DownloadError):
            return DirectoryUnreachable(file=file, problem=str(error)[:200])
        return Malformed(what=f"file {file} of the directory", problem=str(error)[:200])


_TOLD: Final[tuple[tuple[type[Exception], type[WireError]], ...]] = (
    (tuf_errors.UnsignedMetadataError, DirectoryUnsigned),
    (tuf_errors.ExpiredMetadataError, DirectoryExpired),
    (tuf_errors.BadVersionNumberError, DirectoryRolledBack),
    (tuf_errors.LengthOrHashMismatchError, DirectoryForged),
    (tuf_errors.DownloadLengthMismatchError, DirectoryForged),
    (tuf_errors.DownloadHTTPError, DirectoryIncomplete),
)
