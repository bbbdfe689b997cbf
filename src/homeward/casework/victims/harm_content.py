"""What a letter to a service may say of losses and costs, where the consent covers them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from homeward.casework.victims.models import Loss, SupportFile
from homeward.casework.victims.queries.harm import losses_of
from homeward.foundation.access.models import User
from homeward.foundation.web.formats import day_text, money_text

Pairs = Sequence[tuple[str, str]]


def losses(viewer: User, file: SupportFile, domain: str) -> Pairs:
    """Each loss that was not withdrawn: kind, amount, days, and whether a second person checked it.

    Notes, who bore it, and what was asked or paid elsewhere stay inside.
    """
    rows = losses_of(viewer, file).filter(withdrawn_at__isnull=True)
    return [(str(one.get_kind_display()), _words(one)) for one in rows]


def _words(loss: Loss) -> str:
    days = day_text(loss.from_day)
    if loss.until_day is not None:
        days = f"{days} – {day_text(loss.until_day)}"
    words = f"{money_text(loss.amount, loss.currency)} · {days}"
    return words if loss.verified_at else _("%(loss)s (not verified yet)") % {"loss": words}
