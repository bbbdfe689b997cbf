"""The peer of bench_attachments: the same web server takes parts and only writes them to files."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse

FOLDER = Path(os.environ.get("PLAIN_COPY_FOLDER", "."))
PIECE = 1024**2


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """PUT /NUMBER: the part is written, flushed to the disk and renamed, as the vault's are."""
    if environ["REQUEST_METHOD"] == "PUT":
        _keep(environ)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]


def _keep(environ: dict[str, Any]) -> None:
    place = FOLDER / environ["PATH_INFO"].strip("/")
    unfinished = place.with_suffix(".unfinished")
    left = int(environ["CONTENT_LENGTH"])
    with unfinished.open("wb", buffering=0) as file:
        while left and (piece := environ["wsgi.input"].read(min(PIECE, left))):
            file.write(piece)
            left -= len(piece)
        os.fsync(file.fileno())
    unfinished.rename(place)
