"""Addresses of the room."""

from django.urls import path

from homeward.foundation.authorities import call_views, contact_views, entry_views, views

app_name = "authorities"
urlpatterns = [
    path("", views.authorities, name="list"),
    path("who/", contact_views.who, name="who"),
    path("enter/", entry_views.enter_elsewhere, name="enter_elsewhere"),
    path("states/<str:code>/", contact_views.state, name="state"),
    path("states/<str:code>/enter/", entry_views.enter, name="enter"),
    path("entries/<str:code>/", entry_views.change, name="change"),
    path("entries/<str:code>/remove/", entry_views.remove, name="remove"),
    path("entries/<str:code>/points/", entry_views.add_point, name="add_point"),
    path("points/<int:number>/", entry_views.change_point, name="change_point"),
    path("points/<int:number>/remove/", entry_views.take_point, name="remove_point"),
    path("points/<int:number>/verify/", entry_views.verify, name="verify"),
    path("calls/<str:code>/", call_views.call, name="note_call"),
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
