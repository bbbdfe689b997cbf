"""What a State signs for its part of a directory, carried to whoever keeps the directory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from securesystemslib.signer import Signer
from tuf.api.metadata import Metadata, Role, TargetFile, Targets

from homeward.wire.directory.entries import MAX_ENTRY_BYTES, StateEntry
from homeward.wire.directory.marks import SPEAKERS, UNREADABLE, Mark
from homeward.wire.directory.signing import Lifetimes, sign_whole, until
from homeward.wire.encoding import canonical, check_fields, check_size, parse_object
from homeward.wire.errors import Malformed, WireError, WrongEnvironment
from homeward.wire.header import check_state, check_version

#: The highest number of a State's part: the names of files have nine digits at most.
MAX_NUMBER: Final = 999_999_999

_WHAT: Final = "submission"
_FIELDS: Final = frozenset({"v", "kind", "state", "signed", "entry"})


def entry_path(state: str) -> str:
    """The path of a State's entry in the directory."""
    return f"{state}/entry.json"


def check_number(version: int, what: str = _WHAT) -> None:
    """Refuse a version that could never be shown. Raises Malformed."""
    if not 0 < version <= MAX_NUMBER:
        raise Malformed(what=what, problem=f"its version is not from 1 to {MAX_NUMBER:,}")


@dataclass(frozen=True, slots=True)
class Submission:
    """A State's signed metadata and its entry, both as text."""

    state: str
    signed: str
    entry: str

    def to_bytes(self) -> bytes:
        """One JSON file."""
        head = {"v": 1, "kind": "directory_submission", "state": self.state}
        return canonical({**head, "signed": self.signed, "entry": self.entry})

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """The inverse, unverified. Raises Malformed, TooLarge, UnknownVersion."""
        check_size(raw, 3 * MAX_ENTRY_BYTES, _WHAT)
        value = parse_object(raw, _WHAT)
        check_version(value, _WHAT)
        fields = check_fields(value, _FIELDS, _WHAT)
        texts = isinstance(fields["signed"], str) and isinstance(fields["entry"], str)
        if fields["kind"] != "directory_submission" or not texts:
            raise Malformed(what=_WHAT, problem="it does not have its form")
        check_state(fields["state"], _WHAT, "state")
        return cls(fields["state"], fields["signed"], fields["entry"])

    def metadata(self) -> Metadata[Targets]:
        """The signed metadata, unverified. Raises Malformed."""
        return read_targets(self.signed.encode(), _WHAT)


def read_targets(raw: bytes, what: str) -> Metadata[Targets]:
    """Metadata of a State's role, unverified. Raises Malformed."""
    try:
        found: Metadata[Any] = Metadata.from_bytes(raw)
        if not isinstance(found.signed, Targets):
            raise Malformed(what=what, problem="it is another kind of metadata")
    except WireError:
        raise
    except UNREADABLE as error:
        problem = f"it is not signed metadata ({type(error).__name__})"
        raise Malformed(what=what, problem=problem) from error
    return found


def make_submission(
    entry: StateEntry,
    mark: Mark,
    signers: Sequence[Signer],
    *,
    version: int,
    now: datetime,
    lifetimes: Lifetimes | None = None,
) -> bytes:
    """Sign `entry` for the directory of `mark`; `version` is above that of the State's last one.

    Signed by every one of `signers`, and naming them: from then on those keys speak for the State,
    as long as one of those that did before is among them. Raises WrongEnvironment where entry and
    directory differ, Malformed for a version that is not from 1 to MAX_NUMBER.
    """
    check_number(version)
    if entry.environment != mark.environment:
        shown = {"environment": entry.environment, "own": mark.environment}
        raise WrongEnvironment(what="directory entry", **shown)
    path, raw = entry_path(entry.state), entry.to_bytes()
    ids = [signer.public_key.keyid for signer in signers]
    metadata = Metadata(
        Targets(
            version=version,
            expires=until(now, (lifetimes or Lifetimes()).state),
            targets={path: TargetFile.from_data(path, raw, ["sha256"])},
            unrecognized_fields={**mark.fields(), SPEAKERS: sorted(set(ids))},
        )
    )
    sign_whole(metadata, entry.state, Role(ids, max(len(ids), 1)), signers)
    return Submission(entry.state, metadata.to_bytes().decode(), raw.decode()).to_bytes()
