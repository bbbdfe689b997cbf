"""The `homeward` command. A subcommand's module is imported when it is called, and only then.

To add one, add a line to COMMANDS: its name, where its `typer.Typer` is, and a sentence of help.
"""

import errno
import importlib
import sys
from collections.abc import Callable
from typing import Annotated

import typer

import homeward
from homeward.node.errors import NodeError

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("homeward.cli.node:init_app", "Make a node: its home, keys, database and schema."),
    "serve": ("homeward.cli.node:serve_app", "Run a node: web, worker and its database."),
    "doctor": (
        "homeward.cli.node:doctor_app",
        "Say what is wrong with a node and how to mend it.",
    ),
    "migrate": ("homeward.cli.node:migrate_app", "Bring a node's database to the present schema."),
    "directory": ("homeward.cli.admin:directory_app", "Enter States and authorities."),
    "team": ("homeward.cli.admin:team_app", "Add the desks of authorities."),
    "user": ("homeward.cli.admin:user_app", "Add people."),
    "duty": ("homeward.cli.duty:app", "Say who is on duty, let a colleague sign in again."),
    "peer": ("homeward.cli.admin:peer_app", "Exchange cards with other nodes."),
    "trust": (
        "homeward.cli.trust:app",
        "Directories, keys of other nodes, own keys; keep a directory.",
    ),
    "exchange": (
        "homeward.cli.exchange:app",
        "Carry messages on a medium, see what waits, recover after a restore.",
    ),
    "journal": (
        "homeward.cli.journal:app",
        "Verify the journal, take out proofs.",
    ),
    "demo": ("homeward.cli.demo:app", "Play the story on fictional States."),
    "exercise": ("homeward.cli.exercise:app", "Train on a simulated case, on nodes of its own."),
    "trace": ("homeward.cli.trace:app", "Follow a ransom through ledgers."),
    "warm": ("homeward.cli.warm:app", "Compile the tracing kernels once."),
}

# A mistyped name of a file is no fault of the program, nor is a medium that is full or locked.
_OF_FILES = (
    FileNotFoundError,
    FileExistsError,
    IsADirectoryError,
    NotADirectoryError,
    PermissionError,
)
_OF_MEDIA = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)

app = typer.Typer(
    name="homeward",
    help="Bring kidnapped people home, follow the ransom, bring offenders to justice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command of `sys.argv`; a known error is one sentence and exit code 1."""
    try:
        _dispatch(sys.argv[1:])
    except Exception as error:
        if not isinstance(error, _known_errors()) and getattr(error, "errno", 0) not in _OF_MEDIA:
            raise
        sys.stderr.write(f"homeward: {_sentence(error)}\n")
        sys.exit(1)


def _dispatch(arguments: list[str]) -> None:
    """Hand the arguments to the subcommand untouched, or show help, version or the error."""
    name = arguments[0] if arguments else ""
    if name not in COMMANDS:
        app(args=arguments, prog_name="homeward")
        return
    module, _, attribute = COMMANDS[name][0].partition(":")
    try:
        subcommand = getattr(importlib.import_module(module), attribute or "app")
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        sys.stderr.write(f"homeward: the command '{name}' is not part of this installation.\n")
        sys.exit(2)
    subcommand(args=arguments[1:], prog_name=f"homeward {name}")


def _known_errors() -> tuple[type[Exception], ...]:
    """Errors with a sentence for people; those of rooms and wire only once they are loaded."""
    known: list[type[Exception]] = [NodeError, *_OF_FILES]
    if (rooms := sys.modules.get("homeward.foundation.errors")) is not None:
        known.append(rooms.HomewardError)
    if (wire := sys.modules.get("homeward.wire.errors")) is not None:
        known.append(wire.WireError)
    return tuple(known)


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename is not None else ""
        return f"{place}{error.strerror}"
    sentence: Callable[[], str] | None = getattr(error, "sentence", None)
    return str(error) if sentence is None else sentence()  # the libraries' errors are their text


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"homeward {homeward.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Bring kidnapped people home, follow the ransom, bring offenders to justice."""


def _only_named_in_help() -> None:
    """Never runs: `_dispatch` has taken the subcommands before."""


for _name, (_place, _help) in COMMANDS.items():
    app.command(_name, help=_help)(_only_named_in_help)
