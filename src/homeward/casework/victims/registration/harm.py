"""What losses and compensation claims add to lower rooms."""

from typing import Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases import ports
from homeward.casework.victims.actions import harm_due
from homeward.casework.victims.actions.harm_claims import APPEAL, FILE, SUBJECT
from homeward.casework.victims.due import Due, register_due
from homeward.casework.victims.harm_content import losses
from homeward.casework.victims.harm_sections import harm_section
from homeward.casework.victims.models import CompensationClaim, Loss
from homeward.casework.victims.registration.files import FILE as FILE_NUMBER
from homeward.casework.victims.sections import Section, add_section
from homeward.casework.victims.sharing import register_content
from homeward.casework.victims.words.files import Scope
from homeward.casework.victims.words.harm import ClaimOutcome, ClaimSource, LossKind, Verdict
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.journal.facts import register_facts_of
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import Field, Kind, Said, register_verbs, says

NUMBER = Field("number", "counted within the support file", Kind.WHOLE)


def register() -> None:
    """Fill the ports of lower rooms."""
    _verbs()
    _events()
    _tasks()
    _facts()
    register_caption(SUBJECT, claim_caption)
    register_caption("loss", loss_caption)
    register_due(Due("harm", harm_due.stop, harm_due.again, harm_due.pass_on))
    register_content(Scope.LOSSES, "harm", losses)
    add_section(Section("harm", 60, harm_section))


def claim_caption(claim_id: str) -> str:
    """How a compensation claim is named: by its numbers, never by a name."""
    rows = CompensationClaim.objects.filter(pk=int(claim_id))
    found = rows.values_list("number", "file__number").first()
    words = _("Compensation claim %(number)s of support file %(file)s")
    return "" if found is None else str(words % {"number": found[0], "file": found[1]})


def loss_caption(loss_id: str) -> str:
    """How a loss is named: by its numbers."""
    rows = Loss.objects.filter(pk=int(loss_id))
    found = rows.values_list("number", "file__number").first()
    words = _("Loss %(number)s of support file %(file)s")
    return "" if found is None else str(words % {"number": found[0], "file": found[1]})


def _verbs() -> None:
    def of_claim(label: Any, *fields: Field) -> Said:
        return says(label, FILE_NUMBER, NUMBER, *fields)

    kind = Field("loss", "code of the kind of loss")
    register_verbs(
        {
            "victims.loss_recorded": of_claim(_("recorded a loss"), kind),
            "victims.loss_shown": of_claim(_("named an item that shows a loss")),
            "victims.loss_verified": of_claim(_("verified a loss")),
            "victims.loss_withdrawn": of_claim(_("withdrew a loss")),
            "victims.compensation_made": of_claim(
                _("made a compensation claim"), Field("asked_of", "code: of whom it is asked")
            ),
            "victims.compensation_filed": of_claim(
                _("recorded that a compensation claim was filed")
            ),
            "victims.compensation_limit_set": of_claim(
                _("set the time limit of a compensation claim")
            ),
            "victims.compensation_decided": of_claim(
                _("recorded a decision on a compensation claim"),
                Field("verdict", "code of the decision"),
            ),
            "victims.compensation_paid": of_claim(_("recorded a payment of compensation")),
            "victims.compensation_repaid": of_claim(_("recorded that compensation was paid back")),
            "victims.compensation_closed": of_claim(
                _("closed a compensation claim"), Field("outcome", "code of how it ended")
            ),
            "victims.recovered_entered": says(
                _("entered a confiscation or return for compensation"),
                Field("recovered", "code: confiscation or return"),
            ),
            "victims.recovered_withdrawn": says(
                _("withdrew a confiscation or return that was entered wrongly"),
                Field("recovered", "code: confiscation or return"),
            ),
            "victims.statement_made": says(_("made a statement of losses as PDF"), FILE_NUMBER),
        }
    )


def _events() -> None:
    def loss(params: dict[str, Any]) -> str:
        words = {"kind": LossKind(params["loss"]).label} | _numbers(params)
        return now("Loss %(number)s of support file %(file)s recorded: %(kind)s") % words

    def made(params: dict[str, Any]) -> str:
        words = {"source": ClaimSource(params["asked_of"]).label} | _numbers(params)
        said = now("Compensation claim %(number)s of support file %(file)s made: %(source)s")
        return said % words

    def decided(params: dict[str, Any]) -> str:
        words = {"verdict": Verdict(params["verdict"]).label} | _numbers(params)
        said = now("Compensation claim %(number)s of support file %(file)s decided: %(verdict)s")
        return said % words

    def closed(params: dict[str, Any]) -> str:
        words = {"outcome": ClaimOutcome(params["outcome"]).label} | _numbers(params)
        said = now("Compensation claim %(number)s of support file %(file)s closed: %(outcome)s")
        return said % words

    ports.register_event_kinds(
        {
            "victims.loss_recorded": loss,
            "victims.loss_verified": _("Loss %(number)s of support file %(file)s verified"),
            "victims.loss_withdrawn": _("Loss %(number)s of support file %(file)s withdrawn"),
            "victims.compensation_made": made,
            "victims.compensation_filed": _(
                "Compensation claim %(number)s of support file %(file)s filed"
            ),
            "victims.compensation_decided": decided,
            "victims.compensation_paid": _(
                "Compensation paid: compensation claim %(number)s of support file %(file)s"
            ),
            "victims.compensation_repaid": _(
                "Compensation paid back: compensation claim %(number)s of support file %(file)s"
            ),
            "victims.compensation_closed": closed,
        }
    )


def _numbers(params: dict[str, Any]) -> dict[str, Any]:
    return {"number": params["number"], "file": params["file"]}


def _tasks() -> None:
    register_task_kind(
        TaskKind(
            FILE,
            _("A compensation claim of support file %(file)s is to be filed, %(reference)s"),
            _("File it before its time limit, and record the day"),
        )
    )
    register_task_kind(
        TaskKind(
            APPEAL,
            _("A decision on compensation can be appealed: support file %(file)s, %(reference)s"),
            _("Ask the person and counsel whether to appeal, in time"),
        )
    )


def _facts() -> None:
    file = Field("file", "number of the support file's row", Kind.WHOLE)
    claim = Field("claim", "number of the compensation claim's row", Kind.WHOLE)
    source = Field("source", "code: of whom compensation is asked")
    amount = Field("amount", "in minor units", Kind.WHOLE)
    currency = Field("currency", "ISO 4217 code")
    register_facts_of(
        {
            "victims.loss": (
                file,
                Field("loss", "number of the loss's row", Kind.WHOLE),
                Field("loss_kind", "code of the kind of loss"),
                amount,
                currency,
                Field("borne_by", "code of who bore it"),
                Field("status", "code: recorded, verified or withdrawn"),
            ),
            "victims.compensation": (
                *(file, claim, source),
                Field("stage", "code of where it stands"),
                Field("asked", "in minor units", Kind.WHOLE),
                currency,
            ),
            "victims.compensation_decided": (
                *(file, claim, source),
                Field("verdict", "code of the decision"),
                Field("granted", "in minor units", Kind.WHOLE),
                currency,
            ),
            "victims.compensation_paid": (
                *(file, claim, source, amount, currency),
                Field("back", "the person paid it back to the source", Kind.YES_NO),
            ),
            "victims.compensation_closed": (
                *(file, claim, source),
                Field("outcome", "code of how it ended"),
            ),
        }
    )
