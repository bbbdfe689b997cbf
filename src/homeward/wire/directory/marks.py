"""What binds every file of a directory to one directory and one environment.

Each signed part carries the field `homeward`. The fingerprint of a root covers it, so that two
persons who compare fingerprints compare the environment too.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Any, Final, Self

from securesystemslib.formats import encode_canonical
from securesystemslib.signer import Key
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Signed, Targets

from homeward.wire.cards import spoken
from homeward.wire.directory.errors import DirectoryFingerprint, OtherDirectory
from homeward.wire.directory.signers import check_key
from homeward.wire.encoding import check_fields, check_size
from homeward.wire.errors import Malformed, WireError, WrongEnvironment
from homeward.wire.header import Environment, check_version, read_choice

#: What the library's parsing of strange input may raise beside its own errors.
UNREADABLE: Final = (
    RepositoryError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
)
FIELD: Final = "homeward"
#: In a State's part: the ids of the keys that the State says speak for it.
SPEAKERS: Final = "homeward_keys"
MAX_SPEAKERS: Final = 32
MAX_ROOT_BYTES: Final = 512_000

_WHAT: Final = "directory"
_FIELDS: Final = frozenset({"v", "environment", "directory", "name"})
_ID = re.compile(r"[0-9a-f]{32}")
_KEY_ID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Which directory (`directory`: 32 hexadecimal digits, for ever) of which environment.

    `name` is for people, one line of at most 100 characters. Raises Malformed.
    """

    environment: Environment
    directory: str
    name: str

    def __post_init__(self) -> None:
        if not isinstance(self.directory, str) or not _ID.fullmatch(self.directory):
            raise Malformed(what=_WHAT, problem="its id is not 32 hexadecimal digits")
        name = self.name
        if not isinstance(name, str) or not name.isprintable() or not 0 < len(name.strip()) <= 100:
            raise Malformed(what=_WHAT, problem="its name is not one line of text")

    @classmethod
    def new(cls, environment: Environment, name: str) -> Self:
        """The mark of a directory that is being made."""
        return cls(environment=environment, directory=secrets.token_hex(16), name=name)

    def to_json(self) -> dict[str, Any]:
        """The value of the field `homeward`."""
        environment = self.environment.value
        return {
            "v": 1,
            "environment": environment,
            "directory": self.directory,
            "name": self.name,
        }

    def fields(self) -> dict[str, Any]:
        """What a signed part carries beside TUF's own fields."""
        return {FIELD: self.to_json()}


def mark_of(signed: Signed, file: str) -> Mark:
    """The mark in a signed part. Raises Malformed, UnknownVersion."""
    value = signed.unrecognized_fields.get(FIELD)
    what = f"file {file} of the directory"
    if not isinstance(value, dict):
        raise Malformed(what=what, problem="it is bound to no environment")
    check_version(value, what)
    fields = check_fields(value, _FIELDS, what)
    return Mark(
        environment=read_choice(Environment, fields["environment"], what, "environment"),
        directory=fields["directory"],
        name=fields["name"],
    )


def check_mark(signed: Signed, file: str, expected: Mark) -> None:
    """Raises WrongEnvironment or OtherDirectory unless the part is of the expected directory."""
    found = mark_of(signed, file)
    check_environment(found, expected.environment)
    if found.directory != expected.directory:
        raise OtherDirectory(file=file, found=found.directory, expected=expected.directory)


def speakers_of(signed: Signed, file: str) -> frozenset[str]:
    """The key ids that a State's signed part names as its own; empty where it names none.

    Whoever keeps the directory can add a signature of his own to a part, but no name to this list.
    Raises Malformed.
    """
    named = signed.unrecognized_fields.get(SPEAKERS, [])
    fits = isinstance(named, list) and len(named) <= MAX_SPEAKERS
    if not fits or not all(isinstance(one, str) and _KEY_ID.fullmatch(one) for one in named):
        problem = f"{SPEAKERS} is not a list of at most {MAX_SPEAKERS} key ids"
        raise Malformed(what=f"file {file} of the directory", problem=problem)
    return frozenset(named)


def check_environment(mark: Mark, own: Environment) -> None:
    """Raises WrongEnvironment for a directory of another environment."""
    if mark.environment != own:
        raise WrongEnvironment(what=_WHAT, environment=mark.environment, own=own)


def read_root(raw: bytes) -> tuple[Metadata[Root], Mark]:
    """A root's metadata and mark, signed as itself demands. Raises Malformed, TooLarge.

    That it is the right root is settled by its fingerprint, not here.
    """
    check_size(raw, MAX_ROOT_BYTES, "root of the directory")
    try:
        root: Metadata[Root] = Metadata.from_bytes(raw)
        if not isinstance(root.signed, Root):
            raise Malformed(what="root of the directory", problem="it is another kind of file")
        root.verify_delegate(Root.type, root)
    except WireError:
        raise
    except UNREADABLE as error:
        problem = f"it is not signed metadata ({type(error).__name__})"
        raise Malformed(what="root of the directory", problem=problem) from error
    check_keys(root.signed, "root.json")
    return root, mark_of(root.signed, "root.json")


def check_keys(signed: Root | Targets, file: str) -> None:
    """Every key under its own id, so that none counts twice. Raises Malformed."""
    keys: dict[str, Key] = signed.keys if isinstance(signed, Root) else {}
    if isinstance(signed, Targets) and signed.delegations is not None:
        keys = signed.delegations.keys
    for key in keys.values():
        check_key(key)


def root_fingerprint(root: Metadata[Root]) -> str:
    """Eight groups of five digits over the signed part of a root; signatures are left out."""
    text = encode_canonical(root.signed.to_dict())
    digest = hashlib.sha256(b"homeward-directory-root\x00" + str(text).encode()).digest()
    return spoken(digest)


def check_fingerprint(root: Metadata[Root], read: str) -> None:
    """Raises DirectoryFingerprint unless `read` is this root's; spaces do not count."""
    found = root_fingerprint(root)
    if "".join(read.split()) != "".join(found.split()):
        raise DirectoryFingerprint(found=found)
