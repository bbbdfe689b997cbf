"""Addresses of the room's page."""

from django.urls import path

from homeward.foundation.witness import views

app_name = "witness"
urlpatterns = [
    path("", views.heads, name="heads"),
    path("alarms/<int:alarm>/settle/", views.settle_alarm, name="settle"),
]
