"""Every address of the node, room by room."""

from django.urls import URLPattern, URLResolver, include, path

from homeward.node import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.my_work, name="my_work"),
    path("health/", views.health, name="health"),
    path("", include("homeward.foundation.web.urls")),
    path("account/", include("homeward.foundation.access.urls")),
    path("drafts/", include("homeward.foundation.access.draft_urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("duty/", include("homeward.foundation.duty.urls")),
    path("authorities/", include("homeward.foundation.authorities.urls")),
    path("journal/heads/", include("homeward.foundation.witness.urls")),
    path("journal/", include("homeward.foundation.journal.urls")),
    path("exchange/v1/", include("homeward.foundation.exchange.urls")),
    path("connections/", include("homeward.foundation.exchange.page_urls")),
    path("exchange/v1/", include("homeward.foundation.witness.peer_urls")),
    path("break-glass/", include("homeward.casework.cases.glass_urls")),
    path("law/", include("homeward.knowledge.law.urls")),
    path("law-check/", include("homeward.knowledge.law.check_urls")),
    path("manual/", include("homeward.knowledge.manual.urls")),
    path("crisis-roles/", include("homeward.casework.response.setting_urls")),
    path("case-lists/", include("homeward.casework.cases.list_urls")),
    path("cases/", include("homeward.casework.cases.urls")),
    path("cases/<str:reference>/money/", include("homeward.casework.proceeds.urls")),
    path("cases/<str:reference>/response/", include("homeward.casework.response.urls")),
    path("cases/<str:reference>/support/", include("homeward.casework.victims.urls")),
    path("support-services/", include("homeward.casework.victims.service_urls")),
    path("support-figures/", include("homeward.casework.victims.figure_urls")),
    path("trends/", include("homeward.oversight.trends.urls")),
    path("assistance/", include("homeward.oversight.assistance.urls")),
    path("reporting/", include("homeward.oversight.reporting.urls")),
    path("training/", include("homeward.oversight.assistance.training_urls")),
    path("exercises/", include("homeward.oversight.assistance.exercise_urls")),
    path("alerts/", include("homeward.casework.response.public_urls")),
    path("", include("homeward.casework.cooperation.urls")),
]

handler400 = "homeward.foundation.web.views.bad_request"
handler403 = "homeward.foundation.web.views.forbidden"
handler404 = "homeward.foundation.web.views.not_found"
handler500 = "homeward.foundation.web.views.server_error"
handler429 = "homeward.foundation.access.views.too_many_requests"  # allauth's limits
