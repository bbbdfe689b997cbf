"""Addresses of requests; those of one case lie under the case."""

from django.urls import path

from homeward.casework.cooperation.views import (
    addressee,
    changes,
    drafts,
    files,
    law,
    lists,
    one,
    recalls,
    takes,
)

app_name = "cooperation"
urlpatterns = [
    path("requests/", lists.request_list, name="list"),
    path("requests/<uuid:request_id>/", one.request_page, name="request"),
    path("requests/<uuid:request_id>/content/", drafts.content, name="content"),
    path("requests/<uuid:request_id>/addressee/", addressee.addressee, name="addressee"),
    path("requests/<uuid:request_id>/change/<slug:name>/", changes.change, name="change"),
    path("requests/<uuid:request_id>/take/<int:change_id>/", takes.take, name="take"),
    path("requests/<uuid:request_id>/recall/", recalls.recall, name="recall"),
    path("requests/<uuid:request_id>/law/", law.check_law, name="law"),
    path("requests/<uuid:request_id>/link/", one.link, name="link"),
    path("requests/<uuid:request_id>/files/", files.attach, name="files"),
    path("requests/<uuid:request_id>/files/<uuid:file_id>/", files.download, name="file"),
    path(
        "requests/<uuid:request_id>/files/<uuid:file_id>/remove/", files.remove, name="remove_file"
    ),
    path("cases/<str:reference>/requests/", lists.case_requests, name="case"),
    path("cases/<str:reference>/requests/new/", drafts.new, name="new"),
]
