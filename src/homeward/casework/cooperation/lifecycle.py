"""The lives of requests, by the names that kinds declare.

Both nodes hold the same state. A change is made on one side and exchanged as a signed message;
the other side applies it by the same table, and `crossing.py` says what stands when two cross.
"""

from homeward.casework.cooperation.arrest import ARREST
from homeward.casework.cooperation.assistance import ASSISTANCE
from homeward.casework.cooperation.extradition import EXTRADITION
from homeward.casework.cooperation.joint import JOINT
from homeward.casework.cooperation.spontaneous import SPONTANEOUS
from homeward.casework.cooperation.states import (
    DONE,
    FINAL,
    UNISSUED,
    WRITABLE,
    RequestState,
    Side,
    other,
)
from homeward.casework.cooperation.transitions import Lifecycle, Needs, Transition

__all__ = [
    "ANSWERED",
    "ARREST",
    "ASSISTANCE",
    "DONE",
    "EXTRADITION",
    "FINAL",
    "JOINT",
    "LIFECYCLES",
    "SPONTANEOUS",
    "TRANSITIONS",
    "UNISSUED",
    "WRITABLE",
    "Lifecycle",
    "Needs",
    "RequestState",
    "Side",
    "Transition",
    "other",
]

# By name, as kinds of request declare theirs.
LIFECYCLES: dict[str, Lifecycle] = {
    one.code: one for one in (ASSISTANCE, EXTRADITION, ARREST, SPONTANEOUS, JOINT)
}

# By lifecycle, the open states in which the answer that was asked for has been given: not late.
ANSWERED: dict[str, frozenset[RequestState]] = {
    "extradition": frozenset(
        {
            RequestState.GRANTED,
            RequestState.ARRANGING,
            RequestState.ARRANGED,
            RequestState.LENT,
            RequestState.OWN_ASKED,
            RequestState.OWN_PROCEEDINGS,
        }
    ),
    "arrest": frozenset({RequestState.HELD, RequestState.RELEASED}),
    "spontaneous": frozenset({RequestState.ACKNOWLEDGED}),
    "joint": frozenset({RequestState.IN_FORCE}),
}

# Every change of any lifecycle, for words: a name means the same wherever it stands.
TRANSITIONS: dict[str, Transition] = {
    t.name: t for lifecycle in LIFECYCLES.values() for t in lifecycle.transitions
}
