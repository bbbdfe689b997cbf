"""Directories of fictional States, made with real keys in a folder of the test's own."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner, Signer
from tuf.api.metadata import Metadata

from homeward.wire.cards import PeerCard, sign_card
from homeward.wire.directory.client import VerifiedDirectory, verify_directory
from homeward.wire.directory.entries import AuthorityEntry, RevokedKey, StateEntry
from homeward.wire.directory.marks import Mark
from homeward.wire.directory.repository import Repository
from homeward.wire.directory.signing import RoleKeys
from homeward.wire.directory.sources import Source, folder_source
from homeward.wire.directory.submission import Submission, make_submission
from homeward.wire.header import Environment
from homeward.wire.keys import NodeKeys


def now() -> datetime:
    return datetime.now(UTC)


def signers(count: int) -> list[Signer]:
    """So many fresh Ed25519 signers."""
    return [CryptoSigner.generate_ed25519() for _ in range(count)]


def role(name: str, given: Iterable[Signer], threshold: int = 1) -> RoleKeys:
    """The public halves of signers as the keys of a role."""
    return RoleKeys(name, tuple(signer.public_key for signer in given), threshold)


@dataclass
class World:
    """A directory with a root of 3 of 5 and its keepers; States are added one by one."""

    folder: Path
    environment: Environment = Environment.DEMO
    root: list[Signer] = field(default_factory=lambda: signers(5))
    top: dict[str, list[Signer]] = field(
        default_factory=lambda: {r: signers(1) for r in ("targets", "snapshot", "timestamp")}
    )
    states: dict[str, list[Signer]] = field(default_factory=dict)
    nodes: dict[str, NodeKeys] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    made_at: datetime = field(default_factory=now)

    def __post_init__(self) -> None:
        roles = {name: role(name, given) for name, given in self.top.items()}
        self.repository = Repository.create(
            self.folder,
            Mark.new(self.environment, "Directory of the Secretariat"),
            {"root": role("root", self.root, 3), **roles},
            self.everyone,
            now=self.made_at,
        )
        self.first_root = (self.folder / "metadata" / "1.root.json").read_bytes()

    @property
    def everyone(self) -> list[Signer]:
        """Enough of everybody's keys for anything."""
        return [*self.root[:3], *(one for given in self.top.values() for one in given)]

    def add(self, *states: str) -> None:
        """Delegate States, accept their entries, publish."""
        for state in states:
            self.states[state] = signers(1)
            self.nodes[state] = NodeKeys.generate()
            keys = role(state, self.states[state])
            self.repository.delegate(state, keys, self.everyone, now=now())
            self.submit(state)
        self.publish()

    def submit(self, state: str, **changes: object) -> None:
        """The State signs its present entry, and the directory accepts it."""
        self.repository.accept(self.submission(state, **changes), now=now())

    def submission(
        self,
        state: str,
        *,
        by: list[Signer] | None = None,
        version: int | None = None,
        entry: StateEntry | None = None,
        mark: Mark | None = None,
    ) -> bytes:
        """What the State hands in; every part can be made wrong."""
        self.versions[state] = version or self.versions.get(state, 0) + 1
        return make_submission(
            entry or self.entry(state),
            mark or self.repository.mark,
            by or self.states[state],
            version=self.versions[state],
            now=now(),
        )

    def entry(self, state: str, *, revoked: tuple[RevokedKey, ...] = ()) -> StateEntry:
        """The entry of a State with one authority and a node."""
        return an_entry(state, self.nodes.get(state), self.environment, revoked=revoked)

    def publish(self) -> None:
        """Snapshot and timestamp over everything."""
        self.repository.publish(self.everyone, now=now())

    def verify(
        self,
        stored: dict[str, bytes] | None = None,
        *,
        source: Source | None = None,
        environment: Environment | None = None,
        root: bytes | None = None,
    ) -> VerifiedDirectory:
        """As a node of this environment would."""
        return verify_directory(
            root or self.first_root,
            source or folder_source(self.folder),
            environment=environment or self.environment,
            stored=stored or {},
            now=now(),
        )


def resign(path: Path, by: list[Signer], **changes: Any) -> None:
    """Change fields of signed metadata and sign it with other keys."""
    metadata: Metadata[Any] = Metadata.from_bytes(path.read_bytes())
    for name, value in changes.items():
        setattr(metadata.signed, name, value)
    metadata.signatures.clear()
    for signer in by:
        metadata.sign(signer, append=True)
    path.write_bytes(metadata.to_bytes())


def newest(world: World, name: str) -> Path:
    """The numbered file of a role with the highest number."""
    found = (world.folder / "metadata").glob(f"*.{name}.json")
    return max(found, key=lambda path: int(path.name.split(".")[0]))


def signed_beside(submission: bytes, signer: Signer) -> bytes:
    """What a State handed in, with somebody else's signature added to the State's."""
    given = Submission.from_bytes(submission)
    metadata = given.metadata()
    metadata.sign(signer, append=True)
    return replace(given, signed=metadata.to_bytes().decode()).to_bytes()


def an_entry(
    state: str,
    keys: NodeKeys | None,
    environment: Environment = Environment.DEMO,
    *,
    url: str = "",
    hand_overs: tuple[str, ...] = (),
    revoked: tuple[RevokedKey, ...] = (),
) -> StateEntry:
    """An entry with one authority, and a card where keys are given."""
    card = None
    if keys is not None:
        made = PeerCard(
            state=state,
            environment=environment,
            url=url or f"https://{state.lower()}.example.org",
            keys=keys.public,
            issued_at=now(),
            hand_overs=hand_overs,
        )
        card = sign_card(made, keys).decode()
    authority = AuthorityEntry(
        code=f"{state}-CENTRAL",
        name=f"Ministry of Justice of {state}",
        functions=("central",),
        email=f"central@{state.lower()}.example.org",
        always_reachable=True,
    )
    return StateEntry(
        environment=environment,
        state=state,
        name=f"State {state}",
        languages=("en", "fr"),
        authorities=(authority,),
        card=card,
        issued_at=now(),
        revoked_keys=revoked,
    )
