"""The one address of drafts."""

from django.urls import path

from homeward.foundation.access.draft_views import draft

app_name = "drafts"
urlpatterns = [path("", draft, name="draft")]
