"""What the money of a case gives to lower rooms: words, the tab, captions, facts for requests."""

from typing import Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.foundation.web.formats import money_text


def register() -> None:
    """Fill the ports."""
    # The worker knows a job only when its module is loaded.
    from homeward.casework.cases.ports import register_ransom_sequel
    from homeward.casework.proceeds import cross_check, facts
    from homeward.casework.proceeds.actions import deadlines, decisions, traces  # noqa: F401
    from homeward.casework.proceeds.arrivals import runs_registration
    from homeward.casework.proceeds.ransom import ransom_sequel

    _verbs()
    _events()
    _tab_and_captions()
    facts.register()
    cross_check.register()
    _places()
    _task_kind()
    runs_registration()
    register_ransom_sequel("proceeds", ransom_sequel)


def _task_kind() -> None:
    from homeward.casework.proceeds.actions.ending import AWAIT, DECIDE
    from homeward.foundation.duty.ports import TaskKind, register_task_kind

    register_task_kind(
        TaskKind(
            DECIDE,
            _("A hand-over of %(state)s goes beyond the ceiling of %(label)s"),
            _("Accept or refuse it"),
        )
    )
    register_task_kind(
        TaskKind(
            AWAIT,
            _("The run of %(label)s has waited for %(states)s for a day"),
            _("Ask there why nothing comes"),
        )
    )
    register_task_kind(
        TaskKind(
            "proceeds.trace_refused",
            _(
                "A trace of yours was not made: your access to its case had ended before the node"
                " had come to it."
            ),
            _("See who is on duty"),
        )
    )


def _verbs() -> None:
    from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

    register_verbs(
        {
            "proceeds.ledger_uploaded": says(
                _("uploaded a ledger"),
                Field("sha256", "of the file as it came"),
                Field("size", "bytes", Kind.WHOLE),
            ),
            "proceeds.ledger_problems": says(
                _("read a ledger that has problems"),
                Field("payments", "payments that were taken in", Kind.WHOLE),
                Field("rejected", "rows that could not be", Kind.WHOLE),
            ),
            "proceeds.ledger_ready": says(
                _("took a ledger in"),
                Field("payments", "payments that were taken in", Kind.WHOLE),
                Field("rejected", "rows that could not be", Kind.WHOLE),
            ),
            "proceeds.ledger_discarded": says(
                _("discarded a ledger"),
                Field("payments", "payments that were taken in", Kind.WHOLE),
                Field("rejected", "rows that could not be", Kind.WHOLE),
            ),
            "proceeds.ledger_chosen": says(
                _("chose a ledger for runs with other States"),
                Field("payments", "payments that were taken in", Kind.WHOLE),
                Field("rejected", "rows that could not be", Kind.WHOLE),
            ),
            "proceeds.ledger_viewed": _("looked at a ledger"),
            "proceeds.money_viewed": _("looked at the money of the case"),
            "proceeds.claim_viewed": _("looked at a claim"),
            "proceeds.trace_viewed": _("looked at a trace"),
            "proceeds.run_viewed": _("looked at a tracing run"),
            "proceeds.claim_made": says(
                _("claimed a payment"),
                Field("label", "the claim's label"),
                Field("amount", "claimed, in minor units"),
                Field("currency", "ISO 4217 code"),
            ),
            "proceeds.claim_withdrawn": says(
                _("withdrew a claim"),
                Field("label", "the claim's label"),
                Field("amount", "claimed, in minor units"),
                Field("currency", "ISO 4217 code"),
            ),
            "proceeds.trace_asked": says(
                _("asked for a trace"),
                Field("label", "the claim's label"),
                Field("amount", "claimed, in minor units"),
                Field("currency", "ISO 4217 code"),
            ),
            "proceeds.traced": says(
                _("traced the proceeds"),
                Field("label", "the claim's label"),
                Field("amount", "claimed, in minor units"),
                Field("currency", "ISO 4217 code"),
            ),
            "proceeds.trace_failed": says(
                _("could not trace the proceeds"),
                Field("label", "the claim's label"),
                Field("amount", "claimed, in minor units"),
                Field("currency", "ISO 4217 code"),
            ),
            "proceeds.order_made": says(
                _("made an order over property"),
                Field("kind", "code of the kind of order"),
                Field("reference", "the order's reference"),
                Field("amount", "in minor units"),
                Field("currency", "ISO 4217 code"),
            ),
            "proceeds.order_lifted": says(
                _("lifted an order over property"),
                Field("kind", "code of the kind of order"),
                Field("reference", "the order's reference"),
                Field("amount", "in minor units"),
                Field("currency", "ISO 4217 code"),
            ),
            "proceeds.run_started": says(
                _("started a tracing run"), Field("states", "the States asked to take part")
            ),
            "proceeds.run_joined": says(
                _("joined a tracing run"), Field("state", "State concerned")
            ),
            "proceeds.handed_over": says(
                _("handed proceeds over to another State"),
                Field("to", "State that receives"),
                Field("revision", "which revision of the hand-over", Kind.WHOLE),
            ),
            "proceeds.hand_over_received": says(
                _("received proceeds from another State"),
                Field("sender", "State that handed over"),
                Field("revision", "which revision of the hand-over", Kind.WHOLE),
            ),
            "proceeds.hand_over_waits": says(
                _("held proceeds back that go beyond the ceiling"),
                Field("state", "State concerned"),
            ),
            "proceeds.hand_over_accepted": says(
                _("accepted proceeds beyond the ceiling"),
                Field("sender", "State that handed over"),
                Field("proceeds", "what was handed over, in minor units"),
                Field("currency", "ISO 4217 code"),
            ),
            "proceeds.hand_over_refused": says(
                _("refused proceeds beyond the ceiling"),
                Field("sender", "State that handed over"),
                Field("proceeds", "what was handed over, in minor units"),
                Field("currency", "ISO 4217 code"),
            ),
            "proceeds.hand_over_matched": says(
                _("matched a hand-over to a payment"),
                Field("state", "State concerned"),
                Field("reason", "why, in the officer's words"),
                Field("payment", "id of the payment"),
            ),
            "proceeds.hand_over_not_found": says(
                _("found that no payment is the one handed over"),
                Field("state", "State concerned"),
                Field("reason", "why, in the officer's words"),
            ),
            "proceeds.hand_over_viewed": _("looked for the payment of a hand-over"),
            "proceeds.run_finished": says(
                _("finished a tracing run"), Field("rounds", "how many rounds it took")
            ),
            "proceeds.run_awaits": says(
                _("missed another State's part in a tracing run"),
                Field("states", "the States that are awaited"),
            ),
            "proceeds.run_stopped": says(
                _("stopped a tracing run"),
                Field("reason", "why, in the officer's words"),
                Field("state", "State concerned"),
            ),
        }
    )


def _events() -> None:
    from homeward.casework.cases.ports import register_event_kinds, register_event_room

    register_event_room("proceeds", _("Money"))
    register_event_kinds(
        {
            "proceeds.ledger_problems": _("Ledger %(name)s: %(rejected)s rows wait for a decision"),
            "proceeds.ledger_ready": _(
                "Ledger %(name)s was taken in: %(payments)s payments, %(rejected)s rows left out"
            ),
            "proceeds.ledger_discarded": _("Ledger %(name)s was discarded"),
            "proceeds.ledger_chosen": _("Ledger %(name)s was chosen for runs with other States"),
            "proceeds.claim_made": _("Claim %(label)s was made on a payment"),
            "proceeds.claim_withdrawn": _("Claim %(label)s was withdrawn: %(reason)s"),
            "proceeds.trace_asked": _("A trace of claim %(label)s was asked for"),
            "proceeds.traced": _("Claim %(label)s was traced"),
            "proceeds.trace_failed": _("Claim %(label)s could not be traced"),
            "proceeds.order_made": _order_made,
            "proceeds.order_lifted": _("Freezing order %(reference)s was lifted: %(reason)s"),
            "proceeds.run_started": _(
                "A tracing run of claim %(label)s with %(states)s was prepared"
            ),
            "proceeds.run_joined": _("%(state)s takes part in the tracing run of %(label)s"),
            "proceeds.hand_over_waits": _(
                "A hand-over of %(state)s goes beyond the ceiling of %(label)s and waits"
            ),
            "proceeds.hand_over_matched": _(
                "A hand-over of %(state)s was matched to payment %(payment)s: %(reason)s"
            ),
            "proceeds.hand_over_not_found": _(
                "No payment was found for a hand-over of %(state)s: %(reason)s"
            ),
            "proceeds.run_finished": _("The tracing run of claim %(label)s is finished"),
            "proceeds.run_awaits": _("The tracing run of claim %(label)s waits for %(states)s"),
            "proceeds.run_stopped": _("The tracing run of claim %(label)s has stopped"),
        }
    )


def _order_made(params: dict[str, Any]) -> str:
    return now("Freezing order %(reference)s over %(amount)s") % {
        "reference": params["reference"],
        "amount": money_text(int(params["amount"]), str(params["currency"])),
    }


def _tab_and_captions() -> None:
    from homeward.casework.cases.ports import CaseTab, register_tab
    from homeward.casework.proceeds import captions
    from homeward.foundation.access.roles import Compartment
    from homeward.foundation.journal.ports import register_caption

    seen_by = frozenset({Compartment.FINANCE.value})
    register_tab(CaseTab("money", _("Money"), "proceeds:money", seen_by, 50))
    for kind, caption in captions.CAPTIONS.items():
        register_caption(kind, caption)


def _places() -> None:
    """Tracing begins at the claim; what other States ask about the money is worked on this tab."""
    from django.urls import reverse

    from homeward.casework.cases.models import Case
    from homeward.casework.cooperation.models import Request
    from homeward.casework.cooperation.ports import (
        Workplace,
        register_beginning,
        register_workplace,
    )

    def claims(case: Case) -> str:
        return reverse("proceeds:money", args=[case.reference]) + "#claims"

    def money(request: Request, case: Case) -> str:
        return reverse("proceeds:money", args=[case.reference])

    register_beginning("tracing", claims)
    for kind in ("tracing", "freezing"):
        register_workplace(kind, Workplace(_("Money of this case"), money))
