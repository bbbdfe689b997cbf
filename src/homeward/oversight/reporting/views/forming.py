"""The way to the pages of reporting, and those with one form."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import pgettext

from homeward.foundation.access import forming


def form_page(
    request: HttpRequest, form: Form, act: Callable[[], str], **context: Any
) -> HttpResponse:
    """`forming.form_page` with the way to it."""
    return forming.form_page(request, form, act, **{"breadcrumbs": crumbs(), **context})


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of reporting."""
    first = (pgettext("menu", "Reporting"), reverse("reporting:overview"))
    return [{"label": label, "url": url} for label, url in (first, *more)]
