"""Addresses of the room."""

from django.urls import URLPattern

app_name = "proceeds"
urlpatterns: list[URLPattern] = []
