"""What `homeward trace` does: read, trace, tell."""

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from homeward.cli.trace_folder import check_folder
from homeward.cli.trace_options import Wanted
from homeward.cli.trace_output import tell
from homeward.cli.trace_words import counted
from homeward.tracing import (
    Claim,
    ConservationBroken,
    LedgerRejected,
    TracingError,
    federate,
    read_ledger,
    trace,
)
from homeward.tracing.answers.words import visible
from homeward.tracing.errors import (
    ClaimAboveCredit,
    ClaimUnreadable,
    ColumnMissing,
    FileMissing,
    LedgerEmpty,
    OptionUnusable,
)
from homeward.tracing.moments import moment_text, read_moment, to_microseconds
from homeward.tracing.reading.fields import REQUIRED
from homeward.tracing.reading.rejections import Reading
from homeward.tracing.rules import known_rule, known_shortfall
from homeward.tracing.store.manifest import is_store

if TYPE_CHECKING:
    from homeward.tracing import Ledger
    from homeward.tracing.federation.pooled import Round

BAD_INPUT = 2
BROKEN = 3
UNREAD = 128 + 13
"""The exit code of a program whose reader has gone: what a shell makes of SIGPIPE."""
SUBCOMMANDS = (
    *("run", "federate", "paths", "schedule", "backward"),
    *("range", "freezing", "exits", "distribution", "detect", "index", "lake"),
)


def trace_files(wanted: Wanted) -> None:
    """Read the ledgers together, trace, and print or write the result."""
    with errors_told():
        check_options(wanted)
        ledger = read(wanted, wanted.ledgers)
        claims = [parse_claim(text, [ledger]) for text in wanted.claims]
        begun = time.monotonic()
        at = moment_of(wanted.at)
        result = trace(ledger, claims, rule=wanted.rule, at=at, shortfall=wanted.shortfall)
        say(f"Traced {counted(len(claims), 'claim')} by {result.rule} in {since(begun)}.")
        tell(result, ledger.exponent, wanted)


def federate_files(wanted: Wanted, states_file: Path) -> None:
    """Play a run between the States' parts of the ledgers, and print the document of all."""
    from homeward.tracing.federation.pooled import states_from_rows
    from homeward.tracing.reading.accounts import read_account_table

    with errors_told():
        files = [
            Path(file) for _, _, file in (str(p).partition("=") for p in wanted.ledgers) if file
        ]
        check_options(wanted, states_file, *files)
        states = states_from_rows(read_account_table(states_file, "states", ("account", "state")))
        ledgers = _read_parts(wanted, set(states.values()))
        parts = list(ledgers.values()) if isinstance(ledgers, dict) else [ledgers]
        claims = [parse_claim(text, parts) for text in wanted.claims]
        at = moment_of(wanted.at)
        result = federate(
            ledgers,
            states,
            claims,
            rule=wanted.rule,
            at=at,
            shortfall=wanted.shortfall,
            on_round=_say_round,
        )
        tell(result.merged, parts[0].exponent, wanted)


@contextmanager
def errors_told() -> Iterator[None]:
    """Known errors become sentences on standard error, and an exit code.

    What is printed is flushed, so that a full disk is an error and not lost on the way out, and so
    is an output that is closed. Where nobody reads on, the command ends without a word.
    """
    _hold_output()
    try:
        yield
        sys.stdout.flush()
    except LedgerRejected as error:
        for rejection in error.rejections:
            say(rejection.sentence())
        say(error.message)
        raise typer.Exit(BAD_INPUT) from error
    except ConservationBroken as error:
        say(error.message)
        raise typer.Exit(BROKEN) from error
    except TracingError as error:
        for rejection in error.rejections if isinstance(error, LedgerEmpty) else ():
            say(rejection.sentence())
        say(error.message)
        if isinstance(error, ColumnMissing):
            needed = ", ".join(REQUIRED)
            say(f"For each field: --map FIELD=COLUMN. A ledger needs the fields {needed}.")
        if isinstance(error, ClaimAboveCredit):
            say("Amounts of claims are in minor units.")
        if isinstance(error, FileMissing) and not Path(error.params["file"]).suffix:
            say(f"The subcommands are {', '.join(SUBCOMMANDS)}; any other first word is a ledger.")
        raise typer.Exit(BAD_INPUT) from error
    except BrokenPipeError as error:  # whoever read the answer has stopped reading
        _drop_output()
        raise typer.Exit(UNREAD) from error
    except OSError as error:
        _drop_output()
        place = f" {error.filename}" if error.filename else ""
        say(f"The file or output{place} could not be read or written: {error.strerror or error}.")
        raise typer.Exit(BAD_INPUT) from error


def _hold_output() -> None:
    """Where standard output is closed: one that nothing can be written to, as for any program.

    Else the next file that is opened would be it, and an answer be lost without an error.
    """
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")


def _drop_output() -> None:
    """What could not be printed is dropped: Python would try again on its way out, and fail."""
    with suppress(OSError, ValueError):  # where standard output is no file there is nothing to do
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def moment_of(text: str | None) -> datetime | None:
    """The moment of `--at`, None for the end."""
    return None if text is None else read_moment(text)


def say(line: str) -> None:
    """A line for people, on standard error."""
    typer.echo(visible(line), err=True)


def since(begun: float) -> str:
    """Seconds since a moment of the monotonic clock."""
    return f"{time.monotonic() - begun:.1f} s"


def _say_round(each: "Round") -> None:
    changed = ", ".join(f"{state} {number}" for state, number in each.changed.items() if number)
    if each.outcome.frontier is None:
        say(f"Round {each.outcome.round}: nothing changed; every hand-over is final.")
        return
    frontier = moment_text(to_microseconds(each.outcome.frontier))
    say(f"Round {each.outcome.round}: hand-overs changed: {changed}; final before {frontier}.")


def check_options(wanted: Wanted, *others: Path | None) -> None:
    """Refuse what cannot be done before a long read, not after it.

    `others` are files that the command names beside what is wanted.
    """
    known_rule(wanted.rule)
    known_shortfall(wanted.shortfall)
    moment_of(wanted.at)
    if wanted.as_json and wanted.out is not None:
        raise OptionUnusable(option="--json", value="with --out", allowed="one of the two")
    if wanted.out is not None:
        named = [each for each in (wanted.openings, wanted.exits, *others) if each is not None]
        check_folder("--out", wanted.out, [*wanted.ledgers, *named])


def refuse_accepting(ledgers: list[Path], *, is_accepting: bool) -> None:
    """A stored ledger has no rows to refuse any more; raises `OptionUnusable`."""
    stored = [path for path in ledgers if is_store(path)]
    if is_accepting and stored:
        allowed = "left out: which rows count was settled when the ledger was stored"
        value = f"with the stored ledger {stored[0]}"
        raise OptionUnusable(option="--accept-rejected", value=value, allowed=allowed)


def read(wanted: Wanted, paths: list[Path]) -> "Ledger":
    """Read files together as one ledger; what was left out or rounded is listed."""
    refuse_accepting(paths, is_accepting=wanted.accept_rejected)
    begun = time.monotonic()
    reading = read_ledger(
        paths,
        mapping=mapping_of(wanted.mapping),
        zone=wanted.zone,
        exponent=wanted.exponent,
        round_amounts=wanted.rounding,
        split_currencies=wanted.split_currencies,
        reversals=wanted.reversals,
        openings=wanted.openings,
        exits=wanted.exits,
        accept_rejected=wanted.accept_rejected,
        in_sequence=wanted.in_sequence,
    )
    ledger = reading.ledger
    accounts = counted(len(ledger.account_ids), "account")
    say(f"Read {counted(len(ledger), 'payment')} between {accounts} in {since(begun)}.")
    say_reading(reading)
    return ledger


def say_reading(reading: Reading) -> None:
    """What was left out or rounded is listed, never only counted."""
    for rejection in reading.rejections:
        say(f"Left out: {rejection.sentence()}")
    for each in reading.rounded:
        say(f"Rounded: row {each.row} of {each.file}, {each.field} {each.given} to {each.taken}.")


def _read_parts(wanted: Wanted, states: set[str]) -> "Ledger | dict[str, Ledger]":
    """One pooled ledger, or a ledger per State where the files are given as STATE=FILE."""
    parts: dict[str, list[Path]] = {}
    for path in wanted.ledgers:
        state, is_marked, file = str(path).partition("=")
        if not is_marked or (state not in states and path.exists()):
            return read(wanted, wanted.ledgers)
        if state not in states:
            allowed = f"STATE=FILE with a State of the list of States: {', '.join(sorted(states))}"
            raise OptionUnusable(option="LEDGER", value=path, allowed=allowed)
        parts.setdefault(state, []).append(Path(file))
    return {state: read(wanted, paths) for state, paths in parts.items()}


def mapping_of(pairs: list[str]) -> dict[str, str]:
    """The mapping of FIELD=COLUMN options."""
    found = {}
    for pair in pairs:
        name, is_pair, column = pair.partition("=")
        if not is_pair or not column:
            raise OptionUnusable(option="--map", value=pair, allowed="FIELD=COLUMN")
        found[name] = column
    return found


_CLAIM = re.compile(r"(?P<payment>.+?)(?:=(?P<amount>-?\d+))?(?::(?P<label>.+))?")


def parse_claim(text: str, ledgers: "list[Ledger]") -> Claim:
    """Read PAYMENT[=AMOUNT][:LABEL]. Ids may hold colons and equal signs: the longest id that the
    ledgers know is the payment."""
    for end in range(len(text), 0, -1):
        rest = re.fullmatch(r"(?:=(-?\d+))?(?::(.+))?", text[end:])
        if rest and any(ledger.find(text[:end]) is not None for ledger in ledgers):
            return Claim(text[:end], int(rest[1]) if rest[1] else None, rest[2])
    parts = _CLAIM.fullmatch(text)
    names_payment = any(
        text[end] in "=:" and any(ledger.find(text[:end]) is not None for ledger in ledgers)
        for end in range(1, len(text))
    )
    if parts is None or names_payment or re.search(r"=(?!-?\d)", text):
        raise ClaimUnreadable(claim=text)
    amount = parts["amount"]
    return Claim(parts["payment"], int(amount) if amount else None, parts["label"])
