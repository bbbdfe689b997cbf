"""Who may read and who may change the playbooks: reading is for everybody who signs in."""

from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Role
from homeward.knowledge.manual.guide.shelf import shipped as shipped_practices
from homeward.knowledge.manual.models import (
    EVERYBODY,
    PlaybookVersion,
    PracticeVersion,
    Suggestion,
    VersionStatus,
)
from homeward.knowledge.manual.playbook import Playbook
from homeward.knowledge.manual.shelf import shipped


def may_adapt(viewer: User) -> bool:
    """Whether the viewer may draft and approve national versions."""
    return viewer.has_role(Role.SUPERVISOR)


def check_may_adapt(viewer: User, code: str) -> None:
    """Raises Forbidden for whoever does not adapt playbooks."""
    if not may_adapt(viewer):
        raise Forbidden("playbook", code)


def may_read(viewer: User, version: PlaybookVersion) -> bool:
    """Whether a version is for everybody, for a role of the viewer, or his to adapt."""
    return EVERYBODY in version.roles or viewer.has_role(*version.roles) or may_adapt(viewer)


def get_shipped(code: str) -> Playbook:
    """The shipped playbook of this code; raises NotFound."""
    found = shipped().get(code)
    if found is None:
        raise NotFound("playbook", code)
    return found


def get_version(code: str, number: int, viewer: User) -> PlaybookVersion:
    """A national version for who may read it; raises NotFound. Drafts are for those who adapt."""
    version = PlaybookVersion.objects.filter(code=code, number=number).first()
    if version is None or not may_read(viewer, version):
        raise NotFound("playbook", f"{code} {number}")
    if version.status != VersionStatus.APPROVED and not may_adapt(viewer):
        raise NotFound("playbook", f"{code} {number}")
    return version


def get_draft(code: str, viewer: User) -> PlaybookVersion:
    """The open draft of a playbook; Forbidden for who adapts none, NotFound where there is none."""
    get_shipped(code)
    check_may_adapt(viewer, code)
    draft = PlaybookVersion.objects.filter(code=code, status=VersionStatus.DRAFT).first()
    if draft is None:
        raise NotFound("playbook", code)
    return draft


def get_suggestion(number: int, viewer: User) -> Suggestion:
    """A suggestion for its sender and for editors; raises NotFound."""
    found = Suggestion.objects.filter(pk=number).first()
    if found is None or not (may_adapt(viewer) or found.by == viewer.pk):
        raise NotFound("practice_suggestion", str(number))
    return found


def get_practice_text(code: str, number: int, viewer: User) -> PracticeVersion:
    """A national text of a practice for who may read it; raises NotFound. Drafts are editors'."""
    found = PracticeVersion.objects.filter(code=code, number=number).first()
    readable = found is not None and (
        may_adapt(viewer) or EVERYBODY in found.roles or viewer.has_role(*found.roles)
    )
    if found is None or not readable:
        raise NotFound("practice_text", f"{code} {number}")
    if found.status != VersionStatus.APPROVED and not may_adapt(viewer):
        raise NotFound("practice_text", f"{code} {number}")
    return found


def get_practice_draft(code: str, viewer: User) -> PracticeVersion:
    """The open draft of a practice; Forbidden for who edits none, NotFound where there is none."""
    texts = PracticeVersion.objects.filter(code=code)
    if code not in shipped_practices() and not texts.exists():
        raise NotFound("practice", code)
    check_may_adapt(viewer, code)
    found = texts.filter(status=VersionStatus.DRAFT).first()
    if found is None:
        raise NotFound("practice_text", code)
    return found
