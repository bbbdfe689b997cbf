"""Addresses of the pages about the exchange, which people open."""

from django.urls import path

from homeward.foundation.exchange import pages

app_name = "connections"
urlpatterns = [
    path("", pages.connections, name="list"),
    path("room/", pages.room, name="room"),
]
