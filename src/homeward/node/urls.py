"""Every address of the node, room by room."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("exchange/v1/", include("homeward.foundation.exchange.urls")),
    path("language/", include("django.conf.urls.i18n")),
]
