"""Django's registration of the exchange."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Delivery between nodes."""

    name = "homeward.foundation.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Register the exchange's verbs and menu entry, and its jobs with the worker."""
        from homeward.foundation.exchange import jobs, work  # noqa: F401
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
                "exchange.certificate_pinned": _("set which certificate a peer must show"),
            }
        )
        work.register()
