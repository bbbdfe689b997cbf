"""Addresses of the room, below those of a case."""

from django.urls import URLPattern, path

from homeward.casework.victims.views import (
    files,
    harm,
    harm_claims,
    harm_statement,
    rights,
    rights_heard,
)

app_name = "victims"
urlpatterns: list[URLPattern] = [
    path("", files.overview, name="overview"),
    path("new/", files.open_file, name="open"),
    path("<int:number>/", files.file, name="file"),
    path("<int:number>/edit/", files.edit, name="edit"),
    path("<int:number>/rules/", files.rules, name="rules"),
    path("<int:number>/rules/new/", files.set_rule, name="set_rule"),
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
    # rights
    path("<int:number>/rights/", rights.rights, name="rights"),
    path("<int:number>/rights/wish/", rights.set_wish, name="set_wish"),
    path("<int:number>/rights/notice/", rights.owe_notice, name="owe_notice"),
    path("<int:number>/rights/notice/<int:key>/", rights.settle_notice, name="settle_notice"),
    path("<int:number>/heard/new/", rights_heard.new_heard, name="new_heard"),
    path("<int:number>/heard/<int:which>/", rights_heard.heard, name="heard"),
    path("<int:number>/heard/<int:which>/pass-on/", rights_heard.pass_on, name="pass_on"),
    path("<int:number>/heard/<int:which>/end/", rights_heard.end_heard, name="end_heard"),
    path("<int:number>/complaints/new/", rights_heard.new_complaint, name="new_complaint"),
    path("<int:number>/complaints/<int:which>/", rights_heard.complaint, name="complaint"),
    path("<int:number>/complaints/<int:which>/answer/", rights_heard.answer, name="answer"),
]
