"""What everybody may read without signing in: the feed of public alerts, and each message.

Only published messages for everybody are served, while they are in force, and only when the node's
settings switch it on. Nothing here knows a case.
"""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from homeward.casework.response.alert_feed import feed_bytes
from homeward.casework.response.queries.alerts import published, published_now


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The messages in force as an Atom feed (RFC 4287)."""
    if not settings.HOMEWARD_ALERTS.feed:
        return _nothing()
    return _open(feed_bytes(published_now()), "application/atom+xml; charset=utf-8")


@require_safe
def message(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """One message in force: the bytes that were approved."""
    found = published(identifier) if settings.HOMEWARD_ALERTS.feed else None
    return _open(bytes(found.message), "application/cap+xml") if found else _nothing()


def _open(content: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    # A cancellation must be seen soon, so nobody keeps an answer for longer than this.
    response["Cache-Control"] = "public, max-age=30"
    return response


def _nothing() -> HttpResponse:
    """The same for what is over, what never was, and a feed that is switched off."""
    return HttpResponse(b"", status=404, content_type="text/plain; charset=utf-8")
