"""The addresses of families: short words that say nothing in a browser's list of pages visited."""

from django.urls import URLPattern, path

from homeward.casework.victims.family.views import entering, pages

urlpatterns: list[URLPattern] = [
    path("", pages.home, name="home"),
    path("2/", entering.second, name="second"),
    path("new/", entering.new, name="new"),
    path("choose/", entering.choose, name="choose"),
    path("app/", entering.app, name="app"),
    path("leave/", pages.leave, name="leave"),
    path("out/", pages.sign_out, name="sign_out"),
    path("language/", pages.language, name="language"),
    path("health/", pages.health, name="health"),
]
handler400 = pages.not_readable
handler403 = pages.not_readable
handler404 = pages.not_found
handler500 = pages.broken
