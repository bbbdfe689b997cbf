"""The tables of the exchange: messages, their delivery, attachments, and the links to peers."""

from homeward.foundation.exchange.models.attachments import (
    NOWHERE,
    FileRecall,
    InAttachment,
    OutAttachment,
    Shortage,
    Transfer,
)
from homeward.foundation.exchange.models.delivery import (
    Courier,
    Deadline,
    Epoch,
    GivenReceipt,
    Pair,
    Recall,
    RecallOutcome,
    Receipt,
    Source,
    Withdrawal,
)
from homeward.foundation.exchange.models.links import (
    Link,
    SeenRequest,
    Traffic,
    TurnedAway,
)
from homeward.foundation.exchange.models.messages import (
    Delivery,
    InMessage,
    Order,
    OutMessage,
    Returned,
    Tombstone,
    Way,
)

__all__ = [
    "NOWHERE",
    "Courier",
    "Deadline",
    "Delivery",
    "Epoch",
    "FileRecall",
    "GivenReceipt",
    "InAttachment",
    "InMessage",
    "Link",
    "Order",
    "OutAttachment",
    "OutMessage",
    "Pair",
    "Recall",
    "RecallOutcome",
    "Receipt",
    "Returned",
    "SeenRequest",
    "Shortage",
    "Source",
    "Tombstone",
    "Traffic",
    "Transfer",
    "TurnedAway",
    "Way",
    "Withdrawal",
]
