"""To which authority a request goes: what the directory recommends, with its reasons.

The directory recommends and the officer decides. Whoever takes another competent authority says
why, and both stay with the request.
"""

from datetime import datetime

from homeward.casework.cooperation.declaration import Kind, all_kinds
from homeward.casework.cooperation.models import Change, Request
from homeward.foundation.authorities.ports import Matter, register_matter
from homeward.foundation.authorities.routing import Advice, who_to_ask
from homeward.foundation.authorities.vocabulary import AuthorityFunction, Treaty

READDRESSED = "readdress"
# Legal bases begin with the treaty that they stand on, or are no treaty at all.
_TREATIES = {"untoc": Treaty.UNTOC, "hostages": Treaty.HOSTAGES, "uncac": Treaty.UNCAC}
_OTHERWISE = {"bilateral": Treaty.BILATERAL, "reciprocity": Treaty.NONE, "comity": Treaty.NONE}


def treaty_of(legal_basis: str) -> str:
    """The treaty of a legal basis, as the directory names it; empty where it names none."""
    beginning = legal_basis.partition("_")[0]
    return str(_TREATIES.get(beginning) or _OTHERWISE.get(legal_basis) or "")


def advise(kind: Kind, state: str, urgency: str, legal_basis: str, now: datetime) -> Advice:
    """Whom the directory recommends for a request of this kind. Raises UnknownState."""
    return who_to_ask(state, kind.code, urgency, treaty_of(legal_basis), now)


def advice_for(request: Request, now: datetime) -> Advice:
    """Whom the directory recommends for a request as it stands. Raises UnknownState."""
    return advise(request.declared, request.other_state, request.urgency, request.legal_basis, now)


def readdressed(request: Request) -> Change | None:
    """The last choice of another authority than the recommended one, with its reason."""
    return request.changes.filter(name=READDRESSED).order_by("-at", "-pk").first()


def register() -> None:
    """Tell the directory what this State asks others for, and which authorities do that there.

    Only the function that the other node demands counts: it refuses a request to any other.
    """
    for kind in all_kinds():
        functions: tuple[str, ...] = (kind.receiver_function,)
        is_police = kind.receiver_function == AuthorityFunction.POLICE
        register_matter(Matter(kind.code, kind.label, functions, is_police))
