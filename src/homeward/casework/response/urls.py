"""Addresses of the room, below those of a case."""

from django.urls import URLPattern, path

from homeward.casework.response.views import (
    contacts,
    decisions,
    overview,
    roles,
    run_steps,
    runs,
)

app_name = "response"
urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="overview"),
    path("room/", overview.room, name="room"),
    path("room/now/", overview.room_now, name="room_now"),
    path("roles/", roles.table, name="roles"),
    path("roles/new/", roles.assign, name="assign"),
    path("roles/<int:key>/end/", roles.end, name="end_role"),
    path("roles/<int:key>/hand-over/", roles.new_hand_over, name="new_hand_over"),
    path("hand-overs/<int:key>/", roles.hand_over, name="hand_over"),
    path("hand-overs/<int:key>/confirm/", roles.confirm, name="confirm_hand_over"),
    path("hand-overs/<int:key>/withdraw/", roles.withdraw, name="withdraw_hand_over"),
    path("decisions/", decisions.log, name="decisions"),
    path("decisions/new/", decisions.new, name="record_decision"),
    path("decisions/<int:number>/", decisions.decision, name="decision"),
    path("decisions/<int:number>/correct/", decisions.correct, name="correct_decision"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/new/", contacts.new, name="record_contact"),
    path("contacts/<int:number>/", contacts.contact, name="contact"),
    path("contacts/<int:number>/correct/", contacts.correct, name="correct_contact"),
    path("contacts/<int:number>/recording/", contacts.recording, name="recording"),
    path("demands/", contacts.demands, name="demands"),
    path("clocks/<int:key>/cancel/", contacts.cancel, name="cancel_clock"),
    path("plan/", runs.plan, name="plan"),
    path("plan/facts/", runs.facts, name="plan_facts"),
    path("plan/start/<slug:code>/", runs.start, name="start_run"),
    path("plan/<int:run_id>/", runs.run, name="run"),
    path("plan/<int:run_id>/steps/new/", run_steps.add, name="add_run_step"),
    path("plan/<int:run_id>/upgrade/", runs.upgrade, name="upgrade_run"),
    path("plan/<int:run_id>/end/", runs.end, name="end_run"),
    path("plan/steps/<int:step_id>/", run_steps.step, name="run_step"),
    path("plan/steps/<int:step_id>/tap/", run_steps.tap, name="tap_run_step"),
    path("plan/steps/<int:step_id>/read/", run_steps.read, name="read_run_step"),
]
