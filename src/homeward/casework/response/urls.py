"""Addresses of the room, below those of a case."""

from django.urls import URLPattern

app_name = "response"
urlpatterns: list[URLPattern] = []
