"""A request compared with what this State's own cases and requests hold, as far as the reader sees.

Each source returns leads with the page on which to look further. Higher rooms add theirs
(`ports.register_cross_check`); this room compares people and their identifiers, and requests.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.models import Identifier, Person
from homeward.casework.cases.vocabulary.people import IdentifierKind
from homeward.casework.cooperation.desk.latest import by_reference
from homeward.casework.cooperation.desk.traces import Traces, texts_in, traces_of
from homeward.casework.cooperation.models import CrossCheck, Request
from homeward.casework.cooperation.ports import (
    Lead,
    LeadSource,
    cross_check_sources,
    register_cross_check,
)
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import case_ids_of, walls_of
from homeward.foundation.journal.actions import record

#: A source shows so many leads at most.
MOST = 50


@transaction.atomic
def cross_check(request: Request, *, user: User) -> list[tuple[LeadSource, list[Lead]]]:
    """Compare the request with everything that this reader sees, and keep that it was done.

    The journal has how many leads there were, in which cases, and whom they showed. Of a case that
    the reader does not see nothing is shown or counted.
    """
    traces = traces_of(_texts(request))
    found = [(one, one.look(user, request, traces)[:MOST]) for one in cross_check_sources()]
    leads = [lead for _source, some in found for lead in some]
    exact = sum(lead.is_exact for lead in leads)
    CrossCheck.objects.create(
        request=request,
        made_at=datetime.now(UTC),
        made_by=user.pk,
        exact=exact,
        alike=len(leads) - exact,
    )
    record(
        "cooperation.cross_checked",
        actor=user.actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        exact=exact,
        alike=len(leads) - exact,
        cases=sorted({lead.case_id for lead in leads if lead.case_id is not None}),
        people=sorted({lead.person for lead in leads if lead.person is not None}),
    )
    return found


def last_cross_check(request: Request) -> CrossCheck | None:
    """When the request was last compared, by whom, and how much was found."""
    return request.cross_checks.first()


def _texts(request: Request) -> Iterable[str]:
    """What the request says: its contents, and what was asked and answered since."""
    yield from texts_in(request.content)
    for data in request.changes.values_list("data", flat=True):
        yield from texts_in(data)


def _seen(viewer: User) -> Q:
    """Rows of the compartments in which the viewer is."""
    seen = Q(pk__in=[])
    for wall in sorted(walls_of(viewer)):
        seen |= Q(compartment=wall, case_id__in=case_ids_of(viewer, wall))
    return seen


def _by_identifier(viewer: User, request: Request, traces: Traces) -> list[Lead]:
    wanted = {kind: sorted(codes) for kind, codes in traces.codes.items() if codes}
    every = sorted({code for codes in wanted.values() for code in codes})
    rows: QuerySet[Identifier] = Identifier.objects.filter(_seen(viewer), plain__in=every)
    rows = rows.select_related("case", "person").order_by("case_id", "person_id", "pk")
    return [
        _lead(row.person, f"{IdentifierKind(row.kind).label}: {row.typed}", is_exact=True)
        for row in rows[: MOST * 4]
        if row.plain in traces.codes.get(row.kind, ())
    ]


def _by_name(viewer: User, request: Request, traces: Traces) -> list[Lead]:
    rows = Person.objects.filter(_seen(viewer)).exclude(name="")
    alike = [pk for pk, name in rows.values_list("pk", "name").iterator() if traces.names(name)]
    people = Person.objects.filter(pk__in=alike[:MOST]).select_related("case").order_by("pk")
    return [_lead(person, person.get_role_display(), is_exact=False) for person in people]


def _lead(person: Person, words: str, *, is_exact: bool) -> Lead:
    return Lead(
        caption=person.name or _("Not identified yet"),
        words=words,
        place=person.case.reference,
        url=reverse("cases:person", args=[person.case.reference, person.pk]),
        is_exact=is_exact,
        case_id=person.case_id,
        person=person.pk,
    )


def _requests_of_their_case(viewer: User, request: Request, traces: Traces) -> list[Lead]:
    """Other requests whose reference begins as this one's: they are of the same case there."""
    beginning, slash, _number = request.reference.rpartition("/")
    if not slash:
        return []
    others = by_reference(viewer, beginning + slash).filter(
        side=request.side, other_state=request.other_state
    )
    return [
        Lead(
            caption=one.reference,
            words=f"{one.declared.label}, {one.get_state_display()}",
            place=one.case.reference if one.case else "",
            url=reverse("cooperation:request", args=[one.pk]),
            is_exact=True,
        )
        for one in others.exclude(pk=request.pk).select_related("case")[:MOST]
    ]


def register() -> None:
    """Fill the port with what this room compares."""
    register_cross_check(
        LeadSource("identifiers", _("The same identifier"), _("exact"), 10, _by_identifier)
    )
    register_cross_check(
        LeadSource("names", _("The same name"), _("may be another person"), 20, _by_name)
    )
    register_cross_check(
        LeadSource(
            "requests",
            _("Other requests of the same case"),
            _("by their reference"),
            30,
            _requests_of_their_case,
        )
    )
