"""Addresses of the room, below those of a case."""

from django.urls import URLPattern, path

from homeward.casework.response.views import run_steps, runs

app_name = "response"
urlpatterns: list[URLPattern] = [
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
