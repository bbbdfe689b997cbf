"""Addresses of the room, below those of a case."""

from django.urls import URLPattern, path

from homeward.casework.response.views import alerts, pack

app_name = "response"
urlpatterns: list[URLPattern] = [
    path("alerts/", alerts.alert_list, name="alerts"),
    path("alerts/new/", alerts.new_alert, name="alert_new"),
    path("alerts/<int:number>/", alerts.alert, name="alert"),
    path("alerts/<int:number>/edit/", alerts.edit_alert, name="alert_edit"),
    path("alerts/<int:number>/submit/", alerts.submit_alert, name="alert_submit"),
    path("alerts/<int:number>/approve/", alerts.approve_alert, name="alert_approve"),
    path("alerts/<int:number>/publish/", alerts.publish_alert, name="alert_publish"),
    path("alerts/<int:number>/withdraw/", alerts.withdraw_alert, name="alert_withdraw"),
    path("alerts/<int:number>/follow/", alerts.follow_alert, name="alert_follow"),
    path("alerts/<int:number>/again/", alerts.send_alert_again, name="alert_send_again"),
    path("alerts/<int:number>/file/", alerts.alert_file, name="alert_file"),
    path("pack/", pack.print_pack, name="pack"),
]
