"""Addresses of broken glasses, apart from any case: before one is broken there is none to name."""

from django.urls import path

from homeward.casework.cases.views import glass

app_name = "glass"
urlpatterns = [
    path("", glass.begin, name="begin"),
    path("<int:glass>/end/", glass.end, name="end"),
    path("reviews/", glass.reviews, name="reviews"),
    path("reviews/<int:glass>/", glass.review, name="review"),
]
