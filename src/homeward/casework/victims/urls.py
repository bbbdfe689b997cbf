"""Addresses of the room, below those of a case."""

from django.urls import URLPattern, path

from homeward.casework.victims.views import (
    contacts,
    contacts_plan,
    files,
    release,
    release_debrief,
    release_end,
)

app_name = "victims"
urlpatterns: list[URLPattern] = [
    path("", files.overview, name="overview"),
    path("new/", files.open_file, name="open"),
    path("<int:number>/", files.file, name="file"),
    path("<int:number>/edit/", files.edit, name="edit"),
    path("<int:number>/rules/", files.rules, name="rules"),
    path("<int:number>/rules/new/", files.set_rule, name="set_rule"),
    # contacts
    path("<int:number>/plan/", contacts_plan.plan, name="plan"),
    path("<int:number>/plan/new/", contacts_plan.set_plan, name="set_plan"),
    path("<int:number>/plan/<int:version>/", contacts_plan.version, name="plan_version"),
    path("<int:number>/plan/share/", contacts_plan.share, name="share_plan"),
    path("<int:number>/plan/shares/<int:key>/", contacts_plan.shared, name="plan_share"),
    path("<int:number>/plan/shares/<int:key>/end/", contacts_plan.end_share, name="end_share"),
    path("<int:number>/contacts/", contacts.contacts, name="contacts"),
    path("<int:number>/contacts/new/", contacts.new, name="record_contact"),
    path("<int:number>/contacts/<int:key>/", contacts.contact, name="contact"),
    path("<int:number>/contacts/<int:key>/correct/", contacts.correct, name="correct_contact"),
    path("<int:number>/contacts/<int:key>/record/", contacts.written_record, name="written"),
    path("<int:number>/contacts/<int:key>/handed/", contacts.hand_over, name="hand_over"),
    path("<int:number>/promises/<int:key>/", contacts.settle, name="settle_promise"),
    # release
    path("<int:number>/release/", release.release, name="release"),
    path("<int:number>/release/prepare/", release.prepare, name="prepare"),
    path("<int:number>/release/follow-ups/", release.follow_ups, name="follow_ups"),
    path("<int:number>/release/lists/<slug:group>/", release.add_step, name="add_step"),
    path("<int:number>/release/steps/<int:key>/", release.end_step, name="end_step"),
    path("<int:number>/release/steps/<int:key>/move/", release.move_step, name="move_step"),
    path("<int:number>/release/arranged/<slug:kind>/", release.arrange, name="arrange"),
    path("<int:number>/release/arranged/<slug:kind>/all/", release.versions, name="arranged"),
    path("<int:number>/release/debriefs/new/", release_debrief.new, name="record_debrief"),
    path("<int:number>/release/debriefs/<int:key>/", release_debrief.void, name="void_debrief"),
    path("<int:number>/end/", release_end.end, name="end"),
    path("<int:number>/reopen/", release_end.reopen, name="reopen"),
]
