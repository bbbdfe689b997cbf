"""Django's registration of the exchange."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Delivery between nodes."""

    name = "homeward.foundation.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Register the exchange's verbs, types and menu entry, and its jobs with the worker."""
        from homeward.foundation.duty.ports import register_task_kind
        from homeward.foundation.exchange import jobs, work  # noqa: F401
        from homeward.foundation.exchange.attachments import checking, pushing  # noqa: F401
        from homeward.foundation.exchange.control import registration
        from homeward.foundation.exchange.deadlines import LATE
        from homeward.foundation.exchange.reach import carrying
        from homeward.foundation.exchange.verbs import VERBS
        from homeward.foundation.journal.verbs import register_verbs

        registration.register()
        carrying.register()
        for kind in LATE.values():
            register_task_kind(kind)

        register_verbs(VERBS)
        work.register()
