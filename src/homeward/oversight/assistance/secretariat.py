"""Who the Secretariat is, by the directory, and whether this node is its own."""

from django.conf import settings

from homeward.foundation.access.models import Team
from homeward.foundation.access.queries import desk_of_authority
from homeward.foundation.authorities.models import Authority
from homeward.foundation.authorities.vocabulary import AuthorityFunction
from homeward.foundation.guard.context import asked_once


def office() -> Authority | None:
    """The Secretariat's authority, of this node's State first; None where none is named."""

    def ask() -> list[Authority]:
        function = [AuthorityFunction.SECRETARIAT.value]
        return list(Authority.objects.filter(functions__contains=function).order_by("code"))

    found = asked_once(("secretariat",), ask)
    own = [one for one in found if one.state_id == settings.HOMEWARD_STATE]
    return next(iter([*own, *found]), None)


def is_secretariat() -> bool:
    """Whether this node is the Secretariat's."""
    found = office()
    return found is not None and found.state_id == settings.HOMEWARD_STATE


def own_desk() -> Team | None:
    """The desk at which requests arrive, on the Secretariat's node."""
    found = office()
    if found is None or found.state_id != settings.HOMEWARD_STATE:
        return None
    return desk_of_authority(found.code)
