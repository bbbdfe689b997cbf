"""Addresses of the room. A reference is letters, figures and hyphens, so it is a slug."""

from django.urls import path

from homeward.casework.cases.views import classification, first_call, incidents, reading, writing

app_name = "cases"
urlpatterns = [
    path("", reading.cases, name="list"),
    path("new/", writing.new, name="new"),
    path("first-call/", first_call.calls, name="first_calls"),
    path("first-call/<uuid:call_id>/<slug:screen>/", first_call.screen, name="first_call"),
    path("<slug:reference>/", reading.overview, name="overview"),
    path("<slug:reference>/timeline/", reading.timeline, name="timeline"),
    path("<slug:reference>/record-of-access/", reading.access_record, name="access_record"),
    path("<slug:reference>/people/new/", writing.add_person, name="add_person"),
    path("<slug:reference>/items/new/", writing.add_item, name="add_item"),
    path("<slug:reference>/ransom/", writing.ransom, name="ransom"),
    path("<slug:reference>/status/", writing.status, name="status"),
    path("<slug:reference>/class/", classification.classify, name="classify"),
    path("<slug:reference>/confirmation/", classification.confirmation, name="confirmation"),
    path("<slug:reference>/incidents/new/", incidents.incident, name="add_incident"),
    path("<slug:reference>/flags/new/", incidents.flag, name="raise_flag"),
    path("<slug:reference>/flags/<int:flag_id>/", classification.lift, name="lift_flag"),
    path("<slug:reference>/members/", writing.members, name="members"),
]
