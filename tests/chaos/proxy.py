"""A carrier between nodes that loses, delays, repeats and reorders, and can cut a line.

One for each node: its published address is the carrier's, so that every request to the node passes
here. It reads whole requests and answers, and knows the sender by the field `Homeward-Node`.
"""

import random
import socket
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass
class Faults:
    """What goes wrong, each by its chance from 0 to 1; `cut` names senders whose line is cut."""

    lost: float = 0.0
    late: float = 0.0
    repeated: float = 0.0
    longest: float = 0.3
    seed: int = 1
    cut: set[str] = field(default_factory=set)
    counted: dict[str, int] = field(default_factory=dict)


class _Lost(Exception):
    """The request or its answer is gone; the connection just ends."""


class Carrier:
    """Carries requests from `port` to the node at `target`, with faults; counts what it carried."""

    def __init__(self, faults: Faults) -> None:
        self.faults, self.target = faults, ("127.0.0.1", 0)
        self.carried = 0
        self._random, self._lock = random.Random(faults.seed), threading.Lock()
        carrier = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                carrier.carry(self)

            do_GET = do_POST  # noqa: N815  the name is the library's

            def log_message(self, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request: object, client_address: object) -> None:
                """A killed node leaves half a connection; that is what the test is about."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_port)
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def carry(self, handler: BaseHTTPRequestHandler) -> None:
        """One request, with whatever befalls it."""
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        handler.close_connection = True
        try:
            status, headers, answer = self._exchange(handler, body)
        except (_Lost, OSError, HTTPException):
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        handler.send_response(status)
        for name, value in headers:
            if name.lower() in ("content-type", "retry-after"):
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(answer)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(answer)

    def _exchange(
        self, handler: BaseHTTPRequestHandler, body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        faults = self.faults
        if handler.headers.get("Homeward-Node", "") in faults.cut:
            self._note("cut")
            raise _Lost
        if self._happens(faults.late):
            self._note("late")
            time.sleep(self._chance() * faults.longest)
        if self._happens(faults.lost / 2):
            self._note("request lost")
            raise _Lost
        answer = self._hand_over(handler, body)
        if self._happens(faults.repeated):
            self._note("repeated")
            self._hand_over(handler, body)
        if self._happens(faults.lost / 2):
            self._note("answer lost")
            raise _Lost
        return answer

    def _hand_over(
        self, handler: BaseHTTPRequestHandler, body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        with self._lock:
            self.carried += 1
        connection = HTTPConnection(*self.target, timeout=30)
        try:
            headers = {k: v for k, v in handler.headers.items() if k.lower() != "connection"}
            connection.request(handler.command, handler.path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def _happens(self, chance: float) -> bool:
        return self._chance() < chance

    def _chance(self) -> float:
        with self._lock:
            return self._random.random()

    def _note(self, what: str) -> None:
        with self._lock:
            self.faults.counted[what] = self.faults.counted.get(what, 0) + 1
