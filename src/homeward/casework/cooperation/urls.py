"""Addresses of requests; those of one case lie under the case."""

from django.urls import path

from homeward.casework.cooperation.views import (
    addressee,
    by_hand,
    calendars,
    changes,
    desk,
    drafts,
    figures,
    files,
    hand_overs,
    law,
    letters,
    lists,
    one,
    orals,
    recalls,
    surrendered,
    takes,
    templates,
)

app_name = "cooperation"
urlpatterns = [
    path("requests/", lists.request_list, name="list"),
    path("requests/desk/", desk.queue, name="desk"),
    path("requests/figures/", figures.figures, name="figures"),
    path("requests/figures/tables.csv", figures.download, name="figures_csv"),
    path("requests/<uuid:request_id>/", one.request_page, name="request"),
    path("requests/<uuid:request_id>/content/", drafts.content, name="content"),
    path("requests/<uuid:request_id>/addressee/", addressee.addressee, name="addressee"),
    path("requests/<uuid:request_id>/change/<slug:name>/", changes.change, name="change"),
    path("requests/<uuid:request_id>/take/<int:change_id>/", takes.take, name="take"),
    path("requests/<uuid:request_id>/oral/", orals.spoken, name="oral"),
    path("oral-requests/new/", orals.heard, name="heard"),
    path("requests/<uuid:request_id>/surrendered/", surrendered.name, name="surrendered"),
    path("requests/<uuid:request_id>/recall/", recalls.recall, name="recall"),
    path("requests/<uuid:request_id>/law/", law.check_law, name="law"),
    path("requests/<uuid:request_id>/link/", one.link, name="link"),
    path("requests/<uuid:request_id>/assign/", desk.assignment, name="assign"),
    path("requests/<uuid:request_id>/cross-check/", desk.compare, name="cross_check"),
    path("requests/<uuid:request_id>/evidence/", files.evidence, name="evidence"),
    path("requests/<uuid:request_id>/sent/", by_hand.sent, name="sent"),
    path("requests/<uuid:request_id>/receipt/", by_hand.receipt, name="receipt"),
    path("requests/<uuid:request_id>/enter/<slug:name>/", by_hand.entered, name="enter"),
    path("requests/<uuid:request_id>/hand-over/", hand_overs.hand_over, name="hand_over"),
    path("requests/<uuid:request_id>/hand-over/offer/", hand_overs.offer, name="offer"),
    path("requests/<uuid:request_id>/hand-over/decline/", hand_overs.decline, name="decline"),
    path("requests/<uuid:request_id>/hand-over/end/", hand_overs.end_offer, name="end_offer"),
    path("requests/<uuid:request_id>/files/", files.attach, name="files"),
    path("requests/<uuid:request_id>/files/<uuid:file_id>/", files.download, name="file"),
    path(
        "requests/<uuid:request_id>/files/<uuid:file_id>/remove/", files.remove, name="remove_file"
    ),
    path("requests/<uuid:request_id>/letter/", letters.letter, name="letter"),
    path("requests/<uuid:request_id>/letter/step/", letters.step, name="language_step"),
    path("requests/<uuid:request_id>/letter/<slug:form>/", letters.download, name="letter_file"),
    path(
        "requests/<uuid:request_id>/translation/<slug:language>/",
        letters.translation,
        name="translation",
    ),
    path(
        "requests/<uuid:request_id>/translation/<slug:language>/certify/",
        letters.certification,
        name="certification",
    ),
    path("letter-templates/", templates.templates, name="templates"),
    path("letter-templates/<slug:language>/", templates.template, name="template"),
    path("letter-templates/<slug:language>/shipped/", templates.take_shipped, name="take_shipped"),
    path("letter-templates/<slug:language>/read/", templates.reading, name="letter_reading"),
    path(
        "letter-templates/<slug:language>/<int:version>/", templates.download, name="template_file"
    ),
    path("state-calendars/", calendars.calendars, name="calendars"),
    path("state-calendars/<str:state>/", calendars.calendar, name="calendar"),
    path("state-calendars/<str:state>/change/", calendars.change, name="calendar_change"),
    path("cases/<str:reference>/requests/", lists.case_requests, name="case"),
    path("cases/<str:reference>/requests/new/", drafts.new, name="new"),
]
