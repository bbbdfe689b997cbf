"""Addresses that are called and not called, redirects, and directories over HTTP."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from homeward.foundation.authorities import reaching
from homeward.foundation.authorities.actions.directories import refresh_directory
from homeward.foundation.authorities.actions.peers import pin_node
from homeward.foundation.authorities.errors import AddressNotAllowed, AddressUnknown
from homeward.foundation.authorities.jobs import DIRECTORY, keep_directories, refresh
from homeward.foundation.authorities.models import Node, State
from homeward.foundation.authorities.queries import pinned_keys
from homeward.foundation.authorities.reaching import check_address, reach, url_source
from homeward.foundation.guard.context import opened
from homeward.wire.directory.errors import DirectoryForged, DirectoryUnreachable
from homeward.wire.directory.sources import NoSuchFile
from homeward.wire.keys import NodeKeys
from tests.authorities.followed import SETUP, card_of, fingerprint_of, follow, held, news
from tests.authorities.followed import refresh as refresh_files
from tests.cluster import TestNode
from tests.serving import serving
from tests.wire.directory.made import World, an_entry, now, role, signers

METADATA = "169.254.169.254"  # where clouds keep their secrets


@contextmanager
def served(handler: Any) -> Iterator[str]:
    """The address of a real HTTP server in a thread."""
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as url:
        yield url


def files_of(folder: Path) -> Any:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

    return partial(Quiet, directory=str(folder))


def answering(status: int, headers: dict[str, str], body: bytes = b"") -> Any:
    class Fixed(BaseHTTPRequestHandler):
        asked: list[str] = []

        def do_GET(self) -> None:
            self.asked.append(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    return Fixed


def test_a_directory_is_followed_over_http(node: TestNode, tmp_path: Path) -> None:
    world = World(tmp_path / "directory")
    world.add("XB")
    with served(files_of(world.folder)) as url:
        number = follow(world, url=url)
        # As the worker does it, in the name of the service that may write this and nothing else.
        refresh.work(actor=DIRECTORY, directory=number)
    assert held(number).problem == ""
    with opened(SETUP):
        assert pinned_keys("XB") == world.nodes["XB"].public
    found = refresh_directory(number, actor=SETUP)
    assert found.problem == "directory_unreachable", "the server is gone"
    with opened(SETUP):
        assert pinned_keys("XB") == world.nodes["XB"].public


def test_the_worker_refreshes_what_is_due_and_once(node: TestNode, tmp_path: Path) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    world = World(tmp_path / "directory")
    number = follow(world, url="https://directory.example.org/")
    follow(World(tmp_path / "files"))
    for _ in range(3):
        keep_directories()
    jobs = ProcrastinateJob.objects.filter(task_name="authorities.refresh_directory")
    assert [job.args["directory"] for job in jobs] == [number]
    assert held(number).tried_at is not None


def test_a_redirect_is_not_followed() -> None:
    target = answering(200, {}, b"secret")
    with served(target) as inside:
        redirecting = answering(302, {"Location": f"{inside}/metadata/timestamp.json"})
        with served(redirecting) as url:
            fetch = url_source(url)
            with pytest.raises(DirectoryUnreachable, match="HTTP 302"):
                fetch("metadata/timestamp.json", 1000)
    assert target.asked == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (answering(500, {}), DirectoryUnreachable),
        (answering(404, {}), NoSuchFile),
        (answering(200, {}, b"x" * 5000), DirectoryForged),
        (answering(200, {"Content-Encoding": "gzip"}, b"x"), DirectoryUnreachable),
    ],
)
def test_strange_answers_are_typed(answer: Any, error: type[Exception]) -> None:
    with served(answer) as url:
        fetch = url_source(url)
        with pytest.raises(error):
            fetch("metadata/timestamp.json", 1000)


def _is_allowed(address: str) -> bool:
    try:
        check_address(f"http://[{address}]/" if ":" in address else f"http://{address}/")
    except AddressNotAllowed:
        return False
    return True


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        METADATA,
        "::1",
        "fe80::1",
        "::ffff:127.0.0.1",
        "224.0.0.1",
    ],
)
def test_a_real_node_never_calls_itself_nor_what_tells_its_secrets(address: str) -> None:
    with override_settings(HOMEWARD_ENVIRONMENT="real", HOMEWARD_PEER_NETWORKS=()):
        assert not _is_allowed(address)
        assert _is_allowed("1.1.1.1")
        assert _is_allowed("10.0.0.1")
        with pytest.raises(AddressNotAllowed):
            reach("http://127.0.0.1:8000/")


def test_a_card_with_an_address_beside_the_node_is_not_pinned(
    node: TestNode, tmp_path: Path
) -> None:
    card = card_of("XB", NodeKeys.generate(), url=f"http://{METADATA}/")
    with opened(SETUP), override_settings(HOMEWARD_PEER_NETWORKS=("192.0.2.0/24",)):
        State.objects.create(code="XB", name="Borduvia", languages=["fr"])
        with pytest.raises(AddressNotAllowed):
            pin_node(card, read_fingerprint=fingerprint_of(card), actor=SETUP)
        assert not Node.objects.exists()
    world = World(tmp_path / "directory")
    with override_settings(HOMEWARD_PEER_NETWORKS=("192.0.2.0/24",)):
        with pytest.raises(AddressNotAllowed):
            follow(world, url=f"http://{METADATA}/")
        world.nodes["XB"] = NodeKeys.generate()
        world.states["XB"] = signers(1)
        keys = role("XB", world.states["XB"])
        world.repository.delegate("XB", keys, world.everyone, now=now())
        beside = an_entry("XB", world.nodes["XB"], url=f"http://{METADATA}/")
        world.submit("XB", entry=beside)
        world.publish()
        number = follow(world)
        assert refresh_files(number, world.folder).problem == ""
        with opened(SETUP):
            assert not Node.objects.exists()
        assert ("XB", "card_refused") in news(number)


def test_the_setting_names_the_ranges() -> None:
    with override_settings(HOMEWARD_PEER_NETWORKS=("192.0.2.0/24", "2001:db8::/32")):
        assert _is_allowed("192.0.2.7")
        assert _is_allowed("2001:db8::7")
        assert not _is_allowed("192.0.3.7")
        assert not _is_allowed("127.0.0.1")


def test_every_address_of_a_name_must_be_allowed_and_the_checked_one_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = [["192.0.2.7", "127.0.0.1"], ["192.0.2.7"]]

    def looked_up(host: str, port: int, **more: object) -> list[Any]:
        assert host == "node.example.org"
        return [(socket.AF_INET, 1, 6, "", (one, port)) for one in answers.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    with override_settings(HOMEWARD_PEER_NETWORKS=("192.0.2.0/24",)):
        with pytest.raises(AddressNotAllowed):
            reach("https://node.example.org/exchange")
        found = reach("https://node.example.org/exchange")
    assert found.url == "https://192.0.2.7/exchange", "the name is not looked up again"
    assert found.headers == {"Host": "node.example.org"}
    assert found.extensions == {"sni_hostname": "node.example.org"}


@pytest.mark.parametrize("url", ["", "ftp://x", "http://", "http://a@b/", "http://[", "http://h:0"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(AddressUnknown):
        reach(url)


def test_whoever_sends_a_byte_now_and_then_holds_nobody(
    node: TestNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dripping(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                try:
                    self.wfile.write(b"x")
                    time.sleep(0.1)
                except OSError:
                    return

        def log_message(self, *arguments: object) -> None:
            pass

    begin = time.monotonic()
    with served(Dripping) as url:
        monkeypatch.setattr(reaching, "_FILE_SECONDS", 0.5)
        with pytest.raises(DirectoryUnreachable, match="too long"):
            url_source(url)("metadata/timestamp.json", 1000)
        monkeypatch.setattr(reaching, "_SOURCE_SECONDS", -1.0)
        with pytest.raises(DirectoryUnreachable, match="too long"):
            url_source(url)("metadata/timestamp.json", 1000)
    assert time.monotonic() - begin < 5
