"""Addresses of the lists of the case, which belong to the State and to no case."""

from django.urls import path

from homeward.casework.cases.views import lists

app_name = "case_lists"
urlpatterns = [
    path("", lists.lists, name="list"),
    path("<slug:which>/new/", lists.add, name="add"),
    path("<slug:which>/<slug:code>/", lists.entry, name="entry"),
]
