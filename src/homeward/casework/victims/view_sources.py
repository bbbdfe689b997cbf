"""What other parts of the support offer to the page of a family: promises, and who may call.

A part that keeps them registers a function; the worker chooses what of it is shown.
"""

from collections.abc import Callable

from homeward.casework.victims.family.content import Caller, Promise
from homeward.casework.victims.models import SupportFile
from homeward.foundation.access.models import User

Promises = Callable[[User, SupportFile], list[Promise]]
Callers = Callable[[User, SupportFile], list[Caller]]
_promises: list[Promises] = []
_callers: list[Callers] = []


def offer_promises(source: Promises) -> None:
    """Register where promises to a person are kept; their states are codes of `family.texts`."""
    _promises.append(source)


def offer_callers(source: Callers) -> None:
    """Register where it is kept who may call a person."""
    _callers.append(source)


def promises_for(viewer: User, file: SupportFile) -> list[Promise]:
    """Every promise that the viewer may show to the person."""
    return [one for source in _promises for one in source(viewer, file)]


def callers_for(viewer: User, file: SupportFile) -> list[Caller]:
    """Everybody who may call the person, as far as it is kept."""
    return [one for source in _callers for one in source(viewer, file)]
