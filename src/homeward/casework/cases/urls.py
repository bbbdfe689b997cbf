"""Addresses of the room. A reference is letters, figures and hyphens, so it is a slug."""

from django.urls import path

from homeward.casework.cases import views

app_name = "cases"
urlpatterns = [
    path("", views.cases, name="list"),
    path("new/", views.new, name="new"),
    path("<slug:reference>/", views.overview, name="overview"),
    path("<slug:reference>/timeline/", views.timeline, name="timeline"),
    path("<slug:reference>/record-of-access/", views.access_record, name="access_record"),
    path("<slug:reference>/people/new/", views.add_person, name="add_person"),
    path("<slug:reference>/items/new/", views.add_item, name="add_item"),
    path("<slug:reference>/ransom/", views.ransom, name="ransom"),
    path("<slug:reference>/status/", views.status, name="status"),
    path("<slug:reference>/members/", views.members, name="members"),
]
