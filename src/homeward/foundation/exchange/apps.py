"""Django's registration of the exchange."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Delivery between nodes."""

    name = "homeward.foundation.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Register the exchange's verbs, and its jobs with the worker."""
        from homeward.foundation.exchange import jobs, work  # noqa: F401
        from homeward.foundation.exchange.attachments import checking, pushing  # noqa: F401
        from homeward.foundation.journal.verbs import register_verbs

        register_verbs(
            {
                "exchange.sent": _("sent a message"),
                "exchange.received": _("took a message in"),
                "exchange.refused": _("refused a message"),
                "exchange.bad_message": _("turned away what was not genuine"),
                "exchange.receipt_received": _("kept a receipt"),
                "exchange.out_of_order": _("noticed that messages are missing or out of order"),
                "exchange.expired": _("gave up a message that expired"),
                "exchange.attachment_sent": _("sent a file with a message"),
                "exchange.attachment_delivered": _("learned that a file has arrived"),
                "exchange.attachment_not_delivered": _("learned that a file did not arrive"),
                "exchange.attachment_announced": _("was told of a file that will arrive"),
                "exchange.attachment_arrived": _("took a file in"),
                "exchange.attachment_ended": _("closed a file that did not arrive whole"),
                "exchange.attachment_destroyed": _("destroyed a file that had arrived"),
                "exchange.attachment_bad_part": _("turned away a part of a file"),
                "exchange.attachment_waits": _("found no room for a file"),
            }
        )
        work.register()
