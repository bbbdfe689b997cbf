"""Release and what comes after, in short, on the page of a support file."""

from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from homeward.casework.victims.file_sections import part
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries import release as queries
from homeward.casework.victims.words.release import Arranged
from homeward.foundation.access.models import User

NEXT = 5


def release_section(viewer: User, file: SupportFile) -> SafeString:
    """What is prepared, the next steps, how many sessions there were, and the end of contact."""
    steps = list(queries.steps_of(viewer, file))
    waiting = [one for one in steps if one.ended_at is None]
    debriefs = queries.debriefs_of(viewer, file).filter(void_at__isnull=True)
    dated = [one for one in waiting if one.due_on]
    return part(
        "release_section",
        file,
        today=localdate(),
        all=len(steps),
        left=len(waiting),
        upcoming=sorted(dated, key=lambda one: (one.due_on, one.pk))[:NEXT],
        debriefs=debriefs.count(),
        reunion=queries.arrangements_of(viewer, file, Arranged.REUNION).first(),
        media=queries.arrangements_of(viewer, file, Arranged.MEDIA).first(),
        end=queries.ends_of(viewer, file).first(),
    )
