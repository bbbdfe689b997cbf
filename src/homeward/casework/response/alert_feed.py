"""The public feed: Atom 1.0 (RFC 4287), an entry for each message in force."""

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from django.conf import settings
from django.urls import reverse

from homeward.casework.response.models import PublishedAlert
from homeward.casework.response.words.cap import CapStatus, CapType

ATOM = "http://www.w3.org/2005/Atom"


def feed_bytes(alerts: Sequence[PublishedAlert]) -> bytes:
    """The feed as UTF-8 XML. Its time is that of its latest message, so that it changes with it."""
    ElementTree.register_namespace("", ATOM)
    base = settings.HOMEWARD_BASE_URL
    own = f"{base}{reverse('public_alerts:feed')}"
    root = ElementTree.Element(_name("feed"))
    _add(root, "id", own)
    _add(root, "title", settings.HOMEWARD_NODE_NAME)
    _add(root, "updated", _time(max((one.sent for one in alerts), default=_EMPTY)))
    _add(_add(root, "author"), "name", settings.HOMEWARD_NODE_NAME)
    _add(root, "link", rel="self", href=own, type="application/atom+xml")
    for one in alerts:
        _add_entry(root, one, base)
    ElementTree.indent(root)
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


_EMPTY = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of a feed without a message."""


def _add_entry(root: ElementTree.Element, alert: PublishedAlert, base: str) -> None:
    entry = _add(root, "entry")
    address = f"{base}{reverse('public_alerts:message', args=[alert.identifier])}"
    _add(entry, "id", f"urn:uuid:{alert.identifier}")
    title = _add(entry, "title", _title(alert))
    title.set("{http://www.w3.org/XML/1998/namespace}lang", alert.language)
    _add(entry, "updated", _time(alert.sent))
    _add(entry, "published", _time(alert.sent))
    _add(entry, "link", rel="alternate", href=address, type="application/cap+xml")
    _add(entry, "category", term=alert.status)
    _add(entry, "category", term=alert.msg_type)
    _add(entry, "summary", alert.headline)


def _title(alert: PublishedAlert) -> str:
    """The headline; what is no alert in earnest says so in the standard's own word before it."""
    marks = [alert.status] if alert.status != CapStatus.ACTUAL else []
    marks += [alert.msg_type] if alert.msg_type != CapType.ALERT else []
    return " ".join([*(f"[{mark}]" for mark in marks), alert.headline])


def _add(
    parent: ElementTree.Element, name: str, text: str = "", **given: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, _name(name), given)
    element.text = text or None
    return element


def _name(local: str) -> str:
    return f"{{{ATOM}}}{local}"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
