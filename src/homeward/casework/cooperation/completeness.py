"""Whether a request may be approved and issued: complete, in its form, in time, and unchanged.

What is incomplete is not sent. A supervisor may leave parts out with a reason that is sent along
(`actions/waive.py`); the authorities, the legal basis and the handling code are no such parts.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785

from homeward.casework.cooperation.calendars import calendar_of
from homeward.casework.cooperation.checks import PAPER, Faults, faults_of, passed
from homeward.casework.cooperation.declaration import ContentField, FieldType
from homeward.casework.cooperation.errors import (
    AttachmentChanged,
    DayPassed,
    DaysReversed,
    DocumentMissing,
    Incomplete,
    Malformed,
)
from homeward.casework.cooperation.letters.language import requested_state
from homeward.casework.cooperation.letters.sending import translation_payload
from homeward.casework.cooperation.models import Request
from homeward.foundation.vault.models import Blob


def refuse_misshapen(faults: Faults) -> None:
    """Raises Malformed, or DaysReversed for the first period that ends before it begins."""
    if faults.malformed:
        raise Malformed(fields=named(faults.malformed))
    for later, earlier in faults.reversed:
        raise DaysReversed(later=str(later.label), earlier=str(earlier.label))


def refuse_faults(faults: Faults) -> None:
    """Raises Incomplete, Malformed or DaysReversed."""
    if faults.missing:
        raise Incomplete(fields=named(faults.missing))
    refuse_misshapen(faults)


def refuse_unready(request: Request) -> None:
    """Whether the contents may go out now.

    Raises Incomplete for what is missing and was not waived, Malformed, DaysReversed, DayPassed and
    DocumentMissing.
    """
    faults = faults_of(request.contents, request.content)
    still = [field for field in faults.missing if field.code not in request.waived]
    refuse_faults(Faults(still, faults.malformed, faults.reversed))
    refuse_passed(request, request.contents, request.content)
    _refuse_unattached(request)


def refuse_passed(
    request: Request, declared: tuple[ContentField, ...], values: Mapping[str, str]
) -> None:
    """Raises DayPassed where a day that is to come is over in the requested State."""
    over = days_passed(request, declared, values)
    if over:
        raise DayPassed(fields=named(over))


def days_passed(
    request: Request, declared: tuple[ContentField, ...], values: Mapping[str, str]
) -> list[ContentField]:
    """The days that were to come and are over in the requested State."""
    there = calendar_of(requested_state(request), request.other_authority).zone
    return passed(declared, values, datetime.now(there).date())


def sealed(request: Request) -> str:
    """SHA-256 over what was written, its translation that goes along, and every file that waits to
    go, as the vault holds it."""
    files = request.files.filter(side=request.side, message_id__isnull=True)
    blobs = Blob.objects.filter(pk__in=files.values("blob_id"))
    digests = sorted(bytes(digest).hex() for digest in blobs.values_list("sha256", flat=True))
    whole: dict[str, Any] = {
        "content": request.content,
        "files": digests,
        "listed": sorted(files.values_list("sha256", flat=True)),
        "basis": request.legal_basis,
        "handling": [request.handling, request.handling_limits],
        "to": [request.other_state, request.other_authority],
    }
    if request.addressee:
        whole["to"] = [request.other_state, request.other_authority, request.addressee]
    if (translated := translation_payload(request)) is not None:
        whole["translation"] = translated
    return hashlib.sha256(rfc8785.dumps(whole)).hexdigest()


def refuse_changed(request: Request) -> None:
    """Raises AttachmentChanged where what would be sent is not what was approved."""
    if request.approved and request.approved != sealed(request):
        what = ", ".join(
            request.files.filter(message_id__isnull=True).values_list("name", flat=True)
        )
        raise AttachmentChanged(what=what or request.reference)


def named(fields: list[ContentField]) -> str:
    """The labels of parts, for a sentence."""
    return ", ".join(str(field.label) for field in fields)


def _refuse_unattached(request: Request) -> None:
    attached = set(request.files.values_list("sha256", flat=True)) | {PAPER, ""}
    documents = [field for field in request.contents if field.type is FieldType.DOCUMENT]
    lost = [f for f in documents if request.content.get(f.code, "") not in attached]
    if lost:
        raise DocumentMissing(fields=named(lost))
