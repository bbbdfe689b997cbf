"""Django's registration of the exchange."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Delivery between nodes."""

    name = "homeward.foundation.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Register the exchange's verbs, types and menu entry, and its jobs with the worker."""
        from homeward.foundation.duty.ports import register_task_kind
        from homeward.foundation.exchange import jobs, work  # noqa: F401
        from homeward.foundation.exchange.control import registration
        from homeward.foundation.exchange.deadlines import LATE
        from homeward.foundation.journal.verbs import register_verbs

        registration.register()
        for kind in LATE.values():
            register_task_kind(kind)

        register_verbs(
            {
                "exchange.sent": _("sent a message"),
                "exchange.received": _("took a message in"),
                "exchange.refused": _("refused a message"),
                "exchange.bad_message": _("turned away what was not genuine"),
                "exchange.receipt_received": _("kept a receipt"),
                "exchange.out_of_order": _("noticed that messages are missing or out of order"),
                "exchange.expired": _("gave up a message that expired"),
                "exchange.receipt_given": _("gave a receipt"),
                "exchange.receipt_late": _("missed a receipt that was due"),
                "exchange.receipt_after_expiry": _("learned that an expired message had arrived"),
                "exchange.receipt_contradicts": _("kept a receipt that contradicts another"),
                "exchange.closed": _("learned that a message of another State expired"),
                "exchange.asked_for_missing": _("asked another State for missing messages"),
                "exchange.returned": _("got back a message that this node had lost"),
                "exchange.epoch_opened": _("began to count its messages anew after a restore"),
                "exchange.epoch_noticed": _("learned that another node was restored"),
                "exchange.exported": _("wrote messages to a medium"),
                "exchange.imported": _("read messages from a medium"),
                "exchange.recall_asked": _("recalled a message"),
                "exchange.recall_taken": _("took in the recall of a message"),
                "exchange.recall_answered": _("learned what became of a recall"),
                "exchange.certificate_pinned": _("set which certificate a peer must show"),
            }
        )
        work.register()
