"""Reads of the playbooks: what is shipped, what this State made of it, and what is in force."""

from dataclasses import dataclass

from homeward.foundation.access.models import User
from homeward.knowledge.manual.access import may_adapt, may_read
from homeward.knowledge.manual.models import PlaybookVersion, VersionStatus
from homeward.knowledge.manual.playbook import Playbook
from homeward.knowledge.manual.shelf import shipped
from homeward.knowledge.manual.writing import from_data


@dataclass(frozen=True, slots=True)
class InForce:
    """The text that is run now: of a national version, or as shipped (number 0)."""

    playbook: Playbook
    number: int = 0


def in_force(viewer: User, code: str) -> InForce | None:
    """The version of a playbook that is in force for the viewer; None for an unknown code."""
    return _in_force(viewer, [code]).get(code)


def is_readable(code: str, number: int) -> bool:
    """Whether the reader may read a national version; 0, the shipped text, is everybody's."""
    return number == 0 or PlaybookVersion.objects.filter(code=code, number=number).exists()


def all_in_force(viewer: User) -> list[InForce]:
    """Every playbook as it is in force, in the order of lists."""
    return list(_in_force(viewer, list(shipped())).values())


def _in_force(viewer: User, codes: list[str]) -> dict[str, InForce]:
    approved = PlaybookVersion.objects.filter(code__in=codes, status=VersionStatus.APPROVED)
    latest: dict[str, PlaybookVersion] = {}
    for version in approved.order_by("number"):
        if may_read(viewer, version):
            latest[version.code] = version
    known = shipped()
    return {
        code: in_force_of(known[code], latest.get(code)) for code in known if code in set(codes)
    }


def in_force_of(playbook: Playbook, version: PlaybookVersion | None) -> InForce:
    """What a version says, where there is one with a text of its own."""
    if version is None or version.content is None:
        return InForce(playbook)
    return InForce(from_data(version.content), version.number)


def versions_of(viewer: User, code: str) -> list[PlaybookVersion]:
    """The national versions that the viewer may read, the latest first."""
    found = PlaybookVersion.objects.filter(code=code).order_by("-number")
    if not may_adapt(viewer):
        found = found.filter(status=VersionStatus.APPROVED)
    return [version for version in found if may_read(viewer, version)]


def open_draft(viewer: User, code: str) -> PlaybookVersion | None:
    """The draft of a playbook, for those who adapt them."""
    if not may_adapt(viewer):
        return None
    return PlaybookVersion.objects.filter(code=code, status=VersionStatus.DRAFT).first()


def text_of(version: PlaybookVersion) -> Playbook:
    """The playbook that a version stands for."""
    return in_force_of(shipped()[version.code], version).playbook


def caption_of(version_id: str) -> str:
    """The title and number of a version that the reader may see, else nothing."""
    if not version_id.isdecimal():
        return ""
    version = PlaybookVersion.objects.filter(pk=version_id).first()
    return f"{text_of(version).title} · {version.number}" if version else ""
