"""Addresses of the manual."""

from django.urls import path

from homeward.knowledge.manual.views import (
    adapting,
    advice,
    packs,
    paper,
    practices,
    reading,
    texts,
    use,
)

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
    path(f"{PRACTICE}decide/", use.decide, name="practice_decide"),
    path(f"{PRACTICE}progress/", use.progress, name="practice_progress"),
    path(f"{PRACTICE}suggest/", use.suggestion, name="suggest"),
    path(f"{PRACTICE}begin/", texts.begin, name="practice_begin"),
    path(f"{PRACTICE}draft/", texts.draft, name="practice_draft"),
    path(f"{PRACTICE}draft/decide/", texts.decide, name="practice_draft_decide"),
    path(f"{PRACTICE}draft/<slug:language>/", texts.text, name="practice_text"),
    path(f"{PRACTICE}texts/<int:number>/", texts.version, name="practice_version"),
    path("prevention/", advice.prevention, name="prevention"),
    path("prevention/<slug:situation>/", advice.advice, name="advice"),
    path("in-this-state/", use.in_state, name="in_state"),
    path("in-this-state/csv/", use.in_state_csv, name="in_state_csv"),
    path("new-practice/", texts.new, name="new_practice"),
    path("suggestions/", use.suggestions, name="suggestions"),
    path("suggestions/<int:suggestion>/", use.answer, name="suggestion_answer"),
    path("packs/", packs.packs, name="packs"),
    path("packs/load/", packs.load, name="pack_load"),
    path("packs/make/", packs.make, name="pack_make"),
    path("packs/<slug:state>/<slug:pack>/", packs.pack, name="pack"),
    path("packs/<slug:state>/<slug:pack>/remove/", packs.remove, name="pack_remove"),
    path("packs/<slug:state>/<slug:pack>/<slug:code>/", practices.in_pack, name="in_pack"),
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
