"""Addresses of the trends."""

from django.urls import path

from homeward.oversight.trends.views import importing, mapping, offices, reading

app_name = "trends"
urlpatterns = [
    path("", reading.overview, name="overview"),
    path("method/", reading.method, name="method"),
    path("office/", offices.tables, name="cts"),
    path("office/export/<slug:kind>/", offices.export, name="cts_export"),
    path("count/", importing.count, name="count"),
    path("import/", importing.bring, name="bring"),
    path("import/<uuid:upload>/", importing.choose, name="choose"),
    path("sets/<int:dataset_id>/", reading.dataset, name="dataset"),
    path("sets/<int:dataset_id>/apart/", reading.apart, name="apart"),
    path("sets/<int:dataset_id>/export/<slug:kind>/", reading.export, name="export"),
    path("sets/<int:dataset_id>/picture/", reading.picture, name="picture"),
    path("sets/<int:dataset_id>/map/", mapping.page, name="map"),
    path("sets/<int:dataset_id>/map/picture/", mapping.picture, name="map_picture"),
    # The codes of a file are its publisher's: there may be a slash in one.
    path(
        "sets/<int:dataset_id>/areas/<path:area>/picture/",
        reading.area_picture,
        name="area_picture",
    ),
    path("sets/<int:dataset_id>/areas/<path:area>/", reading.area, name="area"),
]
