"""A mail server of a few lines, which keeps what it is given or refuses it."""

import base64
import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from django.test import override_settings

from homeward.foundation.duty.conditions import Mail


class _Session(socketserver.StreamRequestHandler):
    """One client: as much of SMTP (RFC 5321) as sending one message needs."""

    server: "MailServer"
    is_closed = False

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("220 mail.example.org")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"QUIT":
                self.say("221 bye")
                return
            if word == b"EHLO":
                self.greet()
            elif word == b"STAR" and self.server.context:
                self.say("220 go on")
                self.close_the_line(self.server.context)
            elif word == b"AUTH":
                given = base64.b64decode(line.split()[-1]).decode().split("\0")
                self.server.signed_in.append((given[1], given[2], self.is_closed))
                self.say("235 welcome")
            elif word == b"DATA":
                self.say("354 go on")
                self.take()
            elif word == b"RCPT" and any(one in line for one in self.server.refused):
                self.say("550 no such box: secret words of the server")
            else:
                self.say("250 well")

    def greet(self) -> None:
        """What this server can do: a sign-in over a closed line only."""
        offers = ["mail.example.org"]
        if self.is_closed:
            offers.append("AUTH PLAIN")
        elif self.server.context:
            offers.append("STARTTLS")
        for one in offers[:-1]:
            self.say(f"250-{one}")
        self.say(f"250 {offers[-1]}")

    def close_the_line(self, context: ssl.SSLContext) -> None:
        """From here on nobody on the way reads what is said."""
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", 0)
        self.is_closed = True

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if self.server.busy:
            self.say("451 try later")
            return
        self.server.taken.append(b"".join(lines).decode())
        self.server.taken_closed.append(self.is_closed)
        self.say("250 taken")


class MailServer(socketserver.ThreadingTCPServer):
    """What it took as text; addresses in `refused` are refused, and `busy` puts everything off.

    With a certificate it offers STARTTLS. `taken_closed` says of each message whether it came over
    TLS, `signed_in` of each sign-in its name, its password and the same.
    """

    allow_reuse_address = daemon_threads = True

    def __init__(self, certificate: tuple[Path, Path] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.context: ssl.SSLContext | None = None
        if certificate is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*certificate)
        self.taken: list[str] = []
        self.taken_closed: list[bool] = []
        self.signed_in: list[tuple[str, str, bool]] = []
        self.refused: list[bytes] = []
        self.busy = False

    @property
    def port(self) -> int:
        """The port it listens at."""
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up, which is what its test is about."""


@contextmanager
def mail_server(
    security: str = "none", certificate: tuple[Path, Path] | None = None, password: str = ""
) -> Iterator[MailServer]:
    """A server that this node's settings name; with a password the node signs in there."""
    with MailServer(certificate) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        mail = Mail(
            host="127.0.0.1",
            port=server.port,
            security=security,
            sender="homeward@xa.example.org",
            user="homeward" if password else "",
            timeout=5,
        )
        with override_settings(
            HOMEWARD_MAIL=mail,
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST=mail.host,
            EMAIL_PORT=mail.port,
            EMAIL_USE_TLS=security == "starttls",
            EMAIL_USE_SSL=False,
            EMAIL_HOST_USER=mail.user,
            EMAIL_HOST_PASSWORD=password,
            EMAIL_TIMEOUT=mail.timeout,
            DEFAULT_FROM_EMAIL=mail.sender,
        ):
            try:
                yield server
            finally:
                server.shutdown()
                thread.join()
