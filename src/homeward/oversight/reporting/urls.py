"""Addresses of reporting."""

from django.urls import path

from homeward.oversight.reporting.views import aggregates

AGGREGATE = "aggregates/<uuid:aggregate_id>/"
app_name = "reporting"
urlpatterns = [
    path("", aggregates.overview, name="overview"),
    path("aggregates/new/", aggregates.new, name="new_aggregate"),
    path(AGGREGATE, aggregates.one, name="aggregate"),
    path(f"{AGGREGATE}approve/", aggregates.approve, name="approve_aggregate"),
    path(f"{AGGREGATE}return/", aggregates.give_back, name="return_aggregate"),
    path(f"{AGGREGATE}again/", aggregates.again, name="send_aggregate_again"),
    path("tables/<slug:indicator>/", aggregates.table, name="table"),
    path("tables/<slug:indicator>/export/<slug:kind>/", aggregates.export, name="table_export"),
]
