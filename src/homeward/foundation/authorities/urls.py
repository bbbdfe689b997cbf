"""Addresses of the room."""

from django.urls import path

from homeward.foundation.authorities import contact_views, views

app_name = "authorities"
urlpatterns = [
    path("", views.authorities, name="list"),
    path("who/", contact_views.who, name="who"),
    path("states/<str:code>/", contact_views.state, name="state"),
    path("states/<str:code>/enter/", contact_views.enter, name="enter"),
    path("points/<int:number>/verify/", contact_views.verify, name="verify"),
    path("pings/", contact_views.pings, name="pings"),
    path("pings/send/", contact_views.send, name="send_ping"),
    path("pings/<uuid:ping_id>/", contact_views.ping, name="ping"),
    path("pings/<uuid:ping_id>/answer/", contact_views.answer, name="answer_ping"),
    path("pings/<uuid:ping_id>/code/", contact_views.code, name="ping_code"),
    path("directories/", views.directories, name="directories"),
    path("directories/follow/", views.follow, name="follow"),
    path("directories/<int:number>/refresh/", views.refresh, name="refresh"),
    path("directories/<int:number>/unfollow/", views.unfollow, name="unfollow"),
    path("directories/keys/<int:number>/", views.decide, name="decide"),
]
