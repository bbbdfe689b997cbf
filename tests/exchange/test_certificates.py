"""Client certificates over real TLS: shown by this node, pinned for a peer, passed by a proxy."""

import base64
import hashlib
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import override_settings

from homeward.foundation.exchange import posting
from homeward.foundation.exchange.certificates import certificate_in, checked_fingerprint
from homeward.foundation.exchange.conditions import Conditions
from homeward.foundation.exchange.errors import NoSuchPeer, NotAFingerprint
from homeward.foundation.exchange.links import pin_certificate
from homeward.foundation.exchange.models import InMessage
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.wire.transport import sign_request
from tests.exchange.peer import Peer, journalled
from tests.people import People

PATH = "/exchange/v1/messages"


@dataclass(slots=True)
class Maker:
    """A certificate authority that exists for one test."""

    folder: Path
    name: str
    key: Any
    certificate: Any

    @classmethod
    def make(cls, folder: Path, name: str) -> "Maker":
        key = ec.generate_private_key(ec.SECP256R1())
        made = cls(folder, name, key, None)
        made.certificate = made._signed(name, key, None, authority=True)
        made.file.write_bytes(made.certificate.public_bytes(Encoding.PEM))
        return made

    @property
    def file(self) -> Path:
        return self.folder / f"{self.name}.pem"

    def issue(self, name: str) -> tuple[str, str, x509.Certificate]:
        """A certificate file, its key file, and the certificate."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._signed(name, key, self.certificate.subject, authority=False)
        files = self.folder / f"{name}.crt", self.folder / f"{name}.key"
        files[0].write_bytes(certificate.public_bytes(Encoding.PEM))
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        files[1].write_bytes(private)
        return str(files[0]), str(files[1]), certificate

    def _signed(self, name: str, key: Any, issuer: Any, *, authority: bool) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer or subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.BasicConstraints(authority, None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), False
            )
        )
        if authority:
            usage = x509.KeyUsage(
                digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False,
                key_encipherment=False, data_encipherment=False, key_agreement=False,
                encipher_only=False, decipher_only=False,
            )  # fmt: skip
            builder = builder.add_extension(usage, critical=True)
        return builder.sign(self.key, hashes.SHA256())


class _Proxy(WSGIRequestHandler):
    """What a reverse proxy does: it ends TLS and overwrites the field of the certificate."""

    def get_environ(self) -> Any:
        environ = super().get_environ()
        shown = self.connection.getpeercert(binary_form=True)  # type: ignore[attr-defined]
        environ.pop("HTTP_CLIENT_CERT", None)
        if shown:
            environ["HTTP_CLIENT_CERT"] = f":{base64.b64encode(shown).decode()}:"
        return environ

    def log_message(self, *args: Any) -> None: ...


class _Server(WSGIServer):
    def server_bind(self) -> None:
        super().server_bind()
        self.base_environ["wsgi.url_scheme"] = "https"

    def handle_error(self, request: Any, address: Any) -> None: ...  # a handshake that failed


@dataclass(slots=True)
class Line:
    """The node behind TLS on loopback, and what both sides have."""

    peer: Peer
    authority: Maker
    foreign: Maker
    port: int

    def post(
        self, monkeypatch: pytest.MonkeyPatch, body: bytes, host: str = "localhost", **more: Any
    ) -> Any:
        """Post as the node of XB, over real TLS, with the conditions of its own."""
        keys = self.peer.keys

        def as_peer(method: str, url: str, content: bytes, **given: Any) -> dict[str, str]:
            signed_url = f"https://localhost:{self.port}{PATH}"
            signed = sign_request(
                method, signed_url, content, **{**given, "node": "XB", "keys": keys}
            )
            return {**signed, **forged}

        forged = more.pop("forged", {})
        monkeypatch.setattr(posting, "sign_request", as_peer)
        own = Conditions(
            **{"peer_authorities": str(self.authority.file), "certificate_header": "Client-Cert"}
            | more
        )
        posting._pool.cache_clear()
        base = f"https://localhost:{self.port}"
        with override_settings(HOMEWARD_EXCHANGE=own, HOMEWARD_BASE_URL=base):
            return posting.post(f"https://{host}:{self.port}", PATH, body)


@pytest.fixture
def line(people: People, tmp_path: Path) -> Iterator[Line]:
    authority, foreign = Maker.make(tmp_path, "authority"), Maker.make(tmp_path, "foreign")
    certificate, key, _ = authority.issue("localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.verify_mode = ssl.CERT_OPTIONAL
    context.load_verify_locations(authority.file)
    server = make_server(
        "127.0.0.1", 0, get_wsgi_application(), server_class=_Server, handler_class=_Proxy
    )
    server.socket = context.wrap_socket(server.socket, server_side=True)

    def serve() -> None:
        server.serve_forever()
        connections.close_all()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield Line(Peer(), authority, foreign, server.server_port)
    server.shutdown()
    thread.join()
    server.server_close()
    posting._pool.cache_clear()


def _pin(fingerprint: str) -> None:
    with opened(service("command")) as actor:
        pin_certificate("XB", fingerprint, actor=actor)


def _fingerprint(certificate: x509.Certificate) -> str:
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def _taken_in() -> int:
    with opened(EXCHANGE):
        return InMessage.objects.count()


def test_without_a_pinned_certificate_none_is_needed(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = line.post(monkeypatch, line.peer.message({}).envelope)
    assert (answer.status, answer.failure) == (422, "")  # the type is unknown here; it was taken in
    assert _taken_in() == 1


def test_the_pinned_certificate_and_no_other_opens(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, wrong = line.authority.issue("xb.example.org"), line.authority.issue("xc.example.org")
    _pin(_fingerprint(right[2]).upper())
    with_right = {"client_certificate": right[0], "client_key": right[1]}
    with_wrong = {"client_certificate": wrong[0], "client_key": wrong[1]}
    body = line.peer.message({}).envelope
    refused = "http_403 certificate_not_pinned"
    assert line.post(monkeypatch, body).failure == refused
    assert line.post(monkeypatch, body, **with_wrong).failure == refused
    # A header of the client's own is overwritten by the proxy.
    pem = right[2].public_bytes(Encoding.DER)
    forged = {"Client-Cert": f":{base64.b64encode(pem).decode()}:"}
    assert line.post(monkeypatch, body, forged=forged).failure == refused
    # Where no header is agreed with a proxy, none is believed.
    assert line.post(monkeypatch, body, certificate_header="", **with_right).failure == refused
    assert _taken_in() == 0
    assert [e.data["code"] for e in journalled("exchange.bad_message")] == [
        "certificate_not_pinned"
    ] * 4

    assert line.post(monkeypatch, body, **with_right).status == 422
    assert _taken_in() == 1
    _pin("")
    assert line.post(monkeypatch, line.peer.message({}).envelope).status == 422
    pinned = [e.data["fingerprint"] for e in journalled("exchange.certificate_pinned")]
    assert pinned == [_fingerprint(right[2]), ""]


def test_the_other_sides_certificate_is_checked(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an authority that is trusted, and for the very name of the peer's address."""
    body = line.peer.message({}).envelope
    other = {"peer_authorities": str(line.foreign.file)}
    assert line.post(monkeypatch, body, **other).failure == "tls_failed"
    assert line.post(monkeypatch, body, peer_authorities="").failure == "tls_failed"
    assert line.post(monkeypatch, body, host="127.0.0.1").failure == "tls_failed"
    missing = {"client_certificate": "/nowhere.crt", "client_key": "/nowhere.key"}
    assert line.post(monkeypatch, body, **missing).failure == "certificate_unreadable"
    assert _taken_in() == 0


def test_both_ways_to_pass_a_certificate_on_are_read(tmp_path: Path) -> None:
    _, _, certificate = Maker.make(tmp_path, "authority").issue("xb.example.org")
    der, pem = (certificate.public_bytes(form) for form in (Encoding.DER, Encoding.PEM))
    expected = _fingerprint(certificate)
    assert certificate_in(f":{base64.b64encode(der).decode()}:") == expected
    assert certificate_in(quote(pem.decode())) == expected
    for nothing in ("", "::", ":AAAA:", ":!!:", "x", "%00", "\u00e9", "A" * 20_000, expected):
        assert certificate_in(nothing) == ""


def test_fingerprints_are_read_as_people_copy_them(people: People) -> None:
    plain = "ab" * 32
    spaced = ":".join(["AB"] * 32)
    assert checked_fingerprint(plain) == checked_fingerprint(spaced) == plain
    for wrong in ("", "ab", "zz" * 32, plain + "ab"):
        with pytest.raises(NotAFingerprint):
            checked_fingerprint(wrong)
    with opened(service("command")) as actor, pytest.raises(NoSuchPeer):
        pin_certificate("XC", plain, actor=actor)
