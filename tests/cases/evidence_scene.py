"""A case with evidence in it, and ways to put more there as a browser does."""

import hashlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from homeward.casework.cases.models import Case, Evidence, Item
from homeward.foundation.access.models import User
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.custody import NewStep
from tests.cases.test_pages import address

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
FORM = {
    "kind": "document",
    "title": "Recording of the first call",
    "handling": "H2",
    "compartment": "investigation",
    "holder": "XA-POLICE",
    "source": "Telephone of the family",
    "seal": "S-1001",
    "condition": "Intact",
    "purpose": "Proof of life",
}


def take(
    client: Client,
    case: Case,
    content: bytes = b"What was said.\n",
    name: str = "call.txt",
    **more: Any,
) -> HttpResponse:
    """Send the form with a file, as a browser without the script does."""
    sent = {**FORM, "file": SimpleUploadedFile(name, content), **more}
    answer: HttpResponse = client.post(address(case, "evidence/new/"), sent)
    return answer


def take_named(client: Client, case: Case, name: str) -> HttpResponse:
    """Send the form with a file of this very name, which Django's own client would mend."""
    mark = "a-boundary"
    fields = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in FORM.items()
    )
    file = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    body = f"{fields}{file}Content-Type: text/plain\r\n\r\nSaid.\n\r\n--{mark}--\r\n"
    answer: HttpResponse = client.post(
        address(case, "evidence/new/"),
        body.encode(),
        content_type=f"multipart/form-data; boundary={mark}",
    )
    return answer


def taken(client: Client, viewer: User, case: Case, **more: Any) -> tuple[Item, Evidence]:
    """The item and the evidence that a form made."""
    answer = take(client, case, **more)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    with opened(viewer.actor):
        item = Item.objects.latest("pk")
        return item, Evidence.objects.get(blob_id=item.blob_id)


def begin(client: Client, case: Case, content: bytes, name: str = "call.txt", **more: Any) -> Any:
    """Begin an upload in parts."""
    first = hashlib.sha256(content[: 8 * 1024**2]).hexdigest()
    said = {"name": name, "size": len(content), "first": first, "compartment": "investigation"}
    return client.post(address(case, "evidence/uploads/"), {**said, **more})


def put(client: Client, case: Case, upload: str, number: int, piece: bytes, **more: Any) -> Any:
    """Send one part."""
    said = more.pop("said", hashlib.sha256(piece).hexdigest())
    return client.put(
        address(case, f"evidence/uploads/{upload}/{number}/"),
        piece,
        content_type="application/octet-stream",
        headers={"X-Part-SHA256": said, "Accept": "application/json"},
    )


def step(action: str, source: str, target: str = "", **more: Any) -> NewStep:
    """A step of custody that is made now."""
    from datetime import UTC, datetime

    given = {"at": datetime.now(UTC), "purpose": "For the file", **more}
    return NewStep(action=action, source=source, target=target, **given)
