"""Addresses of checks and of treaty articles."""

from django.urls import path

from homeward.knowledge.law.views import articles, checks

app_name = "law_check"
urlpatterns = [
    path("", checks.double_criminality, name="check"),
    path("route/", checks.route, name="route"),
    path("document/", checks.document, name="document"),
    path("treaties/", articles.listed, name="treaties"),
    path("treaties/<slug:treaty>/<slug:article>/", articles.article, name="article"),
]
