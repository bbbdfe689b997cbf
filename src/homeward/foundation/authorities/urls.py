"""Addresses of the room."""

from django.urls import path

from homeward.foundation.authorities import views

app_name = "authorities"
urlpatterns = [
    path("", views.authorities, name="list"),
    path("directories/", views.directories, name="directories"),
    path("directories/follow/", views.follow, name="follow"),
    path("directories/<int:number>/refresh/", views.refresh, name="refresh"),
    path("directories/<int:number>/unfollow/", views.unfollow, name="unfollow"),
    path("directories/keys/<int:number>/", views.decide, name="decide"),
]
