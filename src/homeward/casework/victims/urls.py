"""Addresses of the room, below those of a case."""

from django.urls import URLPattern, path

from homeward.casework.victims.views import (
    consents,
    consents_ways,
    files,
    harm,
    harm_claims,
    harm_statement,
    protection,
    protection_abroad,
    protection_measures,
    services_referrals,
)

app_name = "victims"
urlpatterns: list[URLPattern] = [
    path("", files.overview, name="overview"),
    path("new/", files.open_file, name="open"),
    path("<int:number>/", files.file, name="file"),
    path("<int:number>/edit/", files.edit, name="edit"),
    path("<int:number>/rules/", files.rules, name="rules"),
    path("<int:number>/rules/new/", files.set_rule, name="set_rule"),
    # protection
    path("<int:number>/protection/", protection.protection, name="protection"),
    path("<int:number>/protection/threat/", protection.assess, name="assess"),
    path("<int:number>/protection/threat/<int:key>/", protection.correct, name="correct_threat"),
    path("<int:number>/protection/measures/", protection_measures.add, name="add_measure"),
    path(
        "<int:number>/protection/measures/<int:key>/", protection_measures.measure, name="measure"
    ),
    path(
        "<int:number>/protection/measures/<int:key>/edit/",
        protection_measures.edit,
        name="edit_measure",
    ),
    path(
        "<int:number>/protection/measures/<int:key>/<slug:word>/",
        protection_measures.step,
        name="measure_step",
    ),
    path("<int:number>/protection/address/", protection.seal_address, name="seal_address"),
    path(
        "<int:number>/protection/address/<int:key>/end/",
        protection.end_address,
        name="end_address",
    ),
    path("abroad/<slug:kind>/", protection_abroad.abroad, name="abroad"),
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
    path("<int:number>/referrals/new/", services_referrals.refer, name="refer"),
    path("<int:number>/referrals/<int:referral_id>/", services_referrals.referral, name="referral"),
    path(
        "<int:number>/referrals/<int:referral_id>/step/",
        services_referrals.step,
        name="referral_step",
    ),
    path(
        "<int:number>/referrals/<int:referral_id>/transfer/",
        services_referrals.transfer,
        name="referral_transfer",
    ),
    path(
        "<int:number>/referrals/<int:referral_id>/letter/",
        services_referrals.letter,
        name="referral_letter",
    ),
    path(
        "<int:number>/referrals/<int:referral_id>/recall-notice/",
        services_referrals.recall_notice,
        name="recall_notice",
    ),
    path(
        "<int:number>/referrals/<int:referral_id>/confirm/",
        services_referrals.confirm,
        name="confirm_recall",
    ),
    # harm
    path("recovered/", harm.recovered, name="recovered"),
    path("recovered/new/", harm.add_recovered, name="add_recovered"),
    path("<int:number>/losses/", harm.losses, name="losses"),
    path("<int:number>/losses/new/", harm.record_loss, name="record_loss"),
    path("<int:number>/losses/statement/", harm_statement.statement, name="statement"),
    path("<int:number>/losses/statement.pdf", harm_statement.statement_pdf, name="statement_pdf"),
    path("<int:number>/losses/<int:which>/", harm.loss, name="loss"),
    path("<int:number>/losses/<int:which>/item/", harm.add_evidence, name="loss_evidence"),
    path("<int:number>/losses/<int:which>/verify/", harm.verify_loss, name="verify_loss"),
    path("<int:number>/losses/<int:which>/withdraw/", harm.withdraw_loss, name="withdraw_loss"),
    path("<int:number>/compensation/new/", harm_claims.make, name="make_claim"),
    path("<int:number>/compensation/<int:which>/", harm_claims.claim, name="claim"),
    path("<int:number>/compensation/<int:which>/file/", harm_claims.file_it, name="file_claim"),
    path("<int:number>/compensation/<int:which>/limit/", harm_claims.limit, name="limit_claim"),
    path("<int:number>/compensation/<int:which>/decide/", harm_claims.decide, name="decide_claim"),
    path("<int:number>/compensation/<int:which>/pay/", harm_claims.pay, name="pay_claim"),
    path("<int:number>/compensation/<int:which>/back/", harm_claims.repay, name="repay_claim"),
    path("<int:number>/compensation/<int:which>/close/", harm_claims.close, name="close_claim"),
]
