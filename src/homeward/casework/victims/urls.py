"""Addresses of the room, below those of a case."""

from django.urls import URLPattern, path

from homeward.casework.victims.views import files, needs, needs_plan

app_name = "victims"
urlpatterns: list[URLPattern] = [
    path("", files.overview, name="overview"),
    path("new/", files.open_file, name="open"),
    path("<int:number>/", files.file, name="file"),
    path("<int:number>/edit/", files.edit, name="edit"),
    path("<int:number>/rules/", files.rules, name="rules"),
    path("<int:number>/rules/new/", files.set_rule, name="set_rule"),
    # needs
    path("<int:number>/needs/", needs.needs, name="needs"),
    path("<int:number>/needs/new/", needs.new, name="needs_new"),
    path("<int:number>/needs/<int:need>/", needs.change, name="needs_change"),
    path("<int:number>/needs/course/", needs.course, name="needs_course"),
    path("<int:number>/needs/assess/", needs.assess, name="needs_assess"),
    path("<int:number>/needs/next/", needs.next_date, name="needs_next"),
    path(
        "<int:number>/needs/assessments/<int:assessment>/",
        needs.assessment,
        name="needs_assessment",
    ),
    path(
        "<int:number>/needs/assessments/<int:assessment>/correct/",
        needs.correct,
        name="needs_correct",
    ),
    path("<int:number>/plan/", needs_plan.plan, name="needs_plan"),
    path("<int:number>/plan/new/", needs_plan.new_goal, name="needs_new_goal"),
    path("<int:number>/plan/<int:goal>/", needs_plan.change_goal, name="needs_change_goal"),
    path("<int:number>/plan/<int:goal>/step/", needs_plan.new_step, name="needs_new_step"),
    path(
        "<int:number>/plan/steps/<int:plan_step>/",
        needs_plan.change_step,
        name="needs_change_step",
    ),
]
