"""Addresses of the room, below those of a case."""

from django.urls import URLPattern, path

from homeward.casework.victims.views import contacts, contacts_plan, files

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
]
