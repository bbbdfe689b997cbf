"""Addresses of the room."""

from django.urls import path

from homeward.foundation.journal import views

app_name = "journal"
urlpatterns = [path("", views.entries, name="entries")]
