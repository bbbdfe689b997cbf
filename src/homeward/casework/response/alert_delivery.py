"""Bringing a published message to the endpoints of the settings: by jobs, again and again, visibly.

Nothing else is contacted. An endpoint is called by HTTPS at an address that was checked: private
ones only where the settings name their range. Redirects and proxies are not followed.
"""

import logging
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit, urlunsplit

import certifi
from django.conf import settings
from django.db import transaction
from django.db.models import F

from homeward.casework.response.errors.alerts import AlertNotInStage, EndpointPrivate
from homeward.casework.response.models import AlertDelivery, PublicAlert, PublishedAlert
from homeward.casework.response.words.cap import AlertStage, DeliveryState
from homeward.foundation.access.roles import Compartment
from homeward.foundation.authorities.addresses import allowed_addresses, real_address
from homeward.foundation.errors import HomewardError
from homeward.foundation.guard.actor import Actor, service
from homeward.foundation.guard.context import opened
from homeward.foundation.guard.jobs import job
from homeward.foundation.journal.actions import record

COURIER = service("alerts")
PAUSES = (30, 60, 300, 900, 1800, 3600, 3600, 7200, 7200, 14_400)
"""Seconds before each further attempt; after the last one the endpoint is given up."""
_CONNECT_SECONDS, _ANSWER_SECONDS = 5.0, 20.0

log = logging.getLogger(__name__)


def send_to_endpoints(alert: PublicAlert, endpoints: Sequence[str]) -> None:
    """Queue the message for every endpoint, in the transaction of its publication."""
    for endpoint in endpoints:
        row = AlertDelivery.objects.create(
            case=alert.case,
            compartment=Compartment.CRISIS,
            alert=alert,
            identifier=alert.identifier,
            endpoint=endpoint,
        )
        deliver_alert.defer(actor=COURIER, delivery=row.pk)


@transaction.atomic
def deliver_again(alert: PublicAlert, *, actor: Actor) -> int:
    """Try every endpoint once more that has not taken the message; how many. A person asks for it.

    Raises AlertNotInStage for a message that is not out, or replaced.
    """
    if alert.stage != AlertStage.PUBLISHED:
        raise AlertNotInStage(stage=alert.get_stage_display())
    rows = AlertDelivery.objects.filter(alert=alert).exclude(state=DeliveryState.DELIVERED)
    waiting = list(rows.select_for_update())
    for row in waiting:
        row.state, row.attempts = DeliveryState.WAITING, 0
        row.save(update_fields=["state", "attempts"])
        deliver_alert.defer(actor=COURIER, delivery=row.pk)
    record(
        "response.alert_sent_again",
        actor=actor,
        subject=("alert", alert.pk),
        case_id=alert.case_id,
        compartment=Compartment.CRISIS,
        endpoints=len(waiting),
    )
    return len(waiting)


@job("response.alert_deliver", in_transaction=False)
def deliver_alert(*, actor: Actor, delivery: int) -> None:
    """Post one message to one endpoint; note what came of it, and when to try again."""
    with opened(actor):
        row = AlertDelivery.objects.filter(pk=delivery, state=DeliveryState.WAITING).first()
        found = PublishedAlert.objects.filter(pk=row.identifier).first() if row else None
        # An endpoint that has the later message must not get the one that it ended.
        over = found is not None and PublishedAlert.objects.filter(replaces=found.pk).exists()
    if row is None or found is None:
        return
    if over:
        problem, final = "replaced", True
    elif found.expires <= datetime.now(UTC):
        problem, final = "expired", True
    else:
        problem, final = post(row.endpoint, bytes(found.message)), False
    with opened(actor):
        _note(row, problem, actor, final=final or row.attempts >= len(PAUSES))


def _note(row: AlertDelivery, problem: str, actor: Actor, *, final: bool) -> None:
    state = DeliveryState.FAILED if final else DeliveryState.WAITING
    state = state if problem else DeliveryState.DELIVERED
    now = datetime.now(UTC)
    AlertDelivery.objects.filter(pk=row.pk).update(
        state=state, attempts=F("attempts") + 1, problem=problem, changed_at=now
    )
    if state == DeliveryState.WAITING:
        pause = timedelta(seconds=PAUSES[row.attempts])
        deliver_alert.defer(actor=actor, at=now + pause, delivery=row.pk)
        return
    record(
        "response.alert_delivered" if not problem else "response.alert_undelivered",
        actor=actor,
        subject=("alert", row.alert_id),
        case_id=row.case_id,
        compartment=row.compartment,
        attempts=row.attempts + 1,
    )


def post(endpoint: str, message: bytes) -> str:
    """Post a message; empty when the endpoint took it, else the code of why not, which
    `words.deliveries.why_undelivered` says in a sentence."""
    import httpx  # only the worker that delivers loads it

    timeout = httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS)
    try:
        url, host = checked_address(endpoint)
        with httpx.Client(
            verify=_tls(), timeout=timeout, follow_redirects=False, trust_env=False
        ) as client:
            answer = client.post(
                url,
                content=message,
                headers={"Host": urlsplit(endpoint).netloc, "Content-Type": "application/cap+xml"},
                extensions={"sni_hostname": host},
            )
    except HomewardError as error:
        return error.code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return type(error).__name__
    except (OSError, ssl.SSLError):
        return "certificate_unreadable"
    return "" if answer.is_success else f"http_{answer.status_code}"


def checked_address(endpoint: str) -> tuple[str, str]:
    """The endpoint by an address that may be called, and its name. Raises EndpointPrivate,
    AddressNotAllowed, AddressUnknown.

    The name is looked up once and the call goes to the address that was judged.
    """
    parts = urlsplit(endpoint)
    host, port = parts.hostname or "", parts.port or 443
    ranges = settings.HOMEWARD_ALERTS.networks
    # Link-local, metadata and the like are never called; private ones only where they are listed.
    found = allowed_addresses(host, port, ranges=(), loopback=True)
    real = [real_address(one) for one in found]
    if not all(one.is_global or _is_listed(one, ranges) for one in real):
        raise EndpointPrivate(host=host)
    first = ip_address(found[0].partition("%")[0])
    shown = f"[{first}]" if first.version == 6 else str(first)
    return urlunsplit(("https", f"{shown}:{port}", parts.path or "/", parts.query, "")), host


def _is_listed(address: IPv4Address | IPv6Address, ranges: Sequence[str]) -> bool:
    return any(address in ip_network(one) for one in ranges)


def _tls() -> ssl.SSLContext:
    return ssl.create_default_context(
        cafile=settings.HOMEWARD_ALERTS.authorities or certifi.where()
    )
