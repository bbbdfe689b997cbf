"""Addresses of the room, below those of a case."""

from django.urls import URLPattern, path

from homeward.casework.victims.views import consents, consents_ways, files
from homeward.casework.victims.views import services_referrals as referrals

app_name = "victims"
urlpatterns: list[URLPattern] = [
    path("", files.overview, name="overview"),
    path("new/", files.open_file, name="open"),
    path("<int:number>/", files.file, name="file"),
    path("<int:number>/edit/", files.edit, name="edit"),
    path("<int:number>/rules/", files.rules, name="rules"),
    path("<int:number>/rules/new/", files.set_rule, name="set_rule"),
    # consents
    path("<int:number>/channels/new/", consents_ways.add_channel, name="add_channel"),
    path(
        "<int:number>/channels/<int:channel_id>/end/",
        consents_ways.end_channel,
        name="end_channel",
    ),
    path("<int:number>/guardians/new/", consents_ways.add_guardian, name="add_guardian"),
    path(
        "<int:number>/guardians/<int:guardian_id>/end/",
        consents_ways.end_guardian,
        name="end_guardian",
    ),
    path("<int:number>/consents/", consents.consents, name="consents"),
    path("<int:number>/consents/new/", consents.record, name="record_consent"),
    path(
        "<int:number>/consents/<int:consent_id>/withdraw/",
        consents.withdraw,
        name="withdraw_consent",
    ),
    path("<int:number>/overrides/new/", consents.ask, name="ask_override"),
    path("<int:number>/overrides/<int:override_id>/", consents.override, name="override"),
    # services
    path("<int:number>/referrals/new/", referrals.refer, name="refer"),
    path("<int:number>/referrals/<int:referral_id>/", referrals.referral, name="referral"),
    path("<int:number>/referrals/<int:referral_id>/step/", referrals.step, name="referral_step"),
    path(
        "<int:number>/referrals/<int:referral_id>/transfer/",
        referrals.transfer,
        name="referral_transfer",
    ),
    path(
        "<int:number>/referrals/<int:referral_id>/letter/",
        referrals.letter,
        name="referral_letter",
    ),
    path(
        "<int:number>/referrals/<int:referral_id>/recall-notice/",
        referrals.recall_notice,
        name="recall_notice",
    ),
    path(
        "<int:number>/referrals/<int:referral_id>/confirm/",
        referrals.confirm,
        name="confirm_recall",
    ),
]
