"""`homeward journal verify | export | prove | heads`."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from homeward.cli.django_app import opened_node
from homeward.cli.node import Home

if TYPE_CHECKING:
    from homeward.foundation.guard.actor import Actor
    from homeward.foundation.journal.evidence import Choice
    from homeward.foundation.journal.verification import Finding, KeptHead

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)

Person = Annotated[
    str,
    typer.Option("--as", help="Sign-in name of the person who takes it; asks the password."),
]


@app.callback()
def _journal() -> None:
    """The verifiable record of who did and saw what."""


@app.command("verify")
def verify(
    head: Annotated[
        list[Path] | None,
        typer.Option(help="A signed head (JWS) that was kept elsewhere; repeat for several."),
    ] = None,
    home: Home = None,
) -> None:
    """Recompute the whole journal; exit 1 and name the first entry removed or rewritten.

    Heads that peers countersigned are compared too, and those given with --head.
    """
    with opened_node(home):
        finding = _verified([_kept(file) for file in head or []])
    if finding.sound:
        typer.echo(f"The journal is sound: {finding.entries} entries, every head signed.")
        return
    typer.echo(f"The journal was tampered with at place {finding.position}: {finding.reason}.")
    raise typer.Exit(1)


def _verified(given: "list[KeptHead]") -> "Finding":
    from django.db import IntegrityError

    from homeward.foundation.guard.context import opened
    from homeward.foundation.journal.errors import DamagedTree
    from homeward.foundation.journal.sequencer import place_all
    from homeward.foundation.journal.verification import VERIFIER, verify_journal
    from homeward.foundation.witness.queries import kept_heads

    try:
        place_all()
    except (DamagedTree, IntegrityError):  # a hash or head is missing, or stands where none may
        typer.echo("The entries that wait cannot be placed in the tree. Checking all the same.")
    with opened(VERIFIER):
        kept = kept_heads()
    return verify_journal(kept=[*kept, *given], progress=_shown, keep=True)


def _shown(done: int, total: int) -> None:
    """One line that counts up, where somebody looks at it."""
    if sys.stderr.isatty() and total:
        end = "\n" if done == total else ""
        sys.stderr.write(f"\rverifying: {done:,} of {total:,} entries{end}")
        sys.stderr.flush()


def _kept(file: Path) -> "KeptHead":
    """A head in a file, once this node's own signature holds."""
    from datetime import UTC, datetime

    from django.conf import settings

    from homeward.foundation.journal.verification import KeptHead
    from homeward.foundation.vault.node_keys import every_own_public_key
    from homeward.wire.errors import WireError
    from homeward.wire.header import Environment
    from homeward.wire.tree_head import verify_tree_head

    try:
        said = verify_tree_head(
            file.read_bytes().strip(),
            keys=every_own_public_key(),
            environment=Environment(settings.HOMEWARD_ENVIRONMENT),
            state=settings.HOMEWARD_STATE,
            now=datetime.now(UTC),
        )
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}") from None
    except WireError as error:
        raise typer.BadParameter(f"{file} is no head of this node: {error}") from None
    return KeptHead(said.size, said.root, file.name)


@app.command("export")
def export(
    to: Annotated[Path, typer.Argument(help="A new folder, or a new file that ends in .zip.")],
    person: Person,
    case: Annotated[str | None, typer.Option(help="The reference of a case.")] = None,
    message: Annotated[UUID | None, typer.Option(help="The id of a message.")] = None,
    record: Annotated[
        str | None, typer.Option(help="A record as kind:id, such as ledger:3, as the journal does.")
    ] = None,
    home: Home = None,
) -> None:
    """Take entries out with everything that proves them, checkable without Homeward.

    Only what the person may read is taken, and the journal says that it was.
    """
    with _as_person(home, person) as actor:
        from homeward.foundation.journal.bundle import write
        from homeward.foundation.journal.evidence import gather

        evidence = gather(_choice(case, message, record), actor=actor)
        write(evidence, to)
    witnesses = ", ".join(witness.state for witness in evidence.witnesses) or "nobody yet"
    typer.echo(f"{len(evidence.entries)} entries are in {to}, countersigned by: {witnesses}.")
    typer.echo("To check them without Homeward: sh verify.sh (see README.txt there).")


@app.command("prove")
def prove(
    entry: Annotated[UUID, typer.Argument(help="The id of an entry.")],
    person: Person,
    home: Home = None,
) -> None:
    """Print one entry with its proof as JSON: entry, salt, path, signed head."""
    with _as_person(home, person) as actor:
        from homeward.foundation.journal.bundle import proof
        from homeward.foundation.journal.evidence import Choice, gather

        evidence = gather(Choice(entry=entry), actor=actor)
    (proved,) = evidence.entries
    shown = {
        "entry": json.loads(proved.canonical),
        "salt": proved.salt.hex(),
        **proof(proved),
        "root": evidence.root.hex(),
        "head": evidence.head.decode("ascii"),
        "countersigned_by": [witness.state for witness in evidence.witnesses],
    }
    typer.echo(json.dumps(shown, indent=1, ensure_ascii=False))


@app.command("heads")
def heads(
    to: Annotated[Path, typer.Argument(help="A new folder.")],
    state: Annotated[str, typer.Option("--of", help="The State whose journal it is, such as XA.")],
    home: Home = None,
) -> None:
    """Write what this node keeps of another State's journal into files, to be given out.

    The last head that this node countersigned, and both statements of every alarm.
    """
    with opened_node(home):
        from homeward.foundation.guard.context import opened
        from homeward.foundation.journal.verification import VERIFIER
        from homeward.foundation.witness.handing_out import write_statements

        with opened(VERIFIER):
            names = write_statements(state, to)
    typer.echo(f"{', '.join(names)} are in {to}.")
    typer.echo(
        f"The node of {state} compares its journal with: homeward journal verify --head FILE"
    )


def _choice(case: str | None, message: UUID | None, record: str | None) -> "Choice":
    from homeward.foundation.journal.evidence import Choice
    from homeward.foundation.journal.forms import CASE_NUMBER

    subject: tuple[str, str] | None = None
    if message is not None and record is not None:
        raise typer.BadParameter("name a message or a record, not both")
    if message is not None:
        subject = ("message", str(message))
    if record is not None:
        kind, colon, identifier = record.partition(":")
        if not (kind and colon and identifier):
            raise typer.BadParameter("a record is written as kind:id, such as ledger:3")
        subject = (kind, identifier)
    number = CASE_NUMBER.search(case) if case else None
    if case and number is None:
        raise typer.BadParameter("a case is named by its reference, such as XA-2026-000123")
    if number is None and subject is None:
        raise typer.BadParameter("name a case, a message or a record")
    return Choice(case_id=int(number[1]) if number else None, subject=subject)


@contextmanager
def _as_person(home: str | None, name: str) -> "Iterator[Actor]":
    """The person's own actor after the password: nobody takes evidence in another's name."""
    if sys.stdin.isatty():
        password = typer.prompt(f"Password of {name}", hide_input=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    with opened_node(home):
        from homeward.foundation.access.models import User
        from homeward.foundation.access.signin import known_person
        from homeward.foundation.guard.actor import ANONYMOUS
        from homeward.foundation.guard.context import opened
        from homeward.foundation.journal.actions import record

        found: User | None = known_person(name)
        if found is None or not found.is_active or not found.check_password(password):
            with opened(ANONYMOUS):
                subject = ("user", found.pk) if found else ("", "")
                record("access.sign_in_failed", actor=ANONYMOUS, subject=subject, factor="password")
            raise typer.BadParameter("the name or the password is wrong")
        yield found.actor
