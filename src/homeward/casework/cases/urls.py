"""Addresses of the room. A reference is letters, figures and hyphens, so it is a slug."""

from django.urls import path

from homeward.casework.cases.views import glass, reading, sealed, writing

app_name = "cases"
urlpatterns = [
    path("", reading.cases, name="list"),
    path("new/", writing.new, name="new"),
    path("<slug:reference>/", reading.overview, name="overview"),
    path("<slug:reference>/timeline/", reading.timeline, name="timeline"),
    path("<slug:reference>/record-of-access/", reading.access_record, name="access_record"),
    path("<slug:reference>/people/new/", writing.add_person, name="add_person"),
    path("<slug:reference>/items/new/", writing.add_item, name="add_item"),
    path("<slug:reference>/ransom/", writing.ransom, name="ransom"),
    path("<slug:reference>/status/", writing.status, name="status"),
    path("<slug:reference>/members/", writing.members, name="members"),
    path("<slug:reference>/members/end/", glass.end_place, name="end_place"),
    path("<slug:reference>/broken-glass/", glass.of_case, name="glasses"),
    path("<slug:reference>/sealed/", sealed.sealed, name="sealed"),
    path("<slug:reference>/sealed/new/", sealed.new, name="seal"),
    path("<slug:reference>/sealed/<int:number>/", sealed.item, name="sealed_item"),
    path("<slug:reference>/sealed/<int:number>/ask/", sealed.ask, name="ask_sealed"),
    path("<slug:reference>/sealed/<int:number>/read/", sealed.read, name="read_sealed"),
    path("<slug:reference>/openings/<int:opening>/approve/", sealed.approve, name="approve_sealed"),
    path("<slug:reference>/openings/<int:opening>/close/", sealed.close, name="close_sealed"),
]
