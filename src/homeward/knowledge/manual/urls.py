"""Addresses of the manual."""

from django.urls import path

from homeward.knowledge.manual.views import adapting, reading

app_name = "manual"
urlpatterns = [
    path("playbooks/", reading.playbooks, name="playbooks"),
    path("playbooks/<slug:code>/", reading.playbook, name="playbook"),
    path("playbooks/<slug:code>/versions/<int:number>/", reading.version, name="version"),
    path("playbooks/<slug:code>/begin/", adapting.begin, name="begin_draft"),
    path("playbooks/<slug:code>/draft/", adapting.draft, name="draft"),
    path("playbooks/<slug:code>/draft/decide/", adapting.decide, name="decide"),
    path("playbooks/<slug:code>/draft/steps/<slug:step>/", adapting.step, name="draft_step"),
    path("playbooks/<slug:code>/draft/steps/<slug:step>/add/", adapting.add, name="draft_add"),
    path(
        "playbooks/<slug:code>/draft/steps/<slug:step>/leave/", adapting.leave, name="draft_leave"
    ),
    path("playbooks/<slug:code>/draft/steps/<slug:step>/move/", adapting.move, name="draft_move"),
]
