"""Addresses of the room `web`; mount under the root with the namespace it declares."""

from django.urls import path

from homeward.foundation.web import views

app_name = "web"
urlpatterns = [
    path("display/", views.preferences, name="preferences"),
    path("search/", views.search, name="search"),
]
