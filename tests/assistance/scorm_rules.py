"""The rules of SCORM 1.2 for a package, written apart from what makes it and what the node checks:
ADL, SCORM 1.2 Content Aggregation Model, 2.2 and 2.3 (from memory)."""

import io
import re
import zipfile
from posixpath import normpath
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADLCP = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
NAME = re.compile(r"[A-Za-z_][\w.-]*")  # what an identifier may be (xsd:ID)
LINKED = re.compile(r'(?:src|href)="([^"#:]+)"')
# What may stand in an element, in this order.
ORDER = {
    "manifest": ["metadata", "organizations", "resources"],
    "metadata": ["schema", "schemaversion"],
    "organizations": ["organization"],
    "organization": ["title", "item"],
    "item": ["title", "item", "masteryscore"],
    "resources": ["resource"],
    "resource": ["file"],
}


def broken_rules(archive: bytes) -> set[str]:
    """What a package breaks, each as a rule's name and what breaks it."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        if "imsmanifest.xml" not in opened.namelist():
            return {"manifest: none at the top"}
        held = {name: opened.read(name) for name in opened.namelist()}
    root = fromstring(held["imsmanifest.xml"])
    return {*_shape(root), *_names(root), *_units(root), *_files(root, held)}


def _local(one: Element) -> str:
    return one.tag.rpartition("}")[2]


def _shape(root: Element) -> set[str]:
    """Every element stands where it may, and says what it has to."""
    broken = set() if root.tag == f"{CP}manifest" else {"manifest: is none"}
    for one in root.iter():
        name = _local(one)
        order = ORDER.get(name, [])
        inside = [_local(child) for child in one]
        broken |= {f"order: {child} in {name}" for child in inside if child not in order}
        places = [order.index(child) for child in inside if child in order]
        if places != sorted(places):
            broken.add(f"order: {name}")
        if name in ("organization", "item") and not (one.findtext(f"{CP}title") or "").strip():
            broken.add(f"title: {one.get('identifier')}")
    for name, said in (("schema", "ADL SCORM"), ("schemaversion", "1.2")):
        if root.findtext(f"{CP}metadata/{CP}{name}") != said:
            broken.add(f"metadata: {name}")
    return broken


def _names(root: Element) -> set[str]:
    """Identifiers are names, each there once."""
    names = [one.attrib["identifier"] for one in root.iter() if "identifier" in one.attrib]
    broken = {f"identifier: {one} twice" for one in names if names.count(one) > 1}
    return broken | {f"identifier: {one}" for one in names if not NAME.fullmatch(one)}


def _units(root: Element) -> set[str]:
    """Each item that can be started leads to a unit, each unit is started by one."""
    resources = {one.get("identifier"): one for one in root.iter(f"{CP}resource")}
    led_to = [one.get("identifierref") for one in root.iter(f"{CP}item")]
    broken = {f"item: leads to {one}" for one in led_to if one not in resources}
    broken |= {f"resource: {one} is started by nothing" for one in resources if one not in led_to}
    for code, one in resources.items():
        if one.get(f"{ADLCP}scormtype") not in ("sco", "asset") or one.get("type") != "webcontent":
            broken.add(f"resource: {code} is of no kind")
    organizations = root.find(f"{CP}organizations")
    known = [] if organizations is None else [one.get("identifier") for one in organizations]
    if organizations is None or organizations.get("default") not in known:
        broken.add("organizations: none by default")
    for score in root.iter(f"{ADLCP}masteryscore"):
        if not (score.text or "").isdecimal() or int(score.text or "") > 100:
            broken.add(f"masteryscore: {score.text}")
    return broken


def _files(root: Element, held: dict[str, bytes]) -> set[str]:
    """Each file is there and belongs to a unit, and each unit lists what its page asks for."""
    broken, listed = set(), {"imsmanifest.xml"}
    for unit in root.iter(f"{CP}resource"):
        files = {one.get("href") or "" for one in unit.iter(f"{CP}file")}
        listed |= files
        start = unit.get("href") or ""
        if start not in files:
            broken.add(f"resource: {start} is not listed")
        asked = LINKED.findall(held.get(start, b"").decode("utf-8"))
        broken |= {f"file: {start} asks for {one}" for one in asked if normpath(one) not in files}
    broken |= {f"file: {one} is missing" for one in listed - set(held)}
    return broken | {f"file: {one} belongs to nothing" for one in set(held) - listed}
