"""`homeward trace paths|schedule|backward|range`: questions about a trace.

Reference: `docs/reference/trace-command.md`. Exit codes: 0; 2 bad input; 3 conservation broken.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from homeward.cli.trace_asked import facts_of, followed, read_asked, tell_asked
from homeward.cli.trace_options import (
    AccountCurrency,
    AccountName,
    Claims,
    NeededAccount,
    PaymentId,
    Question,
    RuleName,
    asking,
)

if TYPE_CHECKING:
    from homeward.tracing.answers.schedule import Schedule

Labels = Annotated[
    list[str] | None,
    typer.Option("--label", metavar="LABEL", help="Only this claim's paths. May be repeated."),
]
Share = Annotated[
    float,
    typer.Option("--share", metavar="SHARE", help="List paths until they make up this share."),
]
Most = Annotated[int, typer.Option("--most", metavar="N", help="List no more than N paths.")]
SomeClaims = Annotated[
    list[str] | None,
    typer.Option(
        "--claim",
        metavar="PAYMENT[=AMOUNT][:LABEL]",
        help="What is claimed, to be named as an origin. May be repeated.",
    ),
]
LotRule = Annotated[
    str, typer.Option("--rule", metavar="RULE", help="fifo or lifo; others have no way back.")
]
ProvedFile = Annotated[
    Path | None,
    typer.Option(
        "--proved",
        metavar="FILE",
        help="CSV debit,credit: debts that a person declares proved to be paid by a later credit.",
    ),
]
WaysShare = Annotated[
    float,
    typer.Option("--share", metavar="SHARE", help="List ways until they make up this share."),
]
MostWays = Annotated[
    int, typer.Option("--most", metavar="N", help="List no more than N ways; 0 for none.")
]


@asking
def paths(
    question: Question,
    claim: Claims,
    rule: RuleName,
    account: AccountName = None,
    currency: AccountCurrency = None,
    payment: PaymentId = None,
    label: Labels = None,
    share: Share = 0.9,
    most: Most = 100,
) -> None:
    """Show the ways of the claims to an account's balance, or to a payment, the largest first."""
    from homeward.cli.trace_work import errors_told
    from homeward.tracing.answers.paths import paths as find
    from homeward.tracing.errors import OptionUnusable

    with errors_told():
        if not 0 < share <= 1:
            raise OptionUnusable(option="--share", value=share, allowed="above 0, up to 1")
        if most < 1:
            raise OptionUnusable(option="--most", value=most, allowed="a number from 1")
        case = followed(question, claim, rule)
        found = find(
            case,
            account=account,
            currency=currency,
            payment=payment,
            labels=label,
            share=share,
            most=most,
        )
        tell_asked(question, case.lines.ledger, found, facts_of(case), case)


@asking
def schedule(
    question: Question,
    claim: Claims,
    rule: RuleName,
    account: NeededAccount,
    currency: AccountCurrency = None,
) -> None:
    """Show an account line by line, as an expert recomputes it; --out writes XLSX and PDF too."""
    from homeward.cli.trace_folder import PRINTED, WORKBOOK
    from homeward.cli.trace_work import errors_told
    from homeward.tracing.answers.schedule import schedule as draw
    from homeward.tracing.answers.workbook import write_workbook

    with errors_told():
        case = followed(question, claim, rule)
        found = draw(case, account, currency)
        facts = facts_of(case) | {"account": found.account, "currency": found.currency}
        exponent = case.lines.ledger.exponent

        def beside(folder: Path) -> None:
            write_workbook(found, folder / WORKBOOK)
            _print_schedule(found, folder / PRINTED, exponent)

        tell_asked(question, case.lines.ledger, found, facts, case, beside)


@asking
def backward(
    question: Question,
    account: AccountName = None,
    currency: AccountCurrency = None,
    payment: PaymentId = None,
    claim: SomeClaims = None,
    rule: LotRule = "fifo",
    proved: ProvedFile = None,
    share: WaysShare = 0.9,
    most: MostWays = 20,
) -> None:
    """Show where the balance of an account, or the money of a payment, came from."""
    from homeward.cli.trace_work import errors_told, moment_of
    from homeward.tracing.answers.backward import backward as walk
    from homeward.tracing.answers.proved import read_proved
    from homeward.tracing.errors import OptionUnusable

    with errors_told():
        if not 0 < share <= 1:
            raise OptionUnusable(option="--share", value=share, allowed="above 0, up to 1")
        if most < 0:
            raise OptionUnusable(option="--most", value=most, allowed="a number from 0")
        ledger, claims = read_asked(question, claim, rule, proved)
        found = walk(
            ledger,
            account=account,
            currency=currency,
            payment=payment,
            rule=rule,
            at=moment_of(question.at),
            shortfall=question.shortfall,
            claims=claims,
            proved=() if proved is None else read_proved(proved),
            most=most,
            share=share,
        )
        facts: dict[str, Any] = {"rule": found.rule.value, "at": found.at}
        facts |= {"account": account, "payment": payment}
        tell_asked(question, ledger, found, facts)


@asking
def range_of_rules(question: Question, claim: Claims) -> None:
    """Show the least and the most that every rule gives for the same claims."""
    from homeward.cli.trace_work import errors_told, moment_of
    from homeward.tracing.answers.spread import range_over_rules

    with errors_told():
        ledger, claims = read_asked(question, claim, "fifo")
        at = moment_of(question.at)
        found = range_over_rules(ledger, claims, at=at, shortfall=question.shortfall)
        tell_asked(question, ledger, found, {"at": found.at})


def _print_schedule(found: "Schedule", path: Path, exponent: int | None) -> None:
    """The printed document; where it cannot be made the answer stands without it."""
    from homeward.cli.trace_work import say
    from homeward.tracing.answers.errors import ScheduleTooLong, SignsNotPrintable
    from homeward.tracing.answers.printed import write_pdf

    try:
        write_pdf(found, path, exponent=exponent)
    except (ScheduleTooLong, SignsNotPrintable) as problem:
        say(f"{path.name} was not written. {problem.message}")
