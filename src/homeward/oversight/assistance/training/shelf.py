"""The courses that Homeward ships, read and checked once."""

from functools import cache
from pathlib import Path

from django.utils import translation

from homeward.foundation.access.errors import NotFound
from homeward.knowledge.manual.guide.shelf import shipped as practices
from homeward.oversight.assistance.training.course import Course
from homeward.oversight.assistance.training.reading import read_folder

FOLDER = Path(__file__).parent.parent / "courses"


@cache
def shipped() -> dict[str, Course]:
    """Every shipped course by code. Raises CourseFault."""
    with translation.override("en"):
        folders = sorted(one for one in FOLDER.iterdir() if one.is_dir())
        return {one.name: read_folder(one, practices()) for one in folders}


def get_course(code: str) -> Course:
    """The course of a code; raises NotFound."""
    found = shipped().get(code)
    if found is None:
        raise NotFound("course", code)
    return found
