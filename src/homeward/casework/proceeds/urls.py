"""Addresses of the money tab, under `cases/<reference>/money/`."""

from django.urls import path

from homeward.casework.proceeds.views import claims, ledgers, matches, money, orders, results, runs

app_name = "proceeds"
urlpatterns = [
    path("", money.money, name="money"),
    path("ledgers/new/", ledgers.upload, name="upload"),
    path("ledgers/<int:ledger_id>/", ledgers.ledger, name="ledger"),
    path("ledgers/<int:ledger_id>/mapping/", ledgers.mapping, name="mapping"),
    path("ledgers/<int:ledger_id>/accept/", ledgers.accept, name="accept"),
    path("ledgers/<int:ledger_id>/choose/", ledgers.choose, name="choose"),
    path("ledgers/<int:ledger_id>/discard/", ledgers.discard, name="discard"),
    path("ledgers/<int:ledger_id>/claim/", claims.new, name="claim"),
    path("claims/<int:claim_id>/trace/", claims.trace, name="ask_trace"),
    path("claims/<int:claim_id>/withdraw/", claims.withdraw, name="withdraw"),
    path("claims/<int:claim_id>/abroad/", claims.abroad, name="abroad"),
    path("traces/<int:trace_id>/", results.trace, name="trace"),
    path("traces/<int:trace_id>/progress/", results.trace_progress, name="trace_progress"),
    path("traces/<int:trace_id>/freeze/", orders.freeze, name="freeze"),
    path("orders/<int:order_id>/lift/", orders.lift, name="lift"),
    path("runs/<uuid:run_id>/", runs.run, name="run"),
    path("runs/<uuid:run_id>/progress/", runs.run_progress, name="run_progress"),
    path("runs/<uuid:run_id>/hand-overs/<int:hand_over_id>/", runs.decide, name="decide"),
    path("runs/<uuid:run_id>/hand-overs/<int:hand_over_id>/payment/", matches.match, name="match"),
]
