"""Addresses of the room, below those of a case."""

from django.urls import URLPattern, path

from homeward.casework.victims.views import files, harm, harm_claims, harm_statement

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
]
