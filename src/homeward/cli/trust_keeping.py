"""`homeward trust` for whoever keeps a directory, and for a State that signs its entry.

Works on folders alone: no node and no database. Keys are files under a passphrase, or in a PKCS#11
token: `hsm:ID` or `hsm:ID?label=TOKEN`, with its public half in a file beside.
"""

import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from securesystemslib.signer import Signer

from homeward.node.config import Environment as NodeEnvironment
from homeward.wire.directory import roots
from homeward.wire.directory.entries import StateEntry
from homeward.wire.directory.marks import Mark, mark_of, read_root, root_fingerprint
from homeward.wire.directory.notes import Revocation
from homeward.wire.directory.repository import Repository
from homeward.wire.directory.signers import (
    import_token_key,
    new_key_file,
    open_key_file,
    read_public_key,
    token_signer,
    write_public_key,
)
from homeward.wire.directory.signing import TOP_ROLES, Lifetimes, RoleKeys
from homeward.wire.directory.submission import make_submission
from homeward.wire.header import Environment

Folder = Annotated[Path, typer.Argument(help="The folder of the directory.")]
Keys = Annotated[
    list[str],
    typer.Option("--key", help="A key that signs: its file, or hsm:ID[?label=TOKEN]. Repeat."),
]
PASSPHRASE = "HOMEWARD_TRUST_PASSPHRASE"  # noqa: S105  the name of a variable
PIN = "HOMEWARD_TRUST_PIN"

keeping = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)
root_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


@keeping.command("key")
def make_key(
    file: Annotated[Path, typer.Argument(help="Where to write the key, such as root-1.p12.")],
    token: Annotated[
        str | None, typer.Option(help="Instead: write the public half of this key in a token.")
    ] = None,
) -> None:
    """Make a key under a passphrase, or note one in a token; its public half goes beside."""
    if token is None:
        signer = new_key_file(file, _passphrase(file, confirm=True))
        typer.echo(f"{file} is the key; {file.name}.pub.json is its public half ({_id(signer)}).")
        return
    number, label = _token(token)
    _, key = import_token_key(number, token_label=label, pin=_pin)
    write_public_key(file, key)
    typer.echo(f"{file} is the public half of the key in the token ({key.keyid[:12]}).")


@keeping.command("create")
def create(
    folder: Folder,
    environment: Annotated[NodeEnvironment, typer.Option(help="It can never be changed.")],
    name: Annotated[str, typer.Option(help="The name that people read.")],
    root_key: Annotated[list[Path], typer.Option(help="A public half for the root. Repeat.")],
    root_threshold: Annotated[int, typer.Option(help="How many root keys must sign.")],
    targets_key: Annotated[list[Path], typer.Option(help="For the list of States. Repeat.")],
    snapshot_key: Annotated[list[Path], typer.Option(help="For publishing. Repeat.")],
    timestamp_key: Annotated[list[Path], typer.Option(help="For publishing. Repeat.")],
    key: Keys,
    targets_threshold: Annotated[int, typer.Option(help="How many of them must sign.")] = 1,
) -> None:
    """Make a directory: root keys with a threshold, and keys for the daily work."""
    given = {
        "root": (root_key, root_threshold),
        "targets": (targets_key, targets_threshold),
        "snapshot": (snapshot_key, 1),
        "timestamp": (timestamp_key, 1),
    }
    roles = {role: _role(role, files, threshold) for role, (files, threshold) in given.items()}
    mark = Mark.new(Environment(environment.value), name)
    made = Repository.create(folder, mark, roles, _signers(key), now=_now())
    typer.echo(
        f"The directory is made. Its fingerprint, for two persons to read:\n  {made.fingerprint}"
    )


@keeping.command("delegate")
def delegate(
    folder: Folder,
    state: Annotated[str, typer.Argument(help="The State's two letters.")],
    state_key: Annotated[list[Path], typer.Option(help="A public half of the State's. Repeat.")],
    key: Keys,
    threshold: Annotated[int, typer.Option(help="How many of them must sign.")] = 1,
) -> None:
    """Give a State its part, or other keys for it. Then publish."""
    repository = Repository(folder)
    repository.delegate(state, _role(state, state_key, threshold), _signers(key), now=_now())
    typer.echo(f"{state} has its part from the next publication on.")


@keeping.command("withdraw")
def withdraw(
    folder: Folder,
    state: Annotated[str, typer.Argument(help="The State's two letters.")],
    key: Keys,
) -> None:
    """Take a State's part away. Then publish."""
    Repository(folder).withdraw(state, _signers(key), now=_now())
    typer.echo(
        f"{state} has no part from the next publication on. Its node is not revoked by this."
    )


@keeping.command("accept")
def accept(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help="What the State signed.")],
) -> None:
    """Take in a State's signed entry; no key is needed. Then publish."""
    state = Repository(folder).accept(file.read_bytes(), now=_now())
    typer.echo(f"The entry of {state} is taken in; it shows from the next publication on.")


@keeping.command("revoke")
def revoke(
    folder: Folder,
    state: Annotated[str, typer.Argument(help="The State's two letters.")],
    reason: Annotated[str, typer.Option(help="One line that everybody reads.")],
    key: Keys,
    key_id: Annotated[
        str | None, typer.Option(help="Only these keys of the node; its id. The node if not given.")
    ] = None,
    unlisted: Annotated[
        bool, typer.Option("--unlisted", help="Also where the State's entry does not name the key.")
    ] = False,
) -> None:
    """Tell everybody that a State's node, or its keys, must not be believed. Then publish."""
    told = Revocation(state=state, key=key_id, at=_now(), reason=reason)
    repository = Repository(folder)
    if key_id is not None and not unlisted:
        _check_listed(repository, state, key_id)
    repository.revoke(told, _signers(key), now=_now())
    typer.echo(f"The {'keys' if key_id else 'node'} of {state} are revoked once this is published.")


def _check_listed(repository: Repository, state: str, key_id: str) -> None:
    """A mistyped id would stop nothing, and nobody would see it."""
    raw = repository.entry(state)
    named = StateEntry.from_bytes(raw).node_keys(_now()) if raw is not None else set()
    if key_id not in named:
        listed = "".join(f"\n  {one}" for one in sorted(named)) or " none."
        raise typer.BadParameter(
            f"the entry of {state} does not name the key {key_id}. Compare it letter by letter; if"
            f" it is right, add --unlisted. The entry names:{listed}"
        )


@keeping.command("reinstate")
def reinstate(
    folder: Folder,
    state: Annotated[str, typer.Argument(help="The State's two letters.")],
    key: Keys,
) -> None:
    """Take back the revocation of a State's node; revoked keys stay so. Then publish."""
    Repository(folder).reinstate(state, _signers(key), now=_now())
    typer.echo(f"The node of {state} may be used again once officers confirm its keys.")


@keeping.command("publish")
def publish(folder: Folder, key: Keys) -> None:
    """Sign snapshot and timestamp over what changed; also due when nothing changed."""
    repository = Repository(folder)
    repository.publish(_signers(key), now=_now())
    for role, end in sorted(repository.expiries().items(), key=lambda pair: pair[1]):
        typer.echo(f"{role:10} good until {end:%Y-%m-%d %H:%M} UTC")


@keeping.command("export")
def export(
    folder: Folder,
    out: Annotated[Path, typer.Argument(help="A folder for the copy; it must not exist.")],
) -> None:
    """Copy what is public to a medium or web server, with root.json to begin to follow from."""
    repository = Repository(folder)
    out.mkdir(parents=True)
    for part in ("metadata", "targets"):
        shutil.copytree(folder / part, out / part, ignore=shutil.ignore_patterns(".*"))
    (out / "root.json").write_bytes(repository.root().to_bytes())
    typer.echo(f"Copied. Fingerprint of root.json:\n  {repository.fingerprint}")


@keeping.command("inspect")
def inspect(folder: Folder) -> None:
    """Show a directory that is being kept: keys, States, revocations, expiries."""
    repository = Repository(folder)
    mark, root = repository.mark, repository.root().signed
    typer.echo(f"{mark.name} ({mark.environment.value}), {mark.directory}")
    typer.echo(f"Fingerprint of the newest root ({root.version}):\n  {repository.fingerprint}")
    for role in TOP_ROLES:
        held = root.roles[role]
        typer.echo(f"{role:10} {held.threshold} of {len(held.keyids)} keys")
    for state in repository.states():
        typer.echo(f"{state:10} {'entered' if repository.entry(state) else 'no entry yet'}")
    for told in repository.notes().revoked:
        typer.echo(f"revoked    {told.state} {told.key or 'node'}: {told.reason}")
    for role, end in sorted(repository.expiries().items(), key=lambda pair: pair[1]):
        typer.echo(f"{role:10} good until {end:%Y-%m-%d %H:%M} UTC")


@keeping.command("fingerprint")
def fingerprint(
    file: Annotated[Path, typer.Argument(help="A root.json.")],
) -> None:
    """Show the fingerprint of a root, to be compared with what another channel brought."""
    root, mark = read_root(file.read_bytes())
    typer.echo(f"{mark.name} ({mark.environment.value})\n  {root_fingerprint(root)}")


@keeping.command("sign-entry")
def sign_entry(
    entry: Annotated[Path, typer.Argument(help="The entry, as `homeward trust entry` wrote it.")],
    out: Annotated[Path, typer.Argument(help="Where to write what goes to the directory.")],
    root: Annotated[Path, typer.Option(help="A root.json of the directory.")],
    version: Annotated[int, typer.Option(help="Above that of the State's last entry.")],
    key: Keys,
    days: Annotated[int, typer.Option(help="How long the signature is good.")] = 180,
) -> None:
    """For a State: sign its entry for one directory."""
    metadata, _ = read_root(root.read_bytes())
    raw = make_submission(
        StateEntry.from_bytes(entry.read_bytes()),
        mark_of(metadata.signed, "root.json"),
        _signers(key),
        version=version,
        now=_now(),
        lifetimes=Lifetimes(state=timedelta(days=days)),
    )
    out.write_bytes(raw)
    typer.echo(f"{out} is signed. Send it to whoever keeps the directory.")


@root_app.command("propose")
def propose(
    folder: Folder,
    role: Annotated[
        str | None, typer.Option(help="root, targets, snapshot or timestamp; none: a new expiry.")
    ] = None,
    role_key: Annotated[
        list[Path] | None, typer.Option(help="A public half: all the role has from now on. Repeat.")
    ] = None,
    threshold: Annotated[int, typer.Option(help="How many of them must sign.")] = 1,
) -> None:
    """Stage a new root: other keys for a role, or the same for longer. It waits for signatures."""
    change = [_role(role, role_key or [], threshold)] if role else []
    repository = Repository(folder)
    roots.propose_root(repository, change, now=_now())
    typer.echo(f"{roots.staged_path(repository)} waits for signatures; carry it to the keepers.")


@root_app.command("sign")
def sign(folder: Folder, key: Keys) -> None:
    """Sign the staged root with some of the old or the new root keys."""
    repository = Repository(folder)
    missing = roots.sign_root(repository, _signers(key))
    typer.echo(f"Signed. {missing} more signatures are needed." if missing else "It is complete.")


@root_app.command("commit")
def commit(folder: Folder) -> None:
    """Make the staged root the newest. Then publish with the keys that it names."""
    roots.commit_root(Repository(folder))
    typer.echo(f"The new root's fingerprint:\n  {Repository(folder).fingerprint}")


# --- keys -------------------------------------------------------------------------------------


def _role(role: str, files: Sequence[Path], threshold: int) -> RoleKeys:
    return RoleKeys(role, tuple(read_public_key(one.read_bytes()) for one in files), threshold)


def _signers(names: Sequence[str]) -> list[Signer]:
    """The signers behind key files and tokens; a token's public half is read from the token."""
    return [_signer(name) for name in names]


def _signer(name: str) -> Signer:
    if name.startswith("hsm:"):
        number, label = _token(name)
        uri, key = import_token_key(number, token_label=label, pin=_pin)
        return token_signer(uri, key, pin=_pin)
    path = Path(name)
    return open_key_file(path, _passphrase(path))


def _token(name: str) -> tuple[int, str | None]:
    number, _, rest = name.removeprefix("hsm:").partition("?")
    if not number.isdigit():
        raise typer.BadParameter(f"{name} is no key of a token, such as hsm:2?label=root")
    return int(number), rest.removeprefix("label=") or None


def _passphrase(file: Path, *, confirm: bool = False) -> bytes:
    """From the environment, for scripts, or asked for."""
    given = os.environ.get(PASSPHRASE)
    if given is None:
        given = str(
            typer.prompt(f"Passphrase of {file.name}", hide_input=True, confirmation_prompt=confirm)
        )
    return given.encode()


def _pin() -> str:
    given = os.environ.get(PIN)
    return given if given is not None else str(typer.prompt("PIN of the token", hide_input=True))


def _id(signer: Signer) -> str:
    return str(signer.public_key.keyid[:12])


def _now() -> datetime:
    return datetime.now(UTC)
