"""`homeward trace freezing|exits|distribution`: what to freeze, what left for good, and who is paid
from a short pool.

Reference: `docs/reference/trace-command.md`. Exit codes: 0; 2 bad input; 3 conservation broken.
"""

from typing import Annotated

import typer

from homeward.cli.trace_asked import facts_of, followed, tell_asked
from homeward.cli.trace_options import AccountCurrency, Claims, Question, RuleName, asking

ListedShare = Annotated[
    float | None,
    typer.Option(
        "--share",
        metavar="SHARE",
        help="List the largest accounts that hold this share; 0.9 under pro-rata, else all.",
    ),
]
PoolAccounts = Annotated[
    list[str],
    typer.Option("--account", metavar="ACCOUNT", help="An account of the pool. May be repeated."),
]
MethodName = Annotated[
    str,
    typer.Option(
        "--method",
        metavar="rolling|capped|pari-passu",
        help="As traced; up to the lowest balance since each deposit; by contributions.",
    ),
]
RollingRule = Annotated[
    str | None,
    typer.Option("--rule", metavar="RULE", help="For rolling: what leaves first."),
]


@asking
def freezing(question: Question, claim: Claims, rule: RuleName, share: ListedShare = None) -> None:
    """Rank the accounts that hold proceeds by amount, and by how fast it leaves them."""
    from homeward.cli.trace_work import errors_told
    from homeward.tracing.answers.freezing import freezing_list
    from homeward.tracing.errors import OptionUnusable

    with errors_told():
        if share is not None and not 0 < share <= 1:
            raise OptionUnusable(option="--share", value=share, allowed="above 0, up to 1")
        case = followed(question, claim, rule)
        found = freezing_list(case, share=share)
        tell_asked(question, case.lines.ledger, found, facts_of(case), case)


@asking
def exits(question: Question, claim: Claims, rule: RuleName) -> None:
    """Show which exit accounts swallowed proceeds, and whose payments lost them in fees."""
    from homeward.cli.trace_work import errors_told
    from homeward.tracing.answers.leaving import exits_and_fees

    with errors_told():
        case = followed(question, claim, rule)
        found = exits_and_fees(case)
        tell_asked(question, case.lines.ledger, found, facts_of(case), case)


@asking
def distribution(
    question: Question,
    claim: Claims,
    account: PoolAccounts,
    method: MethodName,
    rule: RollingRule = None,
    currency: AccountCurrency = None,
) -> None:
    """Share out what an account, or accounts declared one pool, hold; --rule is for rolling."""
    from homeward.cli.trace_work import errors_told
    from homeward.tracing.answers.distribution import Method, distribute, known_method
    from homeward.tracing.errors import OptionUnusable
    from homeward.tracing.rules import AVAILABLE

    with errors_told():
        known = known_method(method)
        given = "none" if rule is None and known is Method.ROLLING else rule
        if given is not None and given not in AVAILABLE:
            allowed = f"{', '.join(AVAILABLE)}: rolling is as traced"
            raise OptionUnusable(option="--rule", value=given, allowed=allowed)
        # the other methods go by balances and claims alone, whatever the rule
        case = followed(question, claim, (known is Method.ROLLING and rule) or "pro-rata")
        found = distribute(case, account, method, currency=currency)
        facts = {"rule": found.rule, "at": found.at}
        tell_asked(question, case.lines.ledger, found, facts, case)
