"""Addresses of the manual."""

from django.urls import path

from homeward.knowledge.manual.views import adapting, paper, practices, reading

app_name = "manual"
PLAYBOOK = "playbooks/<slug:code>/"
PRACTICE = "practices/<slug:code>/"
urlpatterns = [
    path("", practices.front, name="front"),
    path("search/", practices.search, name="search"),
    path("letters/<slug:letter>/", practices.letter, name="letter"),
    path("roles/<slug:role>/", practices.role, name="role"),
    path("files/<slug:language>/pdf/", paper.whole_pdf, name="whole_pdf"),
    path("files/<slug:language>/pages/", paper.bundle, name="bundle"),
    path(PRACTICE, practices.practice, name="practice"),
    path(f"{PRACTICE}pdf/", paper.practice_pdf, name="practice_pdf"),
    path("playbooks/", reading.playbooks, name="playbooks"),
    path(PLAYBOOK, reading.playbook, name="playbook"),
    path(f"{PLAYBOOK}versions/<int:number>/", reading.version, name="version"),
    path(f"{PLAYBOOK}begin/", adapting.begin, name="begin_draft"),
    path(f"{PLAYBOOK}draft/", adapting.draft, name="draft"),
    path(f"{PLAYBOOK}draft/decide/", adapting.decide, name="decide"),
    path(f"{PLAYBOOK}draft/steps/<slug:step>/", adapting.step, name="draft_step"),
    path(f"{PLAYBOOK}draft/steps/<slug:step>/add/", adapting.add, name="draft_add"),
    path(f"{PLAYBOOK}draft/steps/<slug:step>/leave/", adapting.leave, name="draft_leave"),
    path(f"{PLAYBOOK}draft/steps/<slug:step>/move/", adapting.move, name="draft_move"),
]
