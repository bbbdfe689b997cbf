"""What the directory needs of higher rooms: a carrier, what is asked for, what laws tell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from homeward.foundation.authorities.vocabulary import AuthorityFunction as F
from homeward.foundation.guard.actor import Actor

Text = str | Promise


class Carrier(Protocol):
    """Reachability and distribution: who carries signed messages to the node of another State."""

    def ping(
        self,
        ping_id: UUID,
        *,
        to: str,
        authority: str,
        point: str,
        code: str,
        due: datetime,
        actor: Actor,
    ) -> None:
        """Ask the duty officer of an authority whether he reads this."""

    def answer(
        self, ping_id: UUID, *, to: str, answered_at: datetime, answered_as: str, actor: Actor
    ) -> None:
        """Say that a duty officer read it."""

    def announce(self, content: dict[str, Any], *, to: str, actor: Actor) -> None:
        """Tell another State's node what this State says of its own authorities."""


_carriers: list[Carrier] = []


def register_carrier(carrier: Carrier) -> None:
    """Say who carries pings, answers and announcements between nodes; the last one counts."""
    _carriers.append(carrier)


def carrier() -> Carrier:
    """The registered carrier."""
    return _carriers[-1]


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that may be asked of another State, and which authorities do that work.

    `functions` come in the order in which they are addressed. `is_police` where police officers
    write to each other, so that formal channels come last.
    """

    code: str
    label: Text
    functions: tuple[str, ...]
    is_police: bool = False


# What States ask of each other beside the kinds of request that a higher room declares.
_GENERAL = (
    Matter("assistance", _("Mutual legal assistance"), (F.CENTRAL,)),
    Matter("extradition", _("Extradition"), (F.CENTRAL,)),
    Matter("anti_kidnapping", _("A kidnapping in progress"), (F.ANTI_KIDNAPPING, F.POLICE), True),
    Matter("financial_intelligence", _("Financial intelligence"), (F.FIU,), True),
    Matter("asset_recovery", _("Asset recovery"), (F.ASSET_RECOVERY, F.CENTRAL)),
    Matter("victims", _("Services for victims"), (F.VICTIM_SERVICES, F.CENTRAL)),
    Matter("statistics", _("Figures on kidnapping"), (F.STATISTICS,)),
)
_matters: dict[str, Matter] = {one.code: one for one in _GENERAL}


def register_matter(matter: Matter) -> None:
    """Add something that may be asked; a kind of request takes the place of a general matter."""
    _matters[matter.code] = matter


def matters() -> list[Matter]:
    """Everything that may be asked, what is general first."""
    return list(_matters.values())


def matter_of(code: str) -> Matter | None:
    """The matter of this code, or nothing."""
    return _matters.get(code)


@dataclass(frozen=True, slots=True)
class Institution:
    """A public institution of a State as its recorded law names it, and how that is known.

    `is_read` where the text was read in `source`; otherwise it is from memory, and shown so. With
    `kinds` it is asked for these alone, and never for what is in `not_for`. `copy_date` is the date
    of which the copy that was read says it is, where it says one; `read_on` when it was read.
    """

    role: Text
    functions: tuple[str, ...]
    name: str
    original: str
    languages: tuple[str, ...]
    provision: str
    source: str
    is_read: bool
    note: str
    kinds: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    copy_date: date | None = None
    read_on: date | None = None


Cited = Callable[[str], SafeString]
_cited: list[Cited] = []


def register_cited(links: Cited) -> None:
    """Say how the articles of treaties that a text names are linked; the last one counts."""
    _cited.append(links)


def cited(text: str) -> SafeString:
    """The text, escaped, with links to the articles that it names where a room explains them."""
    return _cited[-1](text) if _cited else conditional_escape(text)


Institutions = Callable[[], dict[str, Sequence[Institution]]]
_institutions: list[Institutions] = []


def register_institutions(found: Institutions) -> None:
    """Add a source of institutions by State, for States that have no entry of their own.

    It names every State that it knows of, those too of which it names no institution.
    """
    _institutions.append(found)


def institutions() -> dict[str, list[Institution]]:
    """The institutions of every State that a source knows of, by the State's code."""
    known: dict[str, list[Institution]] = {}
    for source in _institutions:
        for state, found in source().items():
            known.setdefault(state, []).extend(found)
    return dict(sorted(known.items()))
