"""Addresses of the exchange. They open their own context: the actor is the exchange itself."""

from django.urls import path

from homeward.foundation.exchange import views

app_name = "exchange"
urlpatterns = [
    path("messages", views.messages, name="messages"),
    path("bundles", views.bundles, name="bundles"),
    path(
        "attachments/<str:sender>/<uuid:attachment>",
        views.attachment_status,
        name="attachment_status",
    ),
    path(
        "attachments/<str:sender>/<uuid:attachment>/<int:number>",
        views.attachment_part,
        name="attachment_part",
    ),
]
