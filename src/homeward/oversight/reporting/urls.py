"""Addresses of reporting."""

from django.urls import path

from homeward.oversight.reporting.views import aggregates, papers, reports, rounds, tables

AGGREGATE = "aggregates/<uuid:aggregate_id>/"
ROUND = "rounds/<uuid:round_id>/"
SUBMISSION = "replies/<uuid:submission_id>/"
REPORT = "reports/<uuid:report_id>/"
app_name = "reporting"
urlpatterns = [
    path("", aggregates.overview, name="overview"),
    path("aggregates/new/", aggregates.new, name="new_aggregate"),
    path(AGGREGATE, aggregates.one, name="aggregate"),
    path(f"{AGGREGATE}approve/", aggregates.approve, name="approve_aggregate"),
    path(f"{AGGREGATE}return/", aggregates.give_back, name="return_aggregate"),
    path(f"{AGGREGATE}again/", aggregates.again, name="send_aggregate_again"),
    path("tables/<slug:indicator>/", tables.table, name="table"),
    path("tables/<slug:indicator>/export/<slug:kind>/", tables.export, name="table_export"),
    path("tables/<slug:indicator>/picture/", tables.picture, name="table_picture"),
    path("rounds/new/", rounds.new, name="new_round"),
    path(ROUND, rounds.one, name="round"),
    path(f"{ROUND}answers/<slug:paragraph>/", rounds.answer, name="answer"),
    path(f"{ROUND}compile/", reports.compile_report, name="compile"),
    path(f"{ROUND}paper/<slug:state>/", papers.enter, name="enter_paper"),
    path(SUBMISSION, rounds.submission, name="submission"),
    path(f"{SUBMISSION}scan/", papers.scan, name="scan"),
    path(f"{SUBMISSION}paper/take/", papers.take, name="take_paper"),
    path(f"{SUBMISSION}paper/return/", papers.give_back, name="return_paper"),
    path(f"{SUBMISSION}lay/", rounds.lay, name="lay"),
    path(f"{SUBMISSION}clear/", rounds.clear, name="clear"),
    path(f"{SUBMISSION}return/", rounds.give_back, name="return_reply"),
    path(f"{SUBMISSION}again/", rounds.again, name="send_reply_again"),
    path(REPORT, reports.one, name="report"),
    path(f"{REPORT}file/<slug:kind>/<slug:language>/", reports.file, name="file"),
    path(f"{REPORT}annex/<slug:kind>/", reports.annex, name="annex"),
    path(f"{REPORT}share/", reports.share, name="share"),
]
