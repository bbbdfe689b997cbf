"""Ledgers, claims, traces, federated runs with their hand-overs, and orders.

Amounts are integers in minor units of the currency beside them.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.models import Case, Ransom


class InFinance(models.Model):
    """Anything of the money tab: it belongs to the finance compartment of its case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    compartment = models.CharField(max_length=20, default="finance", editable=False)

    class Meta:
        abstract = True


class LedgerStatus(models.TextChoices):
    """Whether a file became a ledger."""

    PROBLEMS = "problems", pgettext_lazy("ledger", "Waits for your decision")
    READY = "ready", pgettext_lazy("ledger", "Ready")
    DISCARDED = "discarded", pgettext_lazy("ledger", "Discarded")


class Ledger(InFinance):
    """Payments from one source. The file as it came and the payments as read are two blobs."""

    name = models.CharField(max_length=200)
    file_blob = models.UUIDField()
    payments_blob = models.UUIDField(null=True)
    mapping = models.JSONField(default=dict)
    zone = models.CharField(max_length=60)
    exponent = models.PositiveSmallIntegerField(null=True)
    options = models.JSONField(default=dict, help_text="how rows were read, where not as usual")
    status = models.CharField(max_length=10, choices=LedgerStatus.choices)
    payments = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    rejections = models.JSONField(default=list, help_text="the first thousand, as codes and facts")
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    uploaded_by = models.BigIntegerField()
    uploaded_at = models.DateTimeField(auto_now_add=True)
    chosen_at = models.DateTimeField(null=True, help_text="for this State's part in runs")

    def __str__(self) -> str:
        return self.name


class Claim(InFinance):
    """The ransom money that is followed: an amount of what one payment of a ledger credits."""

    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT)
    payment = models.CharField(max_length=200)
    label = models.CharField(max_length=60, unique=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=10)
    ransom = models.ForeignKey(Ransom, on_delete=models.PROTECT, null=True)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    sending = models.UUIDField(null=True, unique=True, help_text="of the form, as an order's")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)


class RunState(models.TextChoices):
    """Where a federated run stands."""

    GATHERING = "gathering", pgettext_lazy("run", "Waits for the other States")
    RUNNING = "running", pgettext_lazy("run", "Running")
    FINISHED = "finished", pgettext_lazy("run", "Finished")
    STOPPED = "stopped", pgettext_lazy("run", "Stopped")


class Run(InFinance):
    """A tracing over several States, agreed by their nodes: one rule, one label, one scope."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    initiator = models.CharField(max_length=2)
    rule = models.CharField(max_length=20)
    label = models.CharField(max_length=60)
    currency = models.CharField(max_length=10)
    ceiling = models.BigIntegerField()
    period_from = models.DateTimeField()
    period_to = models.DateTimeField()
    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True)
    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.GATHERING)
    round = models.PositiveIntegerField(default=0)
    done_round = models.PositiveIntegerField(default=0)
    frontier = models.DateTimeField(null=True)
    expected = models.JSONField(default=dict, help_text="hand-overs each State sent us so far")
    unmatched = models.JSONField(default=dict, help_text="what we handed and a State does not find")
    stopped_because = models.CharField(max_length=60, blank=True)
    stopped_by = models.CharField(max_length=2, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sending = models.UUIDField(null=True, unique=True, help_text="of the form, as an order's")
    finished_at = models.DateTimeField(null=True)


class Party(models.Model):
    """A State in a run, its own included; reports are totals per claim, never accounts."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="parties")
    state = models.CharField(max_length=2)
    joined_at = models.DateTimeField(null=True)
    reported_round = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "state"], name="proceeds_party_once")]


class Standing(models.TextChoices):
    """Whether a hand-over is computed with: one beyond the ceiling waits for an officer."""

    FLOWS = "flows", pgettext_lazy("hand-over", "Within the ceiling")
    WAITING = "waiting", pgettext_lazy("hand-over", "Waits for an officer")
    ACCEPTED = "accepted", pgettext_lazy("hand-over", "Accepted by an officer")
    REFUSED = "refused", pgettext_lazy("hand-over", "Refused by an officer")


class Match(InFinance):
    """What an officer found out about a hand-over that its reference matches to no payment.

    Decisions are only added: the latest on a ledger, sender and reference holds, in every run over
    that ledger in which the same payment is handed over. Without a payment, none of them is it.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="matches")
    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT)
    sender = models.CharField(max_length=2)
    reference = models.CharField(max_length=140)
    at = models.DateTimeField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=10)
    payment = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)


class HandOver(models.Model):
    """The tainted outflow of one payment to another State: stretches of it, nothing else.

    A later revision replaces the earlier one; one without stretches takes it back. One that goes
    out without a message was not sent: it is named on the run's page, and an officer decides.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="hand_overs")
    is_outgoing = models.BooleanField()
    peer = models.CharField(max_length=2)
    reference = models.CharField(max_length=140)
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=10)
    stretches = models.JSONField(default=list)
    is_final = models.BooleanField(default=False)
    message_id = models.UUIDField(null=True)
    round = models.PositiveIntegerField(default=0, help_text="in which the sender computed it")
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.FLOWS)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    match = models.ForeignKey(
        Match,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="with which the run computes it",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "is_outgoing", "peer", "reference", "revision"],
                name="proceeds_handover_once",
            )
        ]


class TraceStatus(models.TextChoices):
    """Where a trace stands."""

    QUEUED = "queued", pgettext_lazy("trace", "Queued")
    DONE = "done", pgettext_lazy("trace", "Done")
    FAILED = "failed", pgettext_lazy("trace", "Failed")


class Trace(InFinance):
    """A stored result: what a claim has become under a rule, with what it was made from."""

    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="traces")
    rule = models.CharField(max_length=20)
    status = models.CharField(
        max_length=10, choices=TraceStatus.choices, default=TraceStatus.QUEUED
    )
    error = models.JSONField(default=dict)
    document = models.JSONField(default=dict)
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run"], name="proceeds_trace_of_run_once")]


class OrderKind(models.TextChoices):
    """Kinds of order; the first cut makes freezing orders."""

    FREEZE = "freeze", _("Freezing order")


class OrderStatus(models.TextChoices):
    """Where an order stands."""

    IN_FORCE = "in_force", pgettext_lazy("order", "In force")
    LIFTED = "lifted", pgettext_lazy("order", "Lifted")


class Order(InFinance):
    """An order over property: who ordered it, on what basis, what it holds, from when to when."""

    kind = models.CharField(max_length=20, choices=OrderKind.choices, default=OrderKind.FREEZE)
    reference = models.CharField(max_length=60)
    authority = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=200)
    label = models.CharField(max_length=60, help_text="of the claim whose proceeds it holds")
    account = models.CharField(max_length=200)
    is_place_confirmed = models.BooleanField(
        default=False, help_text="an officer confirmed that the account is held in this State"
    )
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=10)
    trace = models.ForeignKey(Trace, on_delete=models.PROTECT)
    request_id = models.UUIDField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField()
    status = models.CharField(
        max_length=10, choices=OrderStatus.choices, default=OrderStatus.IN_FORCE
    )
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    sending = models.UUIDField(null=True, help_text="of the form: sent twice, it is one order")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.BigIntegerField(null=True)
    lifted_because = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="proceeds_order_reference_once"),
            models.UniqueConstraint(fields=["sending"], name="proceeds_order_sending_once"),
        ]
