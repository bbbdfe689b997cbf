"""Composing a message of the Common Alerting Protocol 1.2 (OASIS standard, 1 July 2010).

The elements stand in the order of the standard's schema. Text goes in by the XML library, never by
putting strings together. One `<info>` for each language, with the same codes, times and shapes.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from xml.etree import ElementTree

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
# What XML 1.0 cannot hold in any spelling.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PICTURE_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}


@dataclass(frozen=True, slots=True)
class CapText:
    """What is said in one language; empty parts are left out of the message."""

    language: str
    event: str
    headline: str
    description: str
    instruction: str
    area: str


@dataclass(frozen=True, slots=True)
class CapReference:
    """An earlier message that this one replaces or cancels."""

    sender: str
    identifier: UUID
    sent: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CapMessage:
    """All that a message says, checked before: see `alert_checks.py`."""

    identifier: UUID
    sender: str
    sent: datetime
    status: str
    msg_type: str
    scope: str
    categories: Sequence[str]
    urgency: str
    severity: str
    certainty: str
    texts: Sequence[CapText]
    restriction: str = ""
    addresses: Sequence[str] = ()
    note: str = ""
    references: Sequence[CapReference] = ()
    responses: Sequence[str] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    web: str = ""
    contact: str = ""
    picture: str = ""
    picture_words: str = ""
    polygons: Sequence[str] = ()
    circles: Sequence[str] = ()
    geocodes: Sequence[tuple[str, str]] = ()


def cap_time(moment: datetime) -> str:
    """A time as the standard wants it: to the second, UTC as -00:00, never Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S-00:00")


def compose(message: CapMessage) -> bytes:
    """The message as UTF-8 XML, the same bytes for the same content."""
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.Element(_name("alert"))
    head: list[tuple[str, str]] = [
        ("identifier", str(message.identifier)),
        ("sender", message.sender),
        ("sent", cap_time(message.sent)),
        ("status", message.status),
        ("msgType", message.msg_type),
        ("scope", message.scope),
        ("restriction", message.restriction),
        ("addresses", " ".join(_quoted(one) for one in message.addresses)),
        ("note", message.note),
        ("references", " ".join(_reference(one) for one in message.references)),
    ]
    _add(root, head)
    for text in message.texts:
        _add_info(root, message, text)
    ElementTree.indent(root)
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _add_info(root: ElementTree.Element, message: CapMessage, text: CapText) -> None:
    info = ElementTree.SubElement(root, _name("info"))
    times = (("effective", message.effective), ("onset", message.onset))
    _add(
        info,
        [
            ("language", text.language),
            *(("category", one) for one in message.categories),
            ("event", text.event),
            *(("responseType", one) for one in message.responses),
            ("urgency", message.urgency),
            ("severity", message.severity),
            ("certainty", message.certainty),
            *((name, cap_time(at)) for name, at in times if at),
            ("expires", cap_time(message.expires) if message.expires else ""),
            ("senderName", message.sender_name),
            ("headline", text.headline),
            ("description", text.description),
            ("instruction", text.instruction),
            ("web", message.web),
            ("contact", message.contact),
        ],
    )
    if message.picture:
        _add_picture(info, message)
    area = ElementTree.SubElement(info, _name("area"))
    shapes = [("polygon", one) for one in message.polygons]
    shapes += [("circle", one) for one in message.circles]
    _add(area, [("areaDesc", text.area), *shapes])
    for name, value in message.geocodes:
        code = ElementTree.SubElement(area, _name("geocode"))
        _add(code, [("valueName", name), ("value", value)])


def _add_picture(info: ElementTree.Element, message: CapMessage) -> None:
    """A picture by its public address: receivers fetch it, this node sends none."""
    ending = "." + message.picture.rpartition(".")[2].lower()
    resource = ElementTree.SubElement(info, _name("resource"))
    _add(
        resource,
        [
            ("resourceDesc", message.picture_words),
            ("mimeType", PICTURE_TYPES[ending]),
            ("uri", message.picture),
        ],
    )


def _add(parent: ElementTree.Element, pairs: Iterable[tuple[str, str]]) -> None:
    for name, text in pairs:
        if text:
            ElementTree.SubElement(parent, _name(name)).text = _NOT_XML.sub("", text)


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def _quoted(address: str) -> str:
    """Addresses are divided by spaces, so one that holds a space stands in quotes."""
    return f'"{address}"' if " " in address else address


def _reference(one: CapReference) -> str:
    return f"{one.sender},{one.identifier},{cap_time(one.sent)}"
