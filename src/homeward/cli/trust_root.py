"""`homeward trust root`: for the keepers of a directory who change its root."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from tuf.api.metadata import Metadata, Root

from homeward.cli.trust_signers import Folder, Keys, now, role_keys, signers_of
from homeward.wire.directory import roots
from homeward.wire.directory.marks import root_fingerprint
from homeward.wire.directory.repository import Repository

root_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


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
    change = [role_keys(role, role_key or [], threshold)] if role else []
    repository = Repository(folder)
    roots.propose_root(repository, change, now=now())
    typer.echo(f"{roots.staged_path(repository)} waits for signatures; carry it to the keepers.")


@root_app.command("sign")
def sign(
    folder: Folder,
    key: Keys,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")] = False,
) -> None:
    """Show what the staged root says and changes, ask, and sign it with old or new root keys."""
    repository = Repository(folder)
    staged = roots.staged_root(repository)
    _show(repository, staged)
    if not yes:
        typer.confirm("Is this what was agreed, and do you sign it?", abort=True)
    missing = roots.sign_root(repository, signers_of(key), staged=staged)
    typer.echo(f"Signed. {missing} more signatures are needed." if missing else "It is complete.")


def _show(repository: Repository, staged: Metadata[Root]) -> None:
    """Everything that a keeper vouches for, and what of it differs from the present root."""
    mark, present = repository.mark, repository.root().signed
    typer.echo(f"A root for {mark.name} ({mark.environment.value}), {mark.directory}")
    typer.echo(f"Number {staged.signed.version}; the present one is {present.version}.")
    ends, ended = _day(staged.signed.expires), _day(present.expires)
    typer.echo(f"Good until {ends}; the present one until {ended}.")
    for change in roots.changes(repository, staged):
        was = f", BEFORE {change.before}" if change.before != change.threshold else ""
        typer.echo(f"{change.role}: {change.threshold} of these keys must sign{was}")
        for word, ids in (("same", change.kept), ("NEW", change.added), ("REMOVED", change.gone)):
            for one in ids:
                typer.echo(f"  {word:8} {one}")
    typer.echo(f"Fingerprint:\n  {root_fingerprint(staged)}")


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


@root_app.command("commit")
def commit(folder: Folder) -> None:
    """Make the staged root the newest. Then publish with the keys that it names."""
    roots.commit_root(Repository(folder))
    typer.echo(f"The new root's fingerprint:\n  {Repository(folder).fingerprint}")
