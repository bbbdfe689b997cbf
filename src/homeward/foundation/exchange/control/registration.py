"""The types of the messages about messages."""

from pathlib import Path

from homeward.foundation.exchange.control import common
from homeward.foundation.exchange.control.closing import on_closed
from homeward.foundation.exchange.control.epochs import on_epoch
from homeward.foundation.exchange.control.missing import on_missing
from homeward.foundation.exchange.control.recall import on_recall, on_recalled
from homeward.foundation.exchange.control.recall_file import on_file_recalled, on_recall_file
from homeward.foundation.exchange.control.receipts import on_receipts
from homeward.foundation.exchange.control.returned import on_returned
from homeward.foundation.exchange.control.types import on_types
from homeward.foundation.exchange.ports import Effect, MessageType, register_message_type
from homeward.foundation.exchange.schemas import schemas_in

_SCHEMAS = Path(__file__).parent / "messages"


def register() -> None:
    """Register every type of `control`."""
    effects: dict[str, Effect] = {
        common.RECEIPTS: on_receipts,
        common.CLOSED: on_closed,
        common.MISSING: on_missing,
        common.TYPES: on_types,
        common.EPOCH: on_epoch,
        common.RETURNED: on_returned,
        common.RECALL: on_recall,
        common.RECALLED: on_recalled,
        common.RECALL_FILE: on_recall_file,
        common.FILE_RECALLED: on_file_recalled,
    }
    for name, effect in effects.items():
        register_message_type(MessageType(name, 1, effect, schemas=schemas_in(_SCHEMAS, name)))
