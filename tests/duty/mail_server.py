"""A mail server of a few lines, which keeps what it is given or refuses it."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from django.test import override_settings

from homeward.foundation.duty.conditions import Mail


class _Session(socketserver.StreamRequestHandler):
    """One client: as much of SMTP (RFC 5321) as sending one message needs."""

    server: "MailServer"

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("220 mail.example.org")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"QUIT":
                self.say("221 bye")
                return
            if word == b"DATA":
                self.say("354 go on")
                self.take()
            elif word == b"RCPT" and any(one in line for one in self.server.refused):
                self.say("550 no such box: secret words of the server")
            else:
                self.say("250 well")

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if self.server.busy:
            self.say("451 try later")
            return
        self.server.taken.append(b"".join(lines).decode())
        self.say("250 taken")


class MailServer(socketserver.ThreadingTCPServer):
    """What it took as text; addresses in `refused` are refused, and `busy` puts everything off."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.taken: list[str] = []
        self.refused: list[bytes] = []
        self.busy = False

    @property
    def port(self) -> int:
        """The port it listens at."""
        return int(self.server_address[1])


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server that this node's settings name."""
    with MailServer() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        mail = Mail(
            host="127.0.0.1",
            port=server.port,
            security="none",
            sender="homeward@xa.example.org",
            timeout=5,
        )
        with override_settings(
            HOMEWARD_MAIL=mail,
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST=mail.host,
            EMAIL_PORT=mail.port,
            EMAIL_USE_TLS=False,
            EMAIL_USE_SSL=False,
            EMAIL_TIMEOUT=mail.timeout,
            DEFAULT_FROM_EMAIL=mail.sender,
        ):
            try:
                yield server
            finally:
                server.shutdown()
                thread.join()
