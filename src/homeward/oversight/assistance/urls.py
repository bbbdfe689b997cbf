"""Addresses of assistance."""

from django.urls import path

from homeward.oversight.assistance.views import money, requests

app_name = "assistance"
REQUEST = "requests/<uuid:request_id>/"
FUND = "funds/<int:fund_id>/"
COMMITMENT = "commitments/<int:commitment_id>/"
urlpatterns = [
    path("", requests.pipeline, name="pipeline"),
    path("new/", requests.new, name="new"),
    path("results/", requests.results, name="results"),
    path(REQUEST, requests.one, name="request"),
    path(f"{REQUEST}edit/", requests.edit, name="edit"),
    path(f"{REQUEST}send/", requests.send, name="send"),
    path(f"{REQUEST}again/", requests.again, name="again"),
    path(f"{REQUEST}steps/<slug:name>/", requests.step, name="step"),
    path(f"{REQUEST}money/", money.new_commitment, name="commit"),
    path("funds/", money.funds, name="funds"),
    path("funds/new/", money.new_fund, name="new_fund"),
    path(FUND, money.fund, name="fund"),
    path(f"{FUND}change/", money.edit_fund, name="edit_fund"),
    path(f"{COMMITMENT}spend/", money.new_spending, name="spend"),
    path(f"{COMMITMENT}release/", money.release_commitment, name="release"),
]
