"""A carrier between two nodes that counts what it carries, and does to it what a test asks."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

import httpx

_OF_THE_HOP = {"host", "connection", "accept-encoding"}
#: Gets the path and the body of a part; the body that goes on.
Touch = Callable[[str, bytes], bytes]


@dataclass(slots=True)
class Carrier:
    """What went by: how often each path was put, and what is done to each part and answer."""

    address: str = ""
    to: str = ""
    put: Counter[str] = field(default_factory=Counter)
    touch: Touch = field(default=lambda path, body: body)
    touch_answer: Touch = field(default=lambda path, body: body)

    def parts(self) -> dict[int, int]:
        """How often each part of all attachments went by."""
        return {int(path.rsplit("/", 1)[1]): times for path, times in sorted(self.put.items())}


@contextmanager
def carrier() -> Iterator[Carrier]:
    """Carry what this node sends to XB: whose public address is the carrier's, as that of a node
    behind a reverse proxy is the proxy's."""
    one, lock = Carrier(), Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _carry(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.command == "PUT":
                with lock:
                    one.put[self.path] += 1
                body = one.touch(self.path, body)
            headers = {n: v for n, v in self.headers.items() if n.lower() not in _OF_THE_HOP}
            try:
                answer = httpx.request(
                    self.command, one.to + self.path, content=body, headers=headers, timeout=60
                )
            except httpx.HTTPError:
                self.close_connection = True
                return
            content = one.touch_answer(self.path, answer.content)
            self.send_response(answer.status_code)
            for name in ("Retry-After", "Homeward-Parts"):
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_POST = _carry  # noqa: N815

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    one.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()
