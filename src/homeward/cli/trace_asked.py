"""What the subcommands that answer questions share: read, follow, tell."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeward.cli.trace_options import Question

if TYPE_CHECKING:
    from homeward.tracing import Claim, Ledger
    from homeward.tracing.answers.output import Answer
    from homeward.tracing.tracer import Followed


def read_asked(
    question: Question, claims: list[str] | None, rule: str, *others: Path | None
) -> "tuple[Ledger, list[Claim]]":
    """The ledger and the claims; what cannot be done is refused before a long read.

    `others` are files that the command names beside the question's.
    """
    from homeward.cli.trace_work import check_options, parse_claim, read

    wanted = question.wanted(claims, rule)
    check_options(wanted, *others)
    ledger = read(wanted, wanted.ledgers)
    return ledger, [parse_claim(text, [ledger]) for text in claims or ()]


def followed(question: Question, claims: list[str], rule: str) -> "Followed":
    """The claims followed by a rule up to the moment asked for."""
    from homeward.cli.trace_work import moment_of
    from homeward.tracing.tracer import follow

    ledger, placed = read_asked(question, claims, rule)
    at = moment_of(question.at)
    return follow(ledger, placed, rule=rule, at=at, shortfall=question.shortfall)


def facts_of(case: "Followed") -> dict[str, Any]:
    """What every document begins with."""
    return {"rule": case.rule.value, "at": case.at}


def tell_asked(
    question: Question,
    ledger: "Ledger",
    answer: "Answer",
    facts: dict[str, Any],
    case: "Followed | None" = None,
    beside: Callable[[Path], None] | None = None,
) -> None:
    """Print or write the answer; the warnings of its trace go with it, and what `beside` writes."""
    from homeward.cli.trace_answer_output import tell_answer

    warnings = None if case is None else case.trace.warnings
    tell_answer(question, ledger.exponent, answer, facts, warnings, beside)
