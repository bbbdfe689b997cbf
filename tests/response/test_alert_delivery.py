"""A published message at its endpoints: real HTTPS, tried again, visible, and nowhere else."""

import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from homeward.casework.response import alert_delivery
from homeward.casework.response.alert_delivery import checked_address, post
from homeward.casework.response.alert_settings import AlertSettings
from homeward.casework.response.errors.alerts import EndpointPrivate
from homeward.casework.response.models import AlertDelivery
from homeward.casework.response.words.deliveries import why_undelivered
from homeward.foundation.authorities.errors import AddressNotAllowed, AddressUnknown
from homeward.foundation.guard.context import opened
from tests.certificates import localhost_certificate
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People
from tests.response.alert_steps import Team, a_team, filled

JOB = "response.alert_deliver"


@dataclass(slots=True)
class Endpoint:
    """A receiver of alerts that keeps what comes and answers as it is told."""

    url: str = ""
    authority: Path = Path()
    answers: list[int] = field(default_factory=list)
    got: list[tuple[str, str, bytes]] = field(default_factory=list)


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[Endpoint]:
    """An HTTPS server on this machine with a certificate of its own making."""
    found = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append((self.path, self.headers["Content-Type"], body))
            status = found.answers.pop(0) if found.answers else 204
            self.send_response(status)
            if status == 302:
                self.send_header("Location", found.url)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing on the terminal."""

    certificate, key = localhost_certificate(tmp_path)
    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"https://localhost:{server.server_address[1]}/cap/in?source=xa"
    found.authority = certificate
    yield found
    server.shutdown()
    server.server_close()


def allowed(endpoint: Endpoint, **changes: Any) -> override_settings:
    """Settings in which the endpoint is called although it is on this machine."""
    fields: dict[str, Any] = {
        "endpoints": (endpoint.url,),
        "networks": ("127.0.0.0/8", "::1/128"),
        "authorities": str(endpoint.authority),
    }
    return override_settings(HOMEWARD_ALERTS=AlertSettings(**(fields | changes)))


@pytest.fixture
def team(people: People) -> Team:
    return a_team(people)


def rows(team: Team) -> list[AlertDelivery]:
    with opened(team.people.alice.actor):
        return list(AlertDelivery.objects.order_by("pk"))


def test_the_exact_bytes_arrive_once_a_person_published_them(
    team: Team, endpoint: Endpoint
) -> None:
    with allowed(endpoint):
        team.draft()
        team.submit()
        team.approve(team.bob)
        team.approve(team.carol)
        assert run_jobs(JOB) == 0
        team.post(team.alice, "publish")
        assert endpoint.got == []  # the request itself calls nobody
        assert run_jobs(JOB) == 1
    alert = team.latest()
    assert endpoint.got == [
        ("/cap/in?source=xa", "application/cap+xml", bytes(alert.message or b""))
    ]
    (row,) = rows(team)
    assert (row.state, row.attempts) == ("delivered", 1)
    page = check_page(team.bob.get(team.address(f"{alert.pk}/")))
    assert "Delivered" in page
    assert "Try again now" not in page


def test_a_refusal_is_tried_again_shown_and_given_up_in_the_end(
    team: Team, endpoint: Endpoint, monkeypatch: Any
) -> None:
    monkeypatch.setattr(alert_delivery, "PAUSES", (0, 0))
    endpoint.answers = [503, 302, 500]
    with allowed(endpoint):
        team.draft()
        alert = team.publish()
        assert run_jobs(JOB, rounds=1) == 1
        (row,) = rows(team)
        assert (row.state, row.problem, row.attempts) == ("waiting", "http_503", 1)
        assert run_jobs(JOB, rounds=2)
        (row,) = rows(team)
        assert (row.state, row.problem, row.attempts) == ("failed", "http_500", 3)
        assert len(endpoint.got) == 3  # the redirect was not followed
        page = check_page(team.bob.get(team.address(f"{alert.pk}/")))
        assert "Given up" in page
        assert "the endpoint answered with 500" in page
        team.post(team.bob, "again")
        assert run_jobs(JOB)
    assert rows(team)[0].state == "delivered"


def test_what_a_later_message_ended_is_not_sent_after_it(
    team: Team, endpoint: Endpoint, monkeypatch: Any
) -> None:
    """An endpoint that was down gets the end of the alert, and never the alert after it."""
    monkeypatch.setattr(alert_delivery, "PAUSES", (0, 0))
    endpoint.answers = [503]
    with allowed(endpoint):
        team.draft()
        first = team.publish()
        assert run_jobs(JOB, rounds=1) == 1
        team.post(team.alice, "follow", type="Cancel")
        over = filled(team.latest(), headline_en="It is over", alternatives="")
        team.post(team.alice, "edit", **over)
        cancel = team.publish()
        run_jobs(JOB)
    sent = [message for _, _, message in endpoint.got]
    assert sent == [bytes(first.message or b""), bytes(cancel.message or b"")]
    assert [(row.state, row.problem) for row in rows(team)] == [
        ("failed", "replaced"),
        ("delivered", ""),
    ]
    page = check_page(team.bob.get(team.address(f"{first.pk}/")))
    assert "a later message has replaced it" in page


def test_only_messages_for_everybody_are_sent(team: Team, endpoint: Endpoint) -> None:
    with allowed(endpoint):
        team.draft(scope="Private", addresses="a@example.org")
        team.publish()
        assert run_jobs(JOB) == 0
    assert rows(team) == []


def test_private_addresses_are_refused_unless_they_are_listed(endpoint: Endpoint) -> None:
    with allowed(endpoint, networks=()):
        assert post(endpoint.url, b"x") == EndpointPrivate.code
    with allowed(endpoint, networks=("10.0.0.0/8",)):
        assert post(endpoint.url, b"x") == EndpointPrivate.code
    assert endpoint.got == []
    with allowed(endpoint, authorities=""):
        assert post(endpoint.url, b"x") == "ConnectError"  # nobody vouches for its certificate
    with allowed(endpoint):
        assert post(endpoint.url, b"x") == ""
    assert [body for _, _, body in endpoint.got] == [b"x"]


NOT_PUBLIC = ["10.1.2.3", "192.168.1.1", "[fd00::1]", "[::ffff:10.0.0.1]", "[2002:a00:1::1]"]
NEVER = ["169.254.169.254", "224.0.0.1", "0.0.0.1"]


@pytest.mark.parametrize("host", [*NOT_PUBLIC, *NEVER])
def test_no_spelling_of_a_private_address_gets_through(host: str) -> None:
    with (
        override_settings(HOMEWARD_ALERTS=AlertSettings()),
        pytest.raises((EndpointPrivate, AddressNotAllowed)),
    ):
        checked_address(f"https://{host}/in")
    listed = AlertSettings(networks=("0.0.0.0/0", "::/0"))
    if host in NEVER:
        with override_settings(HOMEWARD_ALERTS=listed), pytest.raises(AddressNotAllowed):
            checked_address(f"https://{host}/in")


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("", ""),
        ("http_503", "the endpoint answered with 503"),
        ("ConnectTimeout", "the endpoint did not answer in time"),
        ("RemoteProtocolError", "the connection broke off (RemoteProtocolError)"),
        (
            EndpointPrivate.code,
            "the endpoint is in a private network that the settings do not name",
        ),
        (AddressNotAllowed.code, "the endpoint leads to an address that this node does not call"),
        (AddressUnknown.code, "the name of the endpoint leads to no address"),
    ],
)
def test_what_went_wrong_is_said_in_words(problem: str, said: str) -> None:
    assert why_undelivered(problem) == said
