"""A course that is taken out follows the written rules of SCORM 1.2, by a checker of its own."""

import io
import zipfile

import pytest

from homeward.knowledge.manual.guide.shelf import shipped as practices
from homeward.oversight.assistance.training.course import LANGUAGES
from homeward.oversight.assistance.training.scorm import package
from homeward.oversight.assistance.training.shelf import shipped
from tests.assistance.scorm_rules import broken_rules

MADE = package(shipped()["police"], practices(), "en")
MARK = shipped()["police"].pass_mark
FIRST = shipped()["police"].lessons[0].id


def changed(before: str, after: str, name: str = "imsmanifest.xml") -> bytes:
    """The package with something else in a file, at every place."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(MADE)) as old, zipfile.ZipFile(written, "w") as new:
        for one in old.namelist():
            text = old.read(one).decode("utf-8")
            if one == name:
                assert before in text
                text = text.replace(before, after)
            if not (one == name and not text):
                new.writestr(one, text)
    return written.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(shipped()))
def test_every_course_breaks_no_rule(code: str, language: str) -> None:
    assert broken_rules(package(shipped()[code], practices(), language)) == set()


@pytest.mark.parametrize(
    ("before", "after", "broken"),
    [
        (f'identifierref="unit-{FIRST}"', 'identifierref="ghost"', "item: leads to ghost"),
        (f'identifierref="unit-{FIRST}"', "", f"resource: unit-{FIRST} is started by nothing"),
        (f'identifier="unit-{FIRST}"', 'identifier="1 unit"', "identifier: 1 unit"),
        ('identifier="item-test"', f'identifier="item-{FIRST}"', f"identifier: item-{FIRST} twice"),
        ("<schemaversion>1.2<", "<schemaversion>2004<", "metadata: schemaversion"),
        ('default="course"', 'default="other"', "organizations: none by default"),
        ('href="style.css"', 'href="styles.css"', "file: styles.css is missing"),
        ('href="style.css"', 'href="styles.css"', "file: style.css belongs to nothing"),
        ('href="style.css"', 'href="styles.css"', f"file: {FIRST}.html asks for style.css"),
        ('scormtype="sco"', 'scormtype="book"', f"resource: unit-{FIRST} is of no kind"),
        ("<title>", "<title> </title><title>", f"title: item-{FIRST}"),
        ("<metadata>", "<book/><metadata>", "order: book in manifest"),
        (f"{MARK}<", f"{MARK}0<", f"masteryscore: {MARK}0"),
    ],
)
def test_the_checker_names_what_is_broken(before: str, after: str, broken: str) -> None:
    """Else that nothing is named would say nothing."""
    assert broken in broken_rules(changed(before, after))


def test_a_package_without_its_manifest_is_none() -> None:
    with zipfile.ZipFile(io.BytesIO(MADE)) as old:
        whole = old.read("imsmanifest.xml").decode("utf-8")
    assert broken_rules(changed(whole, "")) == {"manifest: none at the top"}
