"""What access needs of higher rooms: how a person is told of something at once."""

from collections.abc import Sequence
from typing import Protocol

from homeward.foundation.access.models import User
from homeward.foundation.guard.actor import Actor


class Tell(Protocol):
    """Tell persons of something: a line before them with its page, and a message without content.

    `kind` is a registered kind of task, whose sentence is filled from `params`; none names a
    person of a case.
    """

    def __call__(
        self,
        persons: Sequence[User],
        kind: str,
        *,
        actor: Actor,
        subject: tuple[str, object],
        url: str,
        case_id: int | None,
        life_at_risk: bool = False,
        **params: str,
    ) -> None: ...


_tell: list[Tell] = []


def register_notice(tell: Tell) -> None:
    """Say how persons are told of something; one way only."""
    if _tell:
        raise ValueError("Notices are registered twice.")
    _tell.append(tell)


def tell(
    persons: Sequence[User],
    kind: str,
    *,
    actor: Actor,
    subject: tuple[str, object],
    url: str,
    case_id: int | None,
    life_at_risk: bool = False,
    **params: str,
) -> None:
    """Tell persons of something in the present transaction, by the registered way."""
    _tell[0](
        persons,
        kind,
        actor=actor,
        subject=subject,
        url=url,
        case_id=case_id,
        life_at_risk=life_at_risk,
        **params,
    )
