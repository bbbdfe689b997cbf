"""What is due of being told and being heard: it goes to the worker whom the file has now."""

from typing import Any

from homeward.casework.victims.actions.rights import SUBJECT, put_notice
from homeward.casework.victims.actions.rights_heard import HEARD, PASS_ON
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries.rights import heard_of, open_notices
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import finish_tasks, pass_tasks


def stop(file: SupportFile, user: User) -> None:
    """The person is told nothing more; what he said is passed on, and complaints are answered."""
    for notice in open_notices(user, file):
        finish_tasks((SUBJECT, notice.pk), actor=user.actor)


def again(file: SupportFile, user: User) -> None:
    """What the person is still to be told is due."""
    for notice in open_notices(user, file):
        put_notice(notice, file, actor=user.actor)


def pass_on(file: SupportFile, former: User, user: User) -> int:
    """Notices and views to pass on are for who works on the file; a complaint for its handler."""
    who: dict[str, Any] = {"before": former, "to": file.worker, "actor": user.actor}
    notices = sum(pass_tasks((SUBJECT, one.pk), **who) for one in open_notices(user, file))
    heard = heard_of(user, file).filter(passed_on__isnull=True)
    return notices + sum(pass_tasks((HEARD, one.pk), PASS_ON, **who) for one in heard)
