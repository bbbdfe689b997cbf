"""Addresses of the law."""

from django.urls import path

from homeward.knowledge.law.views import (
    comparing,
    confirming,
    editing,
    files,
    proposals,
    reading,
    shipping,
    standing,
)

app_name = "law"
STATE = "states/<slug:state>/"
urlpatterns = [
    path("", reading.states, name="states"),
    path("elements/", reading.elements, name="elements"),
    path("elements/<slug:element>/", reading.element, name="element"),
    path("crosswalk/", reading.crosswalk, name="crosswalk"),
    path("compare/", comparing.compare, name="compare"),
    path("compare/<slug:kind>/", comparing.compare_file, name="compare_file"),
    path("export/<slug:kind>/", files.export, name="export_all"),
    path("import/", files.import_file, name="import"),
    path("import/propose/", files.propose_imported, name="propose_imported"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<int:proposal>/", proposals.proposal, name="proposal"),
    path("proposals/<int:proposal>/decide/", proposals.decide, name="decide"),
    path("follow/", standing.follow_several, name="follow_several"),
    path("add/", editing.add_state, name="add_state"),
    path(STATE, reading.state, name="state"),
    path(f"{STATE}gaps/", reading.state_gaps, name="gaps"),
    path(f"{STATE}shipped/", shipping.shipped, name="shipped"),
    path(f"{STATE}history/", reading.state_history, name="history"),
    path(f"{STATE}export/<slug:kind>/", files.export, name="export"),
    path(f"{STATE}follow/", editing.follow, name="follow"),
    path(f"{STATE}change/", editing.head, name="head"),
    path(f"{STATE}take-out/", editing.take_out, name="take_out"),
    path(f"{STATE}change/cells/<slug:offence>/<slug:element>/", editing.cell, name="cell"),
    path(f"{STATE}change/offences/new/", editing.offence, name="add_offence"),
    path(f"{STATE}change/offences/<slug:offence>/", editing.offence, name="offence"),
    path(f"{STATE}change/sources/new/", editing.source, name="add_source"),
    path(f"{STATE}change/sources/<slug:source>/", editing.source, name="source"),
    path(f"{STATE}change/treaties/<slug:treaty>/", editing.treaty, name="treaty"),
    path(f"{STATE}change/institutions/new/", standing.institution, name="add_institution"),
    path(
        f"{STATE}change/institutions/<slug:institution>/",
        standing.institution,
        name="institution",
    ),
    path(f"{STATE}change/pacts/new/", standing.pact, name="add_pact"),
    path(f"{STATE}change/pacts/<slug:pact>/", standing.pact, name="pact"),
    path(f"{STATE}change/confirm/<slug:offence>/", confirming.confirm, name="confirm"),
    path(f"{STATE}change/confirm-standing/", confirming.confirm_standing, name="confirm_standing"),
]
