"""Addresses of the State's directory of services."""

from django.urls import path

from homeward.casework.victims.views import services

app_name = "support_services"
urlpatterns = [
    path("", services.directory, name="list"),
    path("new/", services.add, name="add"),
    path("<int:service_id>/", services.service, name="service"),
    path("<int:service_id>/edit/", services.change, name="change"),
    path("<int:service_id>/verify/", services.verify, name="verify"),
    path("<int:service_id>/close/", services.close, name="close"),
]
