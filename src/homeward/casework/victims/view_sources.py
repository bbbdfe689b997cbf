"""What other parts of the support offer to the page of a family: promises, and who may call.

A part that keeps them registers a function; the worker chooses what of it is shown.
"""

from collections.abc import Callable, Iterable

from homeward.casework.victims.family.content import Caller, Content, Promise
from homeward.casework.victims.family.texts import PROMISE_STATES
from homeward.casework.victims.models import SupportFile
from homeward.foundation.access.models import User

Promises = Callable[[User, SupportFile], list[Promise]]
Callers = Callable[[User, SupportFile], list[Caller]]
_promises: list[Promises] = []
_callers: list[Callers] = []


def offer_promises(source: Promises) -> None:
    """Register where promises to a person are kept.

    Their states are codes of `family.texts`; one that the person is not to be shown has none.
    """
    _promises.append(source)


def offer_callers(source: Callers) -> None:
    """Register where it is kept who may call a person."""
    _callers.append(source)


def promises_for(
    viewer: User, file: SupportFile, before: Iterable[Promise] = ()
) -> tuple[Promise, ...]:
    """Every promise that the viewer may show to the person now.

    What is kept elsewhere stands as it is there. Of the page `before` stays what was written on it
    alone, and what another part shows no more goes.
    """
    kept = [one for source in _promises for one in source(viewer, file)]
    known = {one.what for one in kept}
    return (
        *(one for one in kept if one.state in PROMISE_STATES),
        *(one for one in before if one.what not in known),
    )


def callers_for(
    viewer: User, file: SupportFile, before: Iterable[Caller] = ()
) -> tuple[Caller, ...]:
    """Everybody who may call the person: as it is kept, and other roles of the page `before`."""
    kept = tuple(one for source in _callers for one in source(viewer, file))
    roles = {one.role for one in kept}
    return (*kept, *(one for one in before if one.role not in roles))


def is_outdated(viewer: User, file: SupportFile, shown: Content) -> bool:
    """Whether something on a page stands otherwise by now where it is kept."""
    promises = set(promises_for(viewer, file, shown.promises))
    callers = set(callers_for(viewer, file, shown.callers))
    return not (set(shown.promises) <= promises and set(shown.callers) <= callers)
