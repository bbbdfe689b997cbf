"""Addresses of the room. A reference is letters, figures and hyphens, so it is a slug."""

from django.urls import path

from homeward.casework.cases.views import (
    custody,
    evidence,
    exports,
    items,
    reading,
    uploads,
    writing,
)

app_name = "cases"
urlpatterns = [
    path("", reading.cases, name="list"),
    path("new/", writing.new, name="new"),
    path("<slug:reference>/", reading.overview, name="overview"),
    path("<slug:reference>/timeline/", reading.timeline, name="timeline"),
    path("<slug:reference>/record-of-access/", reading.access_record, name="access_record"),
    path("<slug:reference>/people/new/", writing.add_person, name="add_person"),
    path("<slug:reference>/items/", items.listed, name="items"),
    path("<slug:reference>/items/new/", items.add, name="add_item"),
    path("<slug:reference>/items/<int:item_id>/", items.shown, name="item"),
    path("<slug:reference>/items/<int:item_id>/edit/", items.edit, name="edit_item"),
    path("<slug:reference>/items/<int:item_id>/custody/", custody.add, name="add_custody"),
    path("<slug:reference>/items/<int:item_id>/file/", evidence.download, name="evidence_file"),
    path("<slug:reference>/items/<int:item_id>/preview/", evidence.preview, name="preview"),
    path(
        "<slug:reference>/items/<int:item_id>/preview/<int:page>/",
        evidence.picture,
        name="preview_picture",
    ),
    path("<slug:reference>/evidence/new/", evidence.take_in, name="take_in"),
    path("<slug:reference>/evidence/uploads/", uploads.begin, name="begin_upload"),
    path("<slug:reference>/evidence/uploads/<uuid:upload_id>/", uploads.state, name="upload"),
    path(
        "<slug:reference>/evidence/uploads/<uuid:upload_id>/progress/",
        uploads.progress,
        name="upload_progress",
    ),
    path(
        "<slug:reference>/evidence/uploads/<uuid:upload_id>/<int:number>/",
        uploads.part,
        name="upload_part",
    ),
    path("<slug:reference>/evidence/packages/new/", exports.make, name="make_export"),
    path("<slug:reference>/evidence/packages/<uuid:export_id>/", exports.shown, name="export"),
    path(
        "<slug:reference>/evidence/packages/<uuid:export_id>/progress/",
        exports.progress,
        name="export_progress",
    ),
    path(
        "<slug:reference>/evidence/packages/<uuid:export_id>/package.zip",
        exports.download,
        name="export_file",
    ),
    path("<slug:reference>/ransom/", writing.ransom, name="ransom"),
    path("<slug:reference>/status/", writing.status, name="status"),
    path("<slug:reference>/members/", writing.members, name="members"),
]
