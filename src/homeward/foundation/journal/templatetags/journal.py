"""Template tags of the journal: `{% load journal %}`; the rooms that show entries use them too."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from homeward.foundation.guard.actor import ActorKind
from homeward.foundation.journal.models import Head
from homeward.foundation.journal.queries import Line

register = template.Library()


@register.simple_tag
def actor(line: Line) -> SafeString:
    """Who acted: a person's name, a service of this node, or a visitor."""
    if line.kind == ActorKind.SERVICE:
        return format_html("{} <bdi>{}</bdi>", _("Service"), line.actor)
    if line.kind == ActorKind.ANONYMOUS:
        return format_html("{}", _("Visitor"))
    return format_html("<bdi>{}</bdi>", line.actor)


@register.simple_tag
def facts(found: dict[str, Any]) -> SafeString:
    """The plain facts of an entry, as they were written; nothing where there are none."""
    written = {name: value for name, value in found.items() if value not in ("", [], None)}
    if not written:
        return SafeString("")
    pairs = (
        (name, "" if value is True else ": ", _written(value)) for name, value in written.items()
    )
    listed = format_html_join(" · ", "{}{}<bdi>{}</bdi>", pairs)
    return format_html('<div class="muted" dir="ltr">{}</div>', listed)


@register.simple_tag
def root(head: Head) -> str:
    """The root of a signed head in hexadecimal figures, in groups that can be read aloud."""
    figures = bytes(head.root).hex()
    return " ".join(figures[start : start + 8] for start in range(0, len(figures), 8))


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "" if value else _("no")
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
