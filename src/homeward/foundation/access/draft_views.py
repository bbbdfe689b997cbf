"""The address to which a page sends what is being typed; every page of one's own drafts."""

from collections.abc import Callable
from contextlib import suppress

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.views.decorators.http import require_http_methods

from homeward.foundation.access.drafts import Fields, discard_draft, draft_of, keep_draft
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.web.formats import moment_text

# What a page sends beside its fields: secrets of the form, and what the draft is called.
_NO_FIELDS = ("csrfmiddlewaretoken", "form_token", "draft_form", "draft_subject", "draft_action")


def typed_fields(sent: QueryDict) -> Fields:
    """The fields of a form as they were typed."""
    return {name: texts for name, texts in sent.lists() if name not in _NO_FIELDS}


@login_required
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Tell (GET), keep (POST) or discard (POST with `draft_action` = `discard`) one's own draft.

    The answer to GET carries a fresh token against forgery: a page that lay open while its person
    signed in anew needs it.
    """
    assert isinstance(request.user, User)  # noqa: S101  login_required stands before every view
    sent = request.GET if request.method == "GET" else request.POST
    form, subject = sent.get("draft_form", ""), sent.get("draft_subject", "")
    if not form:
        raise NotFound("draft")
    if request.method == "GET":
        found = draft_of(request.user, form, subject)
        answer: dict[str, object] = {"token": get_token(request)}
        if found is not None:
            answer |= {"fields": found.fields, "saved": moment_text(found.saved_at)}
        return JsonResponse(answer)
    if sent.get("draft_action") == "discard":
        discard_draft(request.user, form, subject)
        return JsonResponse({})
    kept = keep_draft(request.user, form, subject, typed_fields(request.POST))
    return JsonResponse({"saved": moment_text(kept.saved_at)})


class DraftMiddleware:
    """A form that was sent and accepted needs its draft no longer.

    The script of the page names the draft in two hidden fields of the form; an answer that leads
    on, instead of showing the form again, says that it was accepted.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if request.method == "POST" and response.status_code == 302 and isinstance(user, User):
            form = request.POST.get("draft_form", "")
            with suppress(NotFound):  # names that no page of ours sends
                discard_draft(user, form, request.POST.get("draft_subject", ""))
        return response
