"""A course as a SCORM 1.2 package, so that an academy can use its own platform.

One page for each lesson and one with the test; each is a unit of its own (SCO) that reports to the
platform through a small script, and nothing is fetched from elsewhere. Answers travel with the test
here, as the format asks: it is for learning; a certificate of this node is earned on this node.
docs/reference/course-files.md describes the package.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

from defusedxml.ElementTree import fromstring
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import pgettext

from homeward.knowledge.manual.guide.headings import heading
from homeward.knowledge.manual.guide.markdown import plain
from homeward.knowledge.manual.guide.practice import Practice
from homeward.oversight.assistance.training.course import Course, Lesson
from homeward.oversight.assistance.training.marking import key_of

CP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
MANIFEST = "imsmanifest.xml"
SHARED = ("scorm.js", "test.js", "style.css")
_FOLDER = Path(__file__).parent / "package"
_WHEN = (2026, 1, 1, 0, 0, 0)  # the same course makes the same file, byte for byte


def package(course: Course, practices: Mapping[str, Practice], language: str) -> bytes:
    """The ZIP of a course in a language; `practices` are the texts that its lessons teach."""
    spoken, _words = course.words(language)
    files: dict[str, str] = {name: (_FOLDER / name).read_text("utf-8") for name in SHARED}
    with translation.override(spoken):
        for lesson in course.lessons:
            files[f"{lesson.id}.html"] = _lesson(course, lesson, practices, spoken)
        files["test.html"] = _test(course, spoken)
    files[MANIFEST] = _manifest(course, spoken)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _WHEN), text, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _lesson(
    course: Course, lesson: Lesson, practices: Mapping[str, Practice], language: str
) -> str:
    practice = practices[lesson.practice]
    body_language, body = practice.body(language)
    sections = [
        (heading("purpose", body_language), [plain(one) for one in body.purpose], []),
        (
            heading("steps", body_language),
            [],
            [(plain(one.title), plain(one.do)) for one in body.steps],
        ),
        (heading("cautions", body_language), [plain(one) for one in body.cautions], []),
    ]
    context = {
        "course": course.words(language)[1],
        "lesson": course.words(language)[1].lessons[lesson.id],
        "language": language,
        "body_language": body_language,
        "practice": practice.words(language)[1].title,
        "revision": practice.revision,
        "sections": sections,
    }
    return render_to_string("assistance/scorm/lesson.html", context)


def _test(course: Course, language: str) -> str:
    words = course.words(language)[1]
    questions, right = [], {}
    for lesson, question in course.questions:
        key = key_of(lesson.id, question.id)
        questions.append({"key": key, "words": words.lessons[lesson.id].questions[question.id]})
        right[key] = question.right
    context = {
        "course": words,
        "language": language,
        "questions": questions,
        "key": json.dumps({"right": right, "pass": course.pass_mark}),
    }
    return render_to_string("assistance/scorm/test.html", context)


def _manifest(course: Course, language: str) -> str:
    ET.register_namespace("", CP)
    ET.register_namespace("adlcp", ADLCP)
    words = course.words(language)[1]
    name = f"homeward-{course.code}-{language}"
    root = ET.Element(f"{{{CP}}}manifest", identifier=name, version=str(course.revision))
    metadata = _child(root, "metadata")
    _child(metadata, "schema").text = "ADL SCORM"
    _child(metadata, "schemaversion").text = "1.2"
    organizations = _child(root, "organizations", default="course")
    organization = _child(organizations, "organization", identifier="course")
    _child(organization, "title").text = words.title
    resources = _child(root, "resources")
    units = [(one.id, words.lessons[one.id].title) for one in course.lessons]
    with translation.override(language):
        units.append(("test", pgettext("course", "Test")))
    for code, title in units:
        item = _child(organization, "item", identifier=f"item-{code}", identifierref=f"unit-{code}")
        _child(item, "title").text = title
        if code == "test":
            score = ET.SubElement(item, f"{{{ADLCP}}}masteryscore")
            score.text = str(course.pass_mark)
        _resource(resources, code)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _resource(resources: ET.Element, code: str) -> None:
    unit = _child(
        resources,
        "resource",
        identifier=f"unit-{code}",
        type="webcontent",
        href=f"{code}.html",
    )
    unit.set(f"{{{ADLCP}}}scormtype", "sco")
    shared = [one for one in SHARED if one != "test.js" or code == "test"]
    for file in (f"{code}.html", *shared):
        _child(unit, "file", href=file)


def _child(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{CP}}}{name}", attributes)


def faults_of(archive: bytes) -> list[str]:
    """What is wrong with a package by the rules of SCORM 1.2 that platforms insist on.

    The published schemas come with no package that may be kept here, so these are own checks (and
    others in tests/assistance/scorm_rules.py): the manifest lies at the top and names its format;
    identifiers are unique; there is a default organization; each item leads to a resource, each
    resource to files that are there, and each file belongs to one.
    """
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        names = set(opened.namelist())
        if MANIFEST not in names:
            return ["no imsmanifest.xml at the top"]
        root = fromstring(opened.read(MANIFEST))
    cp, faults = f"{{{CP}}}", []
    found = [one.get("identifier", "") for one in root.iter() if "identifier" in one.attrib]
    faults += [f"{one} stands twice" for one in sorted({i for i in found if found.count(i) > 1})]
    if root.findtext(f"{cp}metadata/{cp}schemaversion") != "1.2":
        faults.append("schemaversion is not 1.2")
    organizations = root.find(f"{cp}organizations")
    known = [] if organizations is None else [one.get("identifier") for one in organizations]
    if organizations is None or organizations.get("default") not in known:
        faults.append("there is no default organization")
    resources = {one.get("identifier"): one for one in root.iter(f"{cp}resource")}
    items = list(root.iter(f"{cp}item"))
    faults += [
        f"{one.get('identifier')} leads to nothing"
        for one in items
        if one.get("identifierref") not in resources
    ]
    if not items:
        faults.append("there is no unit")
    listed = {MANIFEST}
    for code, one in resources.items():
        files = [file.get("href", "") for file in one.iter(f"{cp}file")]
        listed |= set(files)
        if one.get("href") not in files or one.get(f"{{{ADLCP}}}scormtype") != "sco":
            faults.append(f"{code} is no unit")
    faults += [f"{one} is missing" for one in sorted(listed - names)]
    faults += [f"{one} belongs to nothing" for one in sorted(names - listed)]
    return faults
