"""The part of a support file's page about losses and compensation claims."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from homeward.casework.victims.file_sections import part
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries.harm import rows_of
from homeward.casework.victims.queries.harm_sums import Total, sums_of
from homeward.foundation.access.models import User
from homeward.foundation.web.formats import money_text


def line_of(total: Total) -> str:
    """The sums of one currency in one sentence whose figures add up."""
    amounts = ("lost", "compensated", "open", "not_pursued")
    return _(
        "%(lost)s lost = %(compensated)s compensated + %(open)s still asked for"
        " + %(not_pursued)s not pursued"
    ) % {name: money_text(getattr(total, name), total.currency) for name in amounts}


def harm_section(viewer: User, file: SupportFile) -> SafeString:
    """What was lost and what became of it, in a line for each currency."""
    sums = sums_of(viewer, file)
    return part(
        "harm_part",
        file,
        lines=[line_of(total) for total in sums.totals],
        losses=len(sums.losses),
        rows=rows_of(viewer, file, sums),
    )
