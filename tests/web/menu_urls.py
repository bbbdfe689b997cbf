"""Nested addresses for the test of the active menu entry."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def page(request: HttpRequest) -> HttpResponse:
    """A page; only its address matters."""
    return HttpResponse()


urlpatterns = [
    path("", page, name="work"),
    path("cases/", page, name="cases"),
    path("cases/closed/", page, name="closed"),
]
