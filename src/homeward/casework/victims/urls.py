"""Addresses of the room, below those of a case."""

from django.urls import URLPattern, path

from homeward.casework.victims.views import (
    files,
    protection,
    protection_abroad,
    protection_measures,
)

app_name = "victims"
urlpatterns: list[URLPattern] = [
    path("", files.overview, name="overview"),
    path("new/", files.open_file, name="open"),
    path("<int:number>/", files.file, name="file"),
    path("<int:number>/edit/", files.edit, name="edit"),
    path("<int:number>/rules/", files.rules, name="rules"),
    path("<int:number>/rules/new/", files.set_rule, name="set_rule"),
    # protection
    path("<int:number>/protection/", protection.protection, name="protection"),
    path("<int:number>/protection/threat/", protection.assess, name="assess"),
    path("<int:number>/protection/threat/<int:key>/", protection.correct, name="correct_threat"),
    path("<int:number>/protection/measures/", protection_measures.add, name="add_measure"),
    path(
        "<int:number>/protection/measures/<int:key>/", protection_measures.measure, name="measure"
    ),
    path(
        "<int:number>/protection/measures/<int:key>/edit/",
        protection_measures.edit,
        name="edit_measure",
    ),
    path(
        "<int:number>/protection/measures/<int:key>/<slug:word>/",
        protection_measures.step,
        name="measure_step",
    ),
    path("<int:number>/protection/address/", protection.seal_address, name="seal_address"),
    path(
        "<int:number>/protection/address/<int:key>/end/",
        protection.end_address,
        name="end_address",
    ),
    path("abroad/<slug:kind>/", protection_abroad.abroad, name="abroad"),
]
