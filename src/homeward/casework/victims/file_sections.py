"""The parts of a support file's page that the file itself keeps."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries import files as queries
from homeward.foundation.access.models import User


def part(name: str, file: SupportFile, **context: Any) -> SafeString:
    """A part's template with the file and the reference of its case."""
    place = {"file": file, "reference": file.case.reference, "person": file.person}
    return render_to_string(f"victims/{name}.html", place | context)


def rule_section(viewer: User, file: SupportFile) -> SafeString:
    """What the person may be told now."""
    return part("part_rule", file, rule=queries.rule_of(viewer, file))
