"""Addresses of the exchange. They open their own context: the actor is the exchange itself."""

from django.urls import path

from homeward.foundation.exchange import views

app_name = "exchange"
urlpatterns = [path("messages", views.messages, name="messages")]
