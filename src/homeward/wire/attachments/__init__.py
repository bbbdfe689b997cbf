"""Attachments: what is too large for a message travels beside it, in parts.

The message's signed and sealed header describes each attachment: its size, the digests of the
whole and of every part, and the key. A part is sealed by itself, so any part can be sent, lost and
sent again without the others. `docs/reference/protocol.md` is the
specification.
"""

from homeward.wire.attachments.description import (
    FIELD,
    MAX_ATTACHMENT_BYTES,
    MAX_ATTACHMENTS,
    MAX_PARTS,
    MIN_PART_BYTES,
    PART_BYTES,
    Attachment,
    CustodyStep,
    attachments_of,
    header_fields,
)
from homeward.wire.attachments.forms import FORMS_FIELD, Form
from homeward.wire.attachments.parts import (
    Read,
    check_part_digest,
    form_of,
    new_key,
    open_part,
    seal_part,
    sealed_length,
)
from homeward.wire.attachments.status import (
    AttachmentRef,
    AttachmentState,
    AttachmentStatus,
    make_status,
    verify_status,
)

__all__ = [
    "FIELD",
    "FORMS_FIELD",
    "MAX_ATTACHMENTS",
    "MAX_ATTACHMENT_BYTES",
    "MAX_PARTS",
    "MIN_PART_BYTES",
    "PART_BYTES",
    "Attachment",
    "AttachmentRef",
    "AttachmentState",
    "AttachmentStatus",
    "CustodyStep",
    "Form",
    "Read",
    "attachments_of",
    "check_part_digest",
    "form_of",
    "header_fields",
    "make_status",
    "new_key",
    "open_part",
    "seal_part",
    "sealed_length",
    "verify_status",
]
