"""`homeward trust` for whoever keeps a directory, and for a State that signs its entry.

Works on folders alone: no node and no database. Keys are files under a passphrase, or in a PKCS#11
token: `hsm:ID` or `hsm:ID?label=TOKEN`, with its public half in a file beside.
"""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from homeward.cli.trust_signers import (
    Folder,
    Keys,
    StateCode,
    now,
    passphrase,
    pin,
    role_keys,
    signers_of,
    token_of,
)
from homeward.cli.written import SUBMISSION, replacing
from homeward.node.config import Environment as NodeEnvironment
from homeward.wire.directory.entries import StateEntry
from homeward.wire.directory.marks import Mark, mark_of, read_root, root_fingerprint
from homeward.wire.directory.notes import Revocation
from homeward.wire.directory.repository import Repository
from homeward.wire.directory.signers import (
    import_token_key,
    new_key_file,
    write_public_key,
)
from homeward.wire.directory.signing import TOP_ROLES, Lifetimes
from homeward.wire.directory.submission import make_submission
from homeward.wire.header import Environment

keeping = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


@keeping.command("key")
def make_key(
    file: Annotated[Path, typer.Argument(help="Where to write the key, such as root-1.p12.")],
    token: Annotated[
        str | None, typer.Option(help="Instead: write the public half of this key in a token.")
    ] = None,
) -> None:
    """Make a key under a passphrase, or note one in a token; its public half goes beside."""
    if token is None:
        signer = new_key_file(file, passphrase(file, confirm=True))
        typer.echo(f"{file} is the key; {file.name}.pub.json is its public half, with the id")
        typer.echo(f"  {signer.public_key.keyid}")
        return
    number, label = token_of(token)
    _, key = import_token_key(number, token_label=label, pin=pin)
    write_public_key(file, key)
    typer.echo(f"{file} is the public half of the key in the token, with the id\n  {key.keyid}")


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
    roles = {role: role_keys(role, files, threshold) for role, (files, threshold) in given.items()}
    mark = Mark.new(Environment(environment.value), name)
    made = Repository.create(folder, mark, roles, signers_of(key), now=now())
    typer.echo(
        f"The directory is made. Its fingerprint, for two persons to read:\n  {made.fingerprint}"
    )


@keeping.command("delegate")
def delegate(
    folder: Folder,
    state: StateCode,
    state_key: Annotated[list[Path], typer.Option(help="A public half of the State's. Repeat.")],
    key: Keys,
    threshold: Annotated[int, typer.Option(help="How many of them must sign.")] = 1,
) -> None:
    """Give a State its part, or other keys for it. Then publish."""
    repository = Repository(folder)
    repository.delegate(state, role_keys(state, state_key, threshold), signers_of(key), now=now())
    typer.echo(f"{state} has its part from the next publication on.")


@keeping.command("withdraw")
def withdraw(
    folder: Folder,
    state: StateCode,
    key: Keys,
) -> None:
    """Take a State's part away. Then publish."""
    Repository(folder).withdraw(state, signers_of(key), now=now())
    typer.echo(
        f"{state} has no part from the next publication on. Its node is not revoked by this."
    )


@keeping.command("accept")
def accept(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help="What the State signed.")],
) -> None:
    """Take in a State's signed entry; no key is needed. Then publish."""
    state = Repository(folder).accept(file.read_bytes(), now=now())
    typer.echo(f"The entry of {state} is taken in; it shows from the next publication on.")


@keeping.command("revoke")
def revoke(
    folder: Folder,
    state: StateCode,
    reason: Annotated[str, typer.Option(help="One line that everybody reads.")],
    key: Keys,
    key_id: Annotated[
        str | None, typer.Option(help="Only these keys of the node; its id. The node if not given.")
    ] = None,
    unlisted: Annotated[
        bool,
        typer.Option("--unlisted", help="Also where the directory does not know State or key."),
    ] = False,
) -> None:
    """Tell everybody that a State's node, or its keys, must not be believed. Then publish."""
    told = Revocation(state=state, key=key_id, at=now(), reason=reason)
    repository = Repository(folder)
    if not unlisted:
        _check_listed(repository, state, key_id)
    repository.revoke(told, signers_of(key), now=now())
    what = f"The keys of {state} are" if key_id else f"The node of {state} is"
    typer.echo(f"{what} revoked once this is published.")


def _check_listed(repository: Repository, state: str, key_id: str | None) -> None:
    """A mistyped State would stop another's node, a mistyped id nothing; nobody would see it."""
    if key_id is None:
        if state not in repository.states():
            raise typer.BadParameter(
                f"{state} has no part in this directory. If its node is to be revoked all the same,"
                " add --unlisted"
            )
        return
    raw = repository.entry(state)
    named = StateEntry.from_bytes(raw).node_keys(now()) if raw is not None else set()
    if key_id not in named:
        listed = "".join(f"\n  {one}" for one in sorted(named)) or " none."
        raise typer.BadParameter(
            f"the entry of {state} does not name the key {key_id}. Compare it letter by letter; if"
            f" it is right, add --unlisted. The entry names:{listed}"
        )


@keeping.command("reinstate")
def reinstate(
    folder: Folder,
    state: StateCode,
    key: Keys,
) -> None:
    """Take back the revocation of a State's node; revoked keys stay so. Then publish."""
    repository = Repository(folder)
    if not any(one.state == state and one.key is None for one in repository.notes().revoked):
        raise typer.BadParameter(f"the node of {state} is not revoked in this directory")
    repository.reinstate(state, signers_of(key), now=now())
    typer.echo(f"The node of {state} may be used again once officers confirm its keys.")


@keeping.command("publish")
def publish(folder: Folder, key: Keys) -> None:
    """Sign snapshot and timestamp over what changed; also due when nothing changed."""
    repository = Repository(folder)
    repository.publish(signers_of(key), now=now())
    for role, end in sorted(repository.expiries().items(), key=lambda pair: pair[1]):
        typer.echo(f"{role:10} good until {end:%Y-%m-%d %H:%M} UTC")


@keeping.command("export")
def export(
    folder: Folder,
    out: Annotated[Path, typer.Argument(help="A new folder for the copy.")],
) -> None:
    """Copy what is public to a medium or web server, with root.json to begin to follow from."""
    repository = Repository(folder)
    out.mkdir(parents=True)
    try:
        for part in ("metadata", "targets"):
            shutil.copytree(folder / part, out / part, ignore=shutil.ignore_patterns(".*"))
        (out / "root.json").write_bytes(repository.root().to_bytes())
    except BaseException:
        shutil.rmtree(out, ignore_errors=True)  # a copy on a full medium is no copy
        raise
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
    out: Annotated[
        Path,
        typer.Argument(
            help="Where to write what goes to the directory.", callback=replacing(SUBMISSION)
        ),
    ],
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
        signers_of(key),
        version=version,
        now=now(),
        lifetimes=Lifetimes(state=timedelta(days=days)),
    )
    out.write_bytes(raw)
    typer.echo(f"{out} is signed. Send it to whoever keeps the directory.")
