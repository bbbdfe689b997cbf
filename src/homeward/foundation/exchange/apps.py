"""Django's registration of the exchange."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Delivery between nodes."""

    name = "homeward.foundation.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Register the exchange's verbs, and its jobs with the worker."""
        from homeward.foundation.exchange import jobs  # noqa: F401
        from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

        register_verbs(
            {
                "exchange.sent": says(
                    _("sent a message"),
                    Field("to", "State of the receiver"),
                    Field("type", "the message's type"),
                    Field("digest", "SHA-256 of the message's canonical bytes"),
                ),
                "exchange.received": says(
                    _("took a message in"),
                    Field("sender", "State of the sender"),
                    Field("type", "the message's type"),
                    Field("digest", "SHA-256 of the message's canonical bytes"),
                    Field("reason", "empty"),
                ),
                "exchange.refused": says(
                    _("refused a message"),
                    Field("sender", "State of the sender"),
                    Field("type", "the message's type"),
                    Field("digest", "SHA-256 of the message's canonical bytes"),
                    Field("reason", "code or words that the receipt gives"),
                    Field("field", "path of the payload's field that is at fault"),
                ),
                "exchange.bad_message": says(
                    _("turned away what was not genuine"),
                    Field("code", "the error's code"),
                    Field("size", "bytes", Kind.WHOLE),
                    Field(
                        "left_out",
                        "entries of this code that were not written since the last",
                        Kind.WHOLE,
                    ),
                    Field("sender", "State of the sender, where it is certain"),
                    Field("message", "id of the message, where it is certain"),
                    Field("digest", "SHA-256 of the message that reused the id"),
                ),
                "exchange.receipt_received": says(
                    _("kept a receipt"),
                    Field("state", "what the receipt says became of the message"),
                ),
                "exchange.out_of_order": says(
                    _("noticed that messages are missing or out of order"),
                    Field("sender", "State of the sender"),
                    Field("order", "gap, late, repeat or broken"),
                    Field("number", "the message's number in the sender's count", Kind.WHOLE),
                    Field("expected", "the number that was expected", Kind.WHOLE),
                ),
                "exchange.expired": _("gave up a message that expired"),
            }
        )
