"""Addresses that everybody may read, when the settings switch them on."""

from django.urls import path

from homeward.casework.response.views import public_alerts

app_name = "public_alerts"
urlpatterns = [
    path("feed.atom", public_alerts.feed, name="feed"),
    path("<uuid:identifier>.xml", public_alerts.message, name="message"),
]
