"""What became of a message, in the words of its readers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import pgettext_lazy

from homeward.foundation.exchange.models import (
    FileRecall,
    InAttachment,
    InMessage,
    OutMessage,
    Recall,
    RecallOutcome,
)
from homeward.wire.receipts import ReceiptState

STATES: dict[str, str | Promise] = {
    ReceiptState.ACCEPTED.value: pgettext_lazy("receipt", "Taken in"),
    ReceiptState.DELIVERED.value: pgettext_lazy("receipt", "On the desk"),
    ReceiptState.READ.value: pgettext_lazy("receipt", "Read"),
    ReceiptState.ANSWERED.value: pgettext_lazy("receipt", "Answered"),
    ReceiptState.REFUSED.value: pgettext_lazy("receipt", "Refused"),
    ReceiptState.EXPIRED.value: pgettext_lazy("receipt", "Came too late"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A signed receipt as an officer reads it: what happened there, and when."""

    word: str
    at: datetime


def steps_of(receipts: Iterable[tuple[str, datetime]]) -> tuple[Step, ...]:
    """Receipts, or what is awaited, in the order of their states."""
    places = list(STATES)
    ordered = sorted(receipts, key=lambda each: places.index(each[0]))
    return tuple(Step(str(STATES[state]), at) for state, at in ordered)


def recall_word(message: OutMessage) -> str:
    """What became of the recall of a message of ours; empty where it was not recalled."""
    return withdrawal_word(getattr(message, "recall", None))


def withdrawal_word(asked: Recall | FileRecall | None) -> str:
    """What became of a recall; empty where there was none."""
    if asked is None:
        return ""
    facts = {"reason": asked.reason, "words": asked.words, "states": ", ".join(asked.passed_on)}
    if asked.outcome == RecallOutcome.CLOSED and asked.passed_on:
        return now("Recalled (%(reason)s). Closed there; the recall went on to %(states)s.") % facts
    sentences = {
        "": now("Recalled (%(reason)s). The other State has not answered yet."),
        RecallOutcome.CLOSED.value: now("Recalled (%(reason)s). Closed there."),
        RecallOutcome.KEPT.value: now("Recalled (%(reason)s). Kept there: %(words)s"),
        RecallOutcome.UNKNOWN.value: now("Recalled (%(reason)s). The other State never had it."),
    }
    return sentences[asked.outcome] % facts


def recalled_word(message: InMessage | InAttachment) -> str:
    """That the sender withdrew a message, or a file by itself, and what became of it here."""
    if message.recalled_at is None:
        return ""
    facts = {"reason": message.recall_reason, "words": message.kept_because}
    if message.kept_because:
        return now("The sender recalled it (%(reason)s). It is kept: %(words)s") % facts
    return now("The sender recalled it (%(reason)s). It is closed.") % facts
