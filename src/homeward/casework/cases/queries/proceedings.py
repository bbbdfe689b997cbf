"""The proceedings of a case, and harm that no charge relies on.

Persons are looked up among those whom the viewer sees: a charge may name a victim whose record is
in another compartment, and a join would hide the charge then.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from homeward.casework.cases.bounds import is_beyond
from homeward.casework.cases.charge_lifecycle import CLEARED, steps_at
from homeward.casework.cases.models import (
    Appeal,
    Case,
    Charge,
    ChargeHarm,
    ChargeVictim,
    CourtDecision,
    Detention,
    Harm,
    Hearing,
    InCompartment,
    Person,
    Sentence,
)
from homeward.casework.cases.queries.detention import detentions_of, stand_now
from homeward.casework.cases.queries.inside import seen_in
from homeward.casework.cases.queries.people import in_part, people_of
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.cases.vocabulary.people import Cause, HarmKind
from homeward.casework.cases.vocabulary.proceedings import DecisionKind, Stage
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import case_ids_of

Row = TypeVar("Row", bound=InCompartment)


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """A charge with all that belongs to it; None among the people for whom the viewer may not
    see."""

    charge: Charge
    suspect: Person | None
    victims: list[Person | None]
    harms: list[Harm | None]
    hearings: list[Hearing]
    decisions: list[CourtDecision]
    sentences: list[Sentence]
    appeals: list[Appeal]
    is_beyond: bool = False

    @property
    def steps(self) -> frozenset[str]:
        """What may be recorded next; a sentence only after a conviction."""
        steps = steps_at(self.charge.stage)
        convicted = self.decisions and self.decisions[-1].kind == DecisionKind.CONVICTED
        return steps if convicted else steps - {"sentence"}

    @property
    def answers(self) -> bool:
        """Whether somebody answers, or may still answer, for the harm that it relies on.

        A charge that was given up, of which the suspect was cleared, or which a surrender does not
        cover, answers for nothing.
        """
        if self.charge.stage == Stage.WITHDRAWN or self.is_beyond:
            return False
        done = self.charge.stage == Stage.FINAL and self.decisions
        return not (done and self.decisions[-1].kind in CLEARED)


@dataclass(frozen=True, slots=True)
class SuspectRow:
    """A suspect with what he is charged with, and whether he was arrested or released last."""

    person: Person | None
    charges: list[ChargeRow]
    now: Detention | None = None


@dataclass(frozen=True, slots=True)
class HarmRow:
    """A harm and the charges that rely on it; `missing` where the kidnapping caused it, or may
    have, and nobody answers for it."""

    harm: Harm
    charges: list[ChargeRow] = field(default_factory=list)

    @property
    def missing(self) -> bool:
        """Whether it is harm without a charge."""
        if self.harm.kind == HarmKind.NONE_KNOWN or self.harm.cause == Cause.NOT_CAUSED:
            return False
        return not any(row.answers for row in self.charges)


@dataclass(frozen=True, slots=True)
class VictimRow:
    """A victim with the harm done to him and the charges in which he is named."""

    person: Person
    harms: list[HarmRow]
    charges: list[ChargeRow]


@dataclass(frozen=True, slots=True)
class Proceedings:
    """The proceedings of a case, by suspect and by victim."""

    suspects: list[SuspectRow]
    victims: list[VictimRow]

    @property
    def without_charge(self) -> list[HarmRow]:
        """Harm without a charge."""
        return [harm for victim in self.victims for harm in victim.harms if harm.missing]


def proceedings_of(viewer: User, case: Case) -> Proceedings:
    """The proceedings in the viewer's compartments."""
    people = {person.pk: person for person in people_of(viewer, case)}
    harms = {harm.pk: harm for harm in standing_harms(viewer, case)}
    rows = charge_rows(viewer, case, people, harms)
    return Proceedings(
        _by_suspect(viewer, case, rows, people), _by_victim(viewer, case, rows, harms)
    )


def standing_harms(viewer: User, case: Case) -> QuerySet[Harm]:
    """The harm in the viewer's compartments that nobody withdrew."""
    return seen_in(Harm.objects.filter(withdrawn_at=None), viewer, case).order_by("pk")


def charge_rows(
    viewer: User, case: Case, people: dict[int, Person], harms: dict[int, Harm]
) -> list[ChargeRow]:
    """Every charge in the viewer's compartments, in one query for each kind of row."""
    charges = list(seen_in(Charge.objects.all(), viewer, case).order_by("pk"))
    numbers = [charge.pk for charge in charges]
    victims = _by(ChargeVictim.objects.filter(charge__in=numbers).order_by("pk"), "charge_id")
    relied = _by(ChargeHarm.objects.filter(charge__in=numbers).order_by("pk"), "charge_id")
    hearings = _by(Hearing.objects.filter(charge__in=numbers).order_by("at", "pk"), "charge_id")
    decisions = _by(CourtDecision.objects.filter(charge__in=numbers).order_by("pk"), "charge_id")
    appeals = _by(Appeal.objects.filter(charge__in=numbers).order_by("pk"), "charge_id")
    decided = [decision.pk for of_one in decisions.values() for decision in of_one]
    sentences = _by(Sentence.objects.filter(decision__in=decided).order_by("pk"), "decision_id")
    return [
        ChargeRow(
            charge,
            people.get(charge.suspect_id),
            [people.get(one.person_id) for one in victims[charge.pk]],
            [harms.get(one.harm_id) for one in relied[charge.pk]],
            hearings[charge.pk],
            decisions[charge.pk],
            [one for decision in decisions[charge.pk] for one in sentences[decision.pk]],
            appeals[charge.pk],
            is_beyond=is_beyond(charge),
        )
        for charge in charges
    ]


def made_by_form(viewer: User, model: type[Row], token: UUID) -> Row | None:
    """What a form made when it was first sent, if the viewer may see it."""
    mine = case_ids_of(viewer)
    return model._default_manager.filter(form_token=token, case_id__in=mine).first()


def _by(rows: Iterable[Row], name: str) -> defaultdict[int, list[Row]]:
    together: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        together[getattr(row, name)].append(row)
    return together


def _by_suspect(
    viewer: User, case: Case, rows: list[ChargeRow], people: dict[int, Person]
) -> list[SuspectRow]:
    charged = {row.charge.suspect_id for row in rows}
    known = in_part(viewer, case, PersonRole.SUSPECT)
    suspects = {person.pk for person in known}
    now = stand_now(detentions_of(viewer, case, known))
    return [
        SuspectRow(
            people.get(pk), [row for row in rows if row.charge.suspect_id == pk], now.get(pk)
        )
        for pk in sorted(charged | suspects)
    ]


def _by_victim(
    viewer: User, case: Case, rows: list[ChargeRow], harms: dict[int, Harm]
) -> list[VictimRow]:
    found = []
    for person in in_part(viewer, case, PersonRole.VICTIM):
        own = [harm for harm in harms.values() if harm.person_id == person.pk]
        lines = [HarmRow(harm, [row for row in rows if harm in row.harms]) for harm in own]
        named = [row for row in rows if person in row.victims]
        found.append(VictimRow(person, lines, named))
    return found
