"""Whether a message says everything that approval needs, and its bytes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from homeward.casework.response.cap import (
    CapMessage,
    CapReference,
    CapText,
    compose,
)
from homeward.casework.response.cap_areas import circles, geocodes, polygons
from homeward.casework.response.errors.alerts import AlertExpired, AlertIncomplete, AlertOnlyPlayed
from homeward.casework.response.models import PublicAlert
from homeward.casework.response.words.cap import CapScope, CapStatus, CapType
from homeward.foundation.web.formats import moment_text

TEXTS = ("event", "headline", "description", "instruction", "area")


def allowed_statuses() -> list[CapStatus]:
    """The statuses of this node: only a real one alerts in earnest."""
    real = settings.HOMEWARD_ENVIRONMENT == "real"
    return list(CapStatus) if real else [CapStatus.EXERCISE, CapStatus.TEST]


def check_status(status: str) -> None:
    """Raises AlertOnlyPlayed where the node's environment does not allow the status."""
    if status not in allowed_statuses():
        raise AlertOnlyPlayed


def sender() -> str:
    """Who originates the node's messages, as the standard wants it: one word."""
    return (
        settings.HOMEWARD_ALERTS.sender or urlsplit(settings.HOMEWARD_BASE_URL).hostname or "node"
    )


def check_complete(alert: PublicAlert) -> None:
    """Raises AlertIncomplete with all that is missing, AlertExpired, AlertOnlyPlayed."""
    check_status(alert.status)
    if missing := list(_missing(alert)):
        raise AlertIncomplete(missing=", ".join(missing))
    if alert.expires and alert.expires <= datetime.now(UTC):
        raise AlertExpired(expires=moment_text(alert.expires))


def _missing(alert: PublicAlert) -> Iterator[str]:
    yield from _missing_codes(alert)
    yield from _missing_texts(alert)
    if alert.scope == CapScope.RESTRICTED and not alert.restriction:
        yield _("the restriction")
    if alert.scope == CapScope.PRIVATE and not alert.addresses.strip():
        yield _("the addresses")
    if alert.status == CapStatus.EXERCISE and not alert.note:
        yield _("the note that names the exercise")
    if not alert.risk:
        yield _("what could go wrong for the victim")
    if not alert.alternatives and alert.msg_type != CapType.CANCEL:
        yield _("the alternatives that were weighed")
    if (alert.shows_person or alert.picture) and not alert.person_risk:
        yield _("what naming, describing or picturing the person puts at risk")


def _missing_codes(alert: PublicAlert) -> Iterator[str]:
    codes = {
        _("the category"): alert.categories,
        _("the urgency"): alert.urgency,
        _("the severity"): alert.severity,
        _("the certainty"): alert.certainty,
        _("the end"): alert.expires,
        _("the name of the sender"): alert.sender_name,
        _("a language"): alert.languages,
    }
    yield from (word for word, value in codes.items() if not value)


def _missing_texts(alert: PublicAlert) -> Iterator[str]:
    words = {
        "event": _("the event"),
        "headline": _("the headline"),
        "description": _("the description"),
        "area": _("the words for the area"),
    }
    for language in alert.languages:
        texts = alert.texts.get(language, {})
        yield from (f"{word} ({language})" for name, word in words.items() if not texts.get(name))


def composed(alert: PublicAlert, sent: datetime) -> bytes:
    """The bytes of the message as it stands, sent at `sent`."""
    texts = [
        CapText(language, *(alert.texts.get(language, {}).get(name, "") for name in TEXTS))
        for language in alert.languages
    ]
    return compose(
        CapMessage(
            identifier=alert.identifier,
            sender=alert.sender,
            sent=sent,
            status=alert.status,
            msg_type=alert.msg_type,
            scope=alert.scope,
            restriction=alert.restriction if alert.scope == CapScope.RESTRICTED else "",
            addresses=_addresses(alert),
            note=alert.note,
            references=_references(alert),
            categories=alert.categories,
            responses=alert.responses,
            urgency=alert.urgency,
            severity=alert.severity,
            certainty=alert.certainty,
            effective=alert.effective,
            onset=alert.onset,
            expires=alert.expires,
            sender_name=alert.sender_name,
            web=alert.web,
            contact=alert.contact,
            picture=alert.picture,
            picture_words=texts[0].headline if texts else "",
            texts=texts,
            polygons=polygons(alert.polygons),
            circles=circles(alert.circles),
            geocodes=geocodes(alert.geocodes),
        )
    )


def _addresses(alert: PublicAlert) -> list[str]:
    if alert.scope != CapScope.PRIVATE:
        return []
    return [line.strip() for line in alert.addresses.splitlines() if line.strip()]


def _references(alert: PublicAlert) -> list[CapReference]:
    """Every message that this one takes the place of, the earliest first."""
    found: list[CapReference] = []
    earlier = alert.follows
    while earlier is not None and earlier.sent is not None:
        found.insert(0, CapReference(earlier.sender, earlier.identifier, earlier.sent))
        earlier = earlier.follows
    return found
