"""This State's entry for a directory, from what the node knows of its own authorities and keys."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings

from homeward.foundation.authorities.card import own_card
from homeward.foundation.authorities.errors import UnknownState
from homeward.foundation.authorities.models import State
from homeward.wire.directory.entries import AuthorityEntry, RevokedKey, StateEntry
from homeward.wire.header import Environment


def own_entry(
    *, revoked: Sequence[str] = (), reason: str = "", with_node: bool = True
) -> StateEntry:
    """The entry, unsigned. Raises UnknownState before the own authorities are loaded."""
    code, now = settings.HOMEWARD_STATE, datetime.now(UTC)
    state = State.objects.filter(pk=code).first()
    if state is None:
        raise UnknownState(state=code)
    authorities = tuple(
        AuthorityEntry(
            code=one.code,
            name=one.name,
            functions=tuple(one.functions),
            email=one.email,
            phone=one.phone,
            always_reachable=one.always_reachable,
        )
        for one in state.authorities.order_by("code")
    )
    return StateEntry(
        environment=Environment(settings.HOMEWARD_ENVIRONMENT),
        state=code,
        name=state.name,
        languages=tuple(state.languages),
        authorities=authorities,
        card=own_card()[0].decode("ascii") if with_node else None,
        issued_at=now,
        revoked_keys=tuple(RevokedKey(key=one, at=now, reason=reason) for one in revoked),
    )
