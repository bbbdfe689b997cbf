"""`{% load cited %}{{ reason|cited }}`: the articles that a text names lead to their pages."""

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from homeward.foundation.authorities import ports

register = template.Library()


@register.filter
def cited(text: str | Promise) -> SafeString:
    """The text, escaped, with links to the articles that it names where a room explains them."""
    return ports.cited(str(text))
