"""Addresses of the room."""

from django.urls import path

from homeward.foundation.authorities import views

app_name = "authorities"
urlpatterns = [path("", views.authorities, name="list")]
