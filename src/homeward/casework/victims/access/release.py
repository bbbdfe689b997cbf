"""The doors to lines of checklists and debriefing sessions of a file."""

from homeward.casework.victims.access.files import get_of_file
from homeward.casework.victims.models import ContactEnd, DebriefSession, SupportStep
from homeward.casework.victims.words.release import Arranged, Group
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User


def get_step(reference: str, number: int, key: int, viewer: User) -> SupportStep:
    """A line of a checklist; raises NotFound."""
    return get_of_file(SupportStep, reference, number, key, viewer)


def get_debrief(reference: str, number: int, key: int, viewer: User) -> DebriefSession:
    """A debriefing session; raises NotFound."""
    return get_of_file(DebriefSession, reference, number, key, viewer)


def get_end(reference: str, number: int, key: int, viewer: User) -> ContactEnd:
    """An end of contact of the file; raises NotFound."""
    return get_of_file(ContactEnd, reference, number, key, viewer)


def a_group(code: str) -> Group:
    """The checklist of this code; raises NotFound."""
    if code not in Group.values:
        raise NotFound("group", code)
    return Group(code)


def an_arrangement(code: str) -> Arranged:
    """What is arranged under this code; raises NotFound."""
    if code not in Arranged.values:
        raise NotFound("arrangement", code)
    return Arranged(code)
