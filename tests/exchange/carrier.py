"""A carrier between two nodes that counts what it carries, and does to it what a test asks."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

import httpx

from homeward.foundation.authorities.models import Node
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened

#: Gets the path and the body of a part; the body that goes on.
Touch = Callable[[str, bytes], bytes]


@dataclass(slots=True)
class Carrier:
    """What went by: how often each path was put, and what is done to each part and answer."""

    address: str = ""
    put: Counter[str] = field(default_factory=Counter)
    touch: Touch = field(default=lambda path, body: body)
    touch_answer: Touch = field(default=lambda path, body: body)

    def parts(self) -> dict[int, int]:
        """How often each part of all attachments went by."""
        return {int(path.rsplit("/", 1)[1]): times for path, times in sorted(self.put.items())}


@contextmanager
def carrier_to(base_url: str) -> Iterator[Carrier]:
    """Carry what this node sends to XB; XB's address here is the carrier's meanwhile."""
    carrier, lock = Carrier(), Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _carry(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.command == "PUT":
                with lock:
                    carrier.put[self.path] += 1
                body = carrier.touch(self.path, body)
            headers = {"Content-Type": self.headers.get("Content-Type") or "text/plain"}
            try:
                answer = httpx.request(
                    self.command, base_url + self.path, content=body, headers=headers, timeout=60
                )
            except httpx.HTTPError:
                self.close_connection = True
                return
            content = carrier.touch_answer(self.path, answer.content)
            self.send_response(answer.status_code)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_POST = _carry  # noqa: N815

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    carrier.address = f"http://127.0.0.1:{server.server_port}"
    with opened(service("setup")):
        Node.objects.filter(pk="XB").update(url=carrier.address)
    try:
        yield carrier
    finally:
        server.shutdown()
        server.server_close()
