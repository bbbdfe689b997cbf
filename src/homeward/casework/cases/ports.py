"""What the case needs of higher rooms: sentences of events, tabs, facts of the strip."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from homeward.casework.cases.models import Case, Event
    from homeward.foundation.access.models import User
    from homeward.foundation.guard.actor import Actor
    from homeward.foundation.web.components import Fact

Sentence = str | Promise | Callable[[dict[str, Any]], str]
_kinds: dict[str, Sentence] = {}


def register_event_kinds(kinds: dict[str, Sentence]) -> None:
    """Let a room's events speak: each kind's sentence with named places, or a function."""
    for kind, sentence in kinds.items():
        if kind in _kinds:
            raise ValueError(f"The event kind {kind} is registered twice.")
        _kinds[kind] = sentence


def sentence_of(kind: str, params: dict[str, Any]) -> str:
    """The event's sentence in the active language; raises KeyError for an unregistered kind."""
    sentence = _kinds[kind]
    return sentence(params) if callable(sentence) else str(sentence) % params


def is_registered(kind: str) -> bool:
    """Whether a kind of event has its sentence."""
    return kind in _kinds


_rooms: dict[str, str | Promise] = {}


def register_event_room(code: str, label: str | Promise) -> None:
    """Name the room whose kinds of event begin with `code` and a dot, for the timeline's filter."""
    if code in _rooms:
        raise ValueError(f"The room {code} is registered twice.")
    _rooms[code] = label


def known_rooms() -> dict[str, str | Promise]:
    """The rooms that have a name in the timeline, by the beginning of their kinds."""
    return dict(_rooms)


def kinds_saying(words: str) -> list[str]:
    """The kinds whose sentence holds these words in the active language."""
    wanted = words.casefold()
    said = {kind: one for kind, one in _kinds.items() if isinstance(one, str | Promise)}
    return [kind for kind, sentence in said.items() if wanted in str(sentence).casefold()]


Opened = Callable[["Case", "Actor", Mapping[str, Any]], None]
_opened: dict[str, Opened] = {}


def register_opened(code: str, opened: Opened) -> None:
    """Act in the transaction of a first call: `opened(case, actor, facts)` begins a room's work.

    `facts` are the codes and flags of the first call, without names (see `first_call.py`).
    """
    if code in _opened:
        raise ValueError(f"What begins with a case as {code} is registered twice.")
    _opened[code] = opened


def begin_work(case: "Case", actor: "Actor", facts: Mapping[str, Any]) -> None:
    """Let every room begin its work on a case that was just opened by a first call."""
    for opened in _opened.values():
        opened(case, actor, facts)


Told = Callable[["Event"], None]
_watches: dict[str, tuple[frozenset[str], Told]] = {}


def register_event_watch(code: str, kinds: Iterable[str], told: Told) -> None:
    """Tell a room of lines of these kinds: `told(event)` in the transaction that adds the line.

    Whoever acts may see nothing of that room, and nobody may be told more than his compartment
    holds: what reads or writes rows of the room is deferred to a service of the node.
    """
    if code in _watches:
        raise ValueError(f"The watch {code} is registered twice.")
    _watches[code] = (frozenset(kinds), told)


def tell_watches(event: "Event") -> None:
    """Tell every room that watches for lines of this event's kind."""
    for kinds, told in _watches.values():
        if event.kind in kinds:
            told(event)


@dataclass(frozen=True, slots=True)
class CaseTab:
    """A tab of the case page: which room's page it opens and the compartments that may see it.

    With `lead_only` only the lead sees it; the page itself refuses everybody else again.
    """

    code: str
    label: str | Promise
    url_name: str
    compartments: frozenset[str]
    order: int
    lead_only: bool = False


_tabs: dict[str, CaseTab] = {}


def register_tab(tab: CaseTab) -> None:
    """Add a tab; a reader without one of its compartments does not see it."""
    if tab.code in _tabs:
        raise ValueError(f"The tab {tab.code} is registered twice.")
    _tabs[tab.code] = tab


def tabs_for(compartments: frozenset[str], *, lead: bool = False) -> list[CaseTab]:
    """The tabs that a reader in these compartments may open, in their order."""
    open_to = (
        tab
        for tab in _tabs.values()
        if tab.compartments & compartments and (lead or not tab.lead_only)
    )
    return sorted(open_to, key=lambda tab: tab.order)


StripFact = Callable[["User", "Case", frozenset[str]], list["Fact"]]
_strip_facts: dict[str, StripFact] = {}


def register_strip_fact(code: str, facts: StripFact) -> None:
    """Add facts to the strip of every case page: `facts(viewer, case, held)`, empty for nothing.

    `held` are the viewer's compartments; a room shows only what these may see.
    """
    if code in _strip_facts:
        raise ValueError(f"The facts {code} of the strip are registered twice.")
    _strip_facts[code] = facts


def strip_facts_of(viewer: "User", case: "Case", held: frozenset[str]) -> list["Fact"]:
    """What the rooms add to the strip for this viewer."""
    return [fact for facts in _strip_facts.values() for fact in facts(viewer, case, held)]


@dataclass(frozen=True, slots=True)
class CaseAction:
    """A button on the strip of every case page: another room's page, and who may open it."""

    code: str
    label: str | Promise
    url_name: str
    compartments: frozenset[str]
    order: int
    icon: str = ""


_actions: dict[str, CaseAction] = {}


def register_case_action(action: CaseAction) -> None:
    """Add a button; a reader without one of its compartments does not see it."""
    if action.code in _actions:
        raise ValueError(f"The action {action.code} is registered twice.")
    _actions[action.code] = action


def case_actions_for(compartments: frozenset[str]) -> list[CaseAction]:
    """The buttons of a reader in these compartments, in their order."""
    open_to = (one for one in _actions.values() if one.compartments & compartments)
    return sorted(open_to, key=lambda one: one.order)


@dataclass(frozen=True, slots=True)
class RansomSequel:
    """What a room knows of the recorded ransom's way: a sentence, and the page that shows it."""

    sentence: str
    url: str


Sequel = Callable[["User", "Case"], list[RansomSequel]]
_sequels: dict[str, Sequel] = {}


def register_ransom_sequel(code: str, sequel: Sequel) -> None:
    """Say on the overview what the ransom has become: `sequel(viewer, case)`, empty for nothing."""
    if code in _sequels:
        raise ValueError(f"The sequel {code} is registered twice.")
    _sequels[code] = sequel


def ransom_sequel_of(viewer: "User", case: "Case") -> list[RansomSequel]:
    """What the rooms know, as far as the viewer may see it."""
    return [line for sequel in _sequels.values() for line in sequel(viewer, case)]
