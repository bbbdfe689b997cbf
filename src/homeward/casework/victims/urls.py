"""Addresses of the room, below those of a case."""

from django.urls import URLPattern, path

from homeward.casework.victims.views import files, view, view_access

app_name = "victims"
urlpatterns: list[URLPattern] = [
    path("", files.overview, name="overview"),
    path("new/", files.open_file, name="open"),
    path("<int:number>/", files.file, name="file"),
    path("<int:number>/edit/", files.edit, name="edit"),
    path("<int:number>/rules/", files.rules, name="rules"),
    path("<int:number>/rules/new/", files.set_rule, name="set_rule"),
    # view
    path("<int:number>/view/", view.overview, name="view"),
    path("<int:number>/view/write/", view.write, name="view_write"),
    path("<int:number>/view/<int:version>/", view.update, name="view_update"),
    path("<int:number>/view/<int:version>/release/", view.release, name="view_release"),
    path("<int:number>/view/<int:version>/withdraw/", view.withdraw, name="view_withdraw"),
    path("<int:number>/view/<int:version>/letter/", view.letter, name="view_page_letter"),
    path("<int:number>/view/access/new/", view_access.give, name="view_give"),
    path("<int:number>/view/access/<int:key>/letter/", view_access.letter, name="view_letter"),
    path("<int:number>/view/access/<int:key>/unlock/", view_access.unlock, name="view_unlock"),
    path("<int:number>/view/access/<int:key>/revoke/", view_access.revoke, name="view_revoke"),
]
