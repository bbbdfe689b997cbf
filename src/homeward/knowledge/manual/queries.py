"""Reads of the playbooks: what is shipped, what this State made of it, and what is in force."""

from dataclasses import dataclass

from homeward.foundation.access.models import User
from homeward.knowledge.manual.access import may_adapt, may_read
from homeward.knowledge.manual.guide.library import Held, library
from homeward.knowledge.manual.guide.plan import playbook_of
from homeward.knowledge.manual.guide.shelf import shipped as shipped_practices
from homeward.knowledge.manual.models import PlaybookVersion, PracticeVersion, VersionStatus
from homeward.knowledge.manual.playbook import Playbook
from homeward.knowledge.manual.shelf import shipped
from homeward.knowledge.manual.writing import from_data


@dataclass(frozen=True, slots=True)
class InForce:
    """The text that is run now: of a national version, or as shipped (number 0)."""

    playbook: Playbook
    number: int = 0


def in_force(viewer: User, code: str) -> InForce | None:
    """What is run under a code for the viewer: a playbook, or a practice that runs on cases.

    None for an unknown code.
    """
    if code in shipped():
        return _in_force(viewer, [code]).get(code)
    found = library(viewer).get(code)
    if found is None or not found.practice.runs:
        return None
    return InForce(playbook_of(found), found.number)


def is_readable(code: str, number: int) -> bool:
    """Whether the reader may read a national version; 0, the shipped text, is everybody's."""
    if number == 0 or PlaybookVersion.objects.filter(code=code, number=number).exists():
        return True
    return PracticeVersion.objects.filter(code=code, number=number).exists()


def all_in_force(viewer: User) -> list[InForce]:
    """Every playbook as it is in force, in the order of lists."""
    return list(_in_force(viewer, list(shipped())).values())


def practices_to_run(viewer: User) -> list[InForce]:
    """The practices that run on cases, as plans, by title."""
    found = [one for one in library(viewer).values() if one.practice.runs]
    plans = [InForce(playbook_of(one), one.number) for one in found]
    return sorted(plans, key=lambda one: one.playbook.title)


def title_of(code: str) -> str:
    """What a plan of this code is called, as shipped; the code itself where it is the State's."""
    playbook = shipped().get(code)
    practice = shipped_practices().get(code)
    return playbook.title if playbook else practice.title if practice else code


def step_title(code: str, step_id: str) -> str:
    """The title of a step of a shipped playbook or practice; empty where it is not there."""
    playbook = shipped().get(code)
    if playbook is None and code in shipped_practices():
        playbook = playbook_of(Held(shipped_practices()[code]))
    step = playbook.step(step_id) if playbook else None
    return step.text().title if step else ""


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
