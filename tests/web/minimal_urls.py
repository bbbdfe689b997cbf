"""Addresses for the tests of the room `web` on its own."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from homeward.foundation.errors import HomewardError


class OrderExpired(HomewardError):
    """An error as a room declares one."""

    code = "order_expired"
    status = 409
    message = "The order %(reference)s expired on %(day)s. Renew it before you act on it."


def echo(request: HttpRequest) -> HttpResponse:
    """A view that shows what it was given."""
    return HttpResponse(repr((dict(request.GET), dict(request.POST), dict(request.COOKIES))))


def broken(request: HttpRequest) -> HttpResponse:
    """A view with a fault of its own."""
    raise RuntimeError("a fault nobody foresaw")


urlpatterns = [
    path("", include("homeward.foundation.web.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("echo/", echo),
    path("broken/", broken),
]
handler400 = "homeward.foundation.web.views.bad_request"
handler403 = "homeward.foundation.web.views.forbidden"
handler404 = "homeward.foundation.web.views.not_found"
handler500 = "homeward.foundation.web.views.server_error"
