"""Addresses of the room. A reference is letters, figures and hyphens, so it is a slug."""

from django.urls import path

from homeward.casework.cases.views import (
    groups,
    merging,
    people,
    proceedings,
    reading,
    timeline,
    writing,
)

app_name = "cases"
urlpatterns = [
    path("", reading.cases, name="list"),
    path("new/", writing.new, name="new"),
    path("<slug:reference>/", reading.overview, name="overview"),
    path("<slug:reference>/timeline/", timeline.timeline, name="timeline"),
    path("<slug:reference>/timeline/new/", timeline.report, name="report_event"),
    path("<slug:reference>/timeline/<int:event>/verify/", timeline.verify, name="verify_event"),
    path("<slug:reference>/timeline/<int:event>/correct/", timeline.correct, name="correct_event"),
    path("<slug:reference>/record-of-access/", reading.access_record, name="access_record"),
    path("<slug:reference>/people/", people.people, name="people"),
    path("<slug:reference>/people/new/", people.add_person, name="add_person"),
    path("<slug:reference>/people/<int:person>/", people.person, name="person"),
    path("<slug:reference>/people/<int:person>/edit/", people.edit, name="edit_person"),
    path("<slug:reference>/people/<int:person>/part/", people.add_part, name="add_part"),
    path(
        "<slug:reference>/people/<int:person>/identifier/",
        people.add_identifier,
        name="add_identifier",
    ),
    path("<slug:reference>/people/<int:person>/harm/", people.add_harm, name="add_harm"),
    path("<slug:reference>/harm/<int:harm>/withdraw/", people.withdraw_harm, name="withdraw_harm"),
    path("<slug:reference>/people/<int:person>/same/", merging.join, name="join_persons"),
    path(
        "<slug:reference>/people/<int:person>/same/<int:joined>/separate/",
        merging.separate,
        name="separate_persons",
    ),
    path("<slug:reference>/groups/new/", groups.add_group, name="add_group"),
    path("<slug:reference>/groups/<int:group>/edit/", groups.edit_group, name="edit_group"),
    path("<slug:reference>/groups/<int:group>/person/", groups.add_member, name="add_to_group"),
    path("<slug:reference>/linked-offences/", groups.linked_offences, name="linked_offences"),
    path("<slug:reference>/proceedings/", proceedings.proceedings, name="proceedings"),
    path("<slug:reference>/proceedings/new/", proceedings.add_charge, name="add_charge"),
    path(
        "<slug:reference>/proceedings/<int:charge>/hearing/",
        proceedings.add_hearing,
        name="add_hearing",
    ),
    path(
        "<slug:reference>/proceedings/<int:charge>/decision/",
        proceedings.decide,
        name="decide_charge",
    ),
    path(
        "<slug:reference>/proceedings/<int:charge>/sentence/",
        proceedings.add_sentence,
        name="add_sentence",
    ),
    path(
        "<slug:reference>/proceedings/<int:charge>/appeal/",
        proceedings.add_appeal,
        name="add_appeal",
    ),
    path(
        "<slug:reference>/proceedings/<int:charge>/appeal-result/",
        proceedings.answer_appeal,
        name="answer_appeal",
    ),
    path("<slug:reference>/proceedings/<int:charge>/end/", proceedings.end, name="end_charge"),
    path("<slug:reference>/merge/", merging.merge, name="merge"),
    path("<slug:reference>/merge/undo/", merging.undo, name="undo_merge"),
    path("<slug:reference>/items/new/", writing.add_item, name="add_item"),
    path("<slug:reference>/ransom/", writing.ransom, name="ransom"),
    path("<slug:reference>/status/", writing.status, name="status"),
    path("<slug:reference>/members/", writing.members, name="members"),
]
