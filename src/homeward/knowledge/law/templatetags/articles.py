"""Filters for treaty articles: `{% load articles %}{{ "UNTOC 18(15)"|article_links }}`."""

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from homeward.knowledge.law.references import linked

register = template.Library()


@register.filter
def article_links(text: str | Promise) -> SafeString:
    """The words with links to the treaty articles that they name."""
    return linked(text)
