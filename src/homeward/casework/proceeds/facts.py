"""First drafts that the money of a case gives to requests and to answers.

`context` names the run (`run`) and, for a freezing request, the other State (`state`). Amounts are
written as requests keep them, dates as ISO 8601. Before a run is finished nothing that it found is
a fact.
"""

from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.amounts import written
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.ports import register_answer_facts, register_facts
from homeward.casework.proceeds.conservation import line_sentence, totals_of
from homeward.casework.proceeds.models import Order, OrderStatus, Run, RunState
from homeward.casework.proceeds.queries import other_ledgers
from homeward.foundation.access.models import User
from homeward.foundation.authorities.models import Authority
from homeward.foundation.web.formats import day_text, money_text

Context = dict[str, str]
NOT_FOUND = gettext_lazy("The tracing run found no proceeds here.")


def register() -> None:
    """Fill the sources that the kinds of cooperation name."""
    for source, facts in {
        "rule": lambda v, case, c: _of_run(case, c, "rule"),
        "label": lambda v, case, c: _of_run(case, c, "label"),
        "run": lambda v, case, c: str(run.pk) if (run := _finished(case, c)) else "",
        "states": _states,
        "ceiling": _ceiling,
        "period_from": lambda v, case, c: _day(case, c, "period_from"),
        "period_to": lambda v, case, c: _day(case, c, "period_to"),
        "tracing_actions": _tracing_actions,
        "freezing_actions": _freezing_actions,
        "amount": _amount,
    }.items():
        register_facts(source, facts)
    for source, answer in {
        "findings": _findings,
        "order_authority": lambda v, request: _of_orders(request, "authority"),
        "order_reference": lambda v, request: _of_orders(request, "reference"),
        "order_amount": _order_amount,
        "order_from": lambda v, request: _order_day(request, "valid_from", earliest=True),
        "order_to": lambda v, request: _order_day(request, "valid_to", earliest=False),
    }.items():
        register_answer_facts(source, answer)


def _run(case: Case | None, context: Context) -> Run | None:
    run = context.get("run", "")
    try:
        number = UUID(run)
    except ValueError:
        return None
    return Run.objects.filter(pk=number, case=case).first()


def _finished(case: Case | None, context: Context) -> Run | None:
    run = _run(case, context)
    return run if run is not None and run.state == RunState.FINISHED else None


def _of_run(case: Case, context: Context, field: str) -> str:
    run = _run(case, context)
    return str(getattr(run, field)) if run else ""


def _states(viewer: User, case: Case, context: Context) -> str:
    run = _run(case, context)
    return ", ".join(run.parties.order_by("state").values_list("state", flat=True)) if run else ""


def _day(case: Case, context: Context, field: str) -> str:
    run = _run(case, context)
    return getattr(run, field).date().isoformat() if run else ""


def _ceiling(viewer: User, case: Case, context: Context) -> str:
    run = _run(case, context)
    return written(run.ceiling, run.currency) if run else ""


def _tracing_actions(viewer: User, case: Case, context: Context) -> str:
    run = _run(case, context)
    if run is None:
        return ""
    return _(
        "Identify and trace the proceeds that reached your State, up to %(amount)s, from"
        " %(first)s to %(last)s, and report their totals. No account leaves your State."
    ) % {
        "amount": money_text(run.ceiling, run.currency),
        "first": day_text(run.period_from),
        "last": day_text(run.period_to),
    }


def held_in(run: Run, state: str) -> int:
    """Minor units of the run's claim that a State reported as held, in the run's currency.

    Nothing before the run is finished: until then every amount may still change.
    """
    if run.state != RunState.FINISHED:
        return 0
    party = run.parties.filter(state=state).first()
    if party is None:
        return 0
    return sum(t["held"] for t in totals_of(party) if t["currency"] == run.currency)


def _freezing_actions(viewer: User, case: Case, context: Context) -> str:
    run = _finished(case, context)
    if run is None or not held_in(run, context.get("state", "")):
        return ""
    return _(
        "Freeze the proceeds of the ransom, %(amount)s in total, that your node found in accounts"
        " of your State in the tracing run of the claim %(label)s."
    ) % {
        "amount": money_text(held_in(run, context["state"]), run.currency),
        "label": run.label,
    }


def _amount(viewer: User, case: Case, context: Context) -> str:
    run = _finished(case, context)
    held = held_in(run, context.get("state", "")) if run else 0
    return written(held, run.currency) if run and held else ""


def _findings(viewer: User, request: Request) -> str:
    run = Run.objects.filter(pk=request.run_id).first() if request.run_id else None
    party = run.parties.filter(state=settings.HOMEWARD_STATE).first() if run else None
    if run is None or party is None or run.state != RunState.FINISHED:
        return ""
    sentences = [line_sentence(totals) for totals in totals_of(party)] or [str(NOT_FOUND)]
    return " ".join([*sentences, _what_was_read(run)])


def _what_was_read(run: Run) -> str:
    """From when to when the ledger goes, and how many others were not read; never its name."""
    ledger, others = run.ledger, len(other_ledgers(run.ledger))
    read = _("Read was one ledger of %(payments)s payments, from %(first)s to %(last)s.") % {
        "payments": ledger.payments,
        "first": day_text(ledger.first_at) if ledger.first_at else "–",
        "last": day_text(ledger.last_at) if ledger.last_at else "–",
    }
    if not others:
        return read
    left = ngettext(
        "%(count)s other ledger of the case was not read.",
        "%(count)s other ledgers of the case were not read.",
        others,
    ) % {"count": others}
    return f"{read} {left}"


def _orders(request: Request) -> list[Order]:
    return list(
        Order.objects.filter(request_id=request.pk, status=OrderStatus.IN_FORCE).order_by("pk")
    )


def _of_orders(request: Request, field: str) -> str:
    values = dict.fromkeys(str(getattr(order, field)) for order in _orders(request))
    names = dict(Authority.objects.filter(pk__in=values).values_list("code", "name"))
    return ", ".join(str(names.get(value, value)) for value in values)


def _order_amount(viewer: User, request: Request) -> str:
    orders = _orders(request)
    currencies = {order.currency for order in orders}
    if len(currencies) != 1:
        return ""
    return written(sum(order.amount for order in orders), currencies.pop())


def _order_day(request: Request, field: str, *, earliest: bool) -> str:
    days = sorted(getattr(order, field) for order in _orders(request))
    if not days:
        return ""
    return str((days[0] if earliest else days[-1]).isoformat())
