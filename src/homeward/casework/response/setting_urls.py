"""Addresses of the State's list of roles and rules of separation."""

from django.urls import path

from homeward.casework.response.views import settings

app_name = "crisis_roles"
urlpatterns = [
    path("", settings.lists, name="list"),
    path("roles/new/", settings.role, name="add_role"),
    path("roles/<slug:code>/", settings.role, name="role"),
    path("rules/new/", settings.rule, name="add_rule"),
    path("rules/<slug:code>/", settings.rule, name="rule"),
]
