"""Addresses of the room's figures, which belong to no case."""

from django.urls import path

from homeward.casework.victims.views import figures

app_name = "support_figures"
urlpatterns = [
    path("", figures.figures, name="figures"),
    path("tables.csv", figures.download, name="download"),
]
