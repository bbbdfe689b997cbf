"""Addresses of the exchange's pages, for people who sign in."""

from django.urls import path

from homeward.foundation.exchange import views

app_name = "exchange_pages"
urlpatterns = [path("room/", views.room, name="room")]
