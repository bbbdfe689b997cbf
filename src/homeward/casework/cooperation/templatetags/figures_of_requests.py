"""How figures of requests are written: a median with its middle half, a share of what it is of."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from homeward.casework.cooperation.desk.figures import Spread
from homeward.foundation.web import formats

register = template.Library()


@register.simple_tag
def spread(found: Spread) -> SafeString:
    """The median, the middle half in brackets, and of how many; or that there are too few."""
    language = get_language() or "en"
    number = formats.number(found.count, language)
    if found.low is None or found.median is None or found.high is None:
        words = _("too few (%(number)s)") if found.count else _("none")
        return format_html('<span class="muted">{}</span>', words % {"number": number})
    median, low, high = (
        formats.duration(one, language) for one in (found.median, found.low, found.high)
    )
    of = _("of %(number)s") % {"number": number}
    return format_html(
        '<bdi class="figures">{}</bdi><br><span class="muted">(<bdi>{}</bdi> – <bdi>{}</bdi>) {}'
        "</span>",
        median,
        low,
        high,
        of,
    )


@register.simple_tag
def share(part: int, whole: int) -> SafeString:
    """A share in per cent and what it is of; nothing is a share of nothing."""
    language = get_language() or "en"
    if not whole:
        return format_html('<span class="muted">{}</span>', _("none"))
    ratio = formats.percent(Decimal(part) / whole, language, decimals=0)
    of = _("%(part)s of %(whole)s") % {
        "part": formats.number(part, language),
        "whole": formats.number(whole, language),
    }
    return format_html('<bdi class="figures">{}</bdi><br><span class="muted">{}</span>', ratio, of)
