"""Changing authorities and contact points: the own State's, which others are told, or typed in.

Each change names the revision that was read, so that nobody overwrites what he did not see. Only
the own State and States that sign nothing are changed so; the others say it themselves.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.conf import settings
from django.db import transaction

from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import Team, User
from homeward.foundation.authorities.actions.announcing import announce
from homeward.foundation.authorities.actions.claims import check_unsigned
from homeward.foundation.authorities.contact_data import put_one, revision_of
from homeward.foundation.authorities.errors import (
    AuthorityInUse,
    ContactExists,
    SourceMissing,
    UnknownContact,
)
from homeward.foundation.authorities.models import Authority, ContactPoint, State
from homeward.foundation.authorities.vocabulary import Origin
from homeward.foundation.journal.actions import record
from homeward.wire.directory.contacts import ContactPointEntry
from homeward.wire.directory.entries import AuthorityEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is to be entered of an institution, without its contact points, and where it was read.

    The own State needs no source: this node signs what it says of itself.
    """

    state: str
    authority: AuthorityEntry
    source: str = ""
    source_date: date | None = None


@transaction.atomic
def enter_authority(told: Told, *, state_name: str, languages: list[str], user: User) -> Authority:
    """Enter a new institution. Raises ContactExists, SignedByItsState, SourceMissing."""
    check_unsigned(told.state)
    if Authority.objects.filter(pk=told.authority.code).exists():
        raise ContactExists(contact=told.authority.code)
    state, _ = State.objects.get_or_create(
        pk=told.state, defaults={"name": state_name, "languages": languages}
    )
    return _write(Authority(code=told.authority.code, state=state), told, user)


@transaction.atomic
def change_authority(told: Told, *, revision: str, user: User) -> Authority:
    """Change an institution; its contact points stay as they are.

    Raises UnknownContact, StaleForm, SignedByItsState, SourceMissing.
    """
    found = Authority.objects.select_for_update().filter(pk=told.authority.code).first()
    if found is None:
        raise UnknownContact(contact=told.authority.code)
    check_unsigned(found.state_id)
    _check_read(found, revision)
    return _write(found, told, user)


def _write(row: Authority, told: Told, user: User) -> Authority:
    is_own = told.state == settings.HOMEWARD_STATE
    if not is_own and not (told.source.strip() and told.source_date):
        raise SourceMissing
    entry = told.authority
    row.name, row.functions = entry.name, list(entry.functions)
    row.competence = [one.to_json() for one in entry.competence]
    row.always_reachable = entry.always_reachable
    row.origin = Origin.SIGNED if is_own else Origin.TYPED
    row.source, row.source_date = told.source.strip(), told.source_date
    row.save()
    record(
        "authorities.contact_entered",
        actor=user.actor,
        subject=("authority", row.pk),
        state=row.state_id,
        source=row.source[:200],
    )
    _tell(row, user)
    return row


@transaction.atomic
def remove_authority(code: str, *, revision: str, user: User) -> str:
    """Take an institution with its contact points out of the directory; returns its State.

    Raises UnknownContact, StaleForm, SignedByItsState, and AuthorityInUse where a desk or a person
    of this node belongs to it.
    """
    found = Authority.objects.select_for_update().filter(pk=code).first()
    if found is None:
        raise UnknownContact(contact=code)
    check_unsigned(found.state_id)
    _check_read(found, revision)
    people = User.objects.filter(authority=code, is_active=True)
    if Team.objects.filter(authority=code).exists() or people.exists():
        raise AuthorityInUse(authority=found.name)
    state = found.state_id
    _note_removed(found, "", user)
    found.delete()
    if state == settings.HOMEWARD_STATE:
        announce(actor=user.actor)
    return state


@transaction.atomic
def put_point(
    authority: str, entry: ContactPointEntry, *, revision: str = "", user: User
) -> ContactPoint:
    """Add a contact point (without `revision`), or change the one of that name.

    What is changed was verified by nobody yet. Raises UnknownContact, ContactExists, StaleForm,
    SignedByItsState.
    """
    found = Authority.objects.select_for_update().filter(pk=authority).first()
    if found is None:
        raise UnknownContact(contact=authority)
    check_unsigned(found.state_id)
    held = found.points.select_for_update().filter(point=entry.point).first()
    if held is not None and not revision:
        raise ContactExists(contact=f"{authority}/{entry.point}")
    if revision:
        if held is None:
            raise UnknownContact(contact=f"{authority}/{entry.point}")
        _check_read(held, revision)
    point = put_one(found, entry)
    record(
        "authorities.contact_changed",
        actor=user.actor,
        subject=("authority", found.pk),
        state=found.state_id,
        point=point.point,
    )
    _tell(found, user)
    return point


@transaction.atomic
def remove_point(number: int, *, revision: str, user: User) -> ContactPoint:
    """Take a contact point out. Raises UnknownContact, StaleForm, SignedByItsState."""
    found = _point(number)
    check_unsigned(found.authority.state_id)
    _check_read(found, revision)
    _note_removed(found.authority, found.point, user)
    found.delete()
    _tell(found.authority, user)
    return found


@transaction.atomic
def verify_contact(number: int, *, revision: str, user: User) -> ContactPoint:
    """Somebody of the own State tried a contact point as he read it, and it is right.

    Others are told. For a typed-in one it says that the source was read again. Raises
    UnknownContact, StaleForm where it is another one by now, and SignedByItsState for what another
    State signs.
    """
    found = _point(number)
    check_unsigned(found.authority.state_id)
    _check_read(found, revision)
    found.verified_at, found.verified_by = datetime.now(UTC), _verifier(found.authority, user)
    found.save(update_fields=["verified_at", "verified_by"])
    record(
        "authorities.contact_verified",
        actor=user.actor,
        subject=("authority", found.authority_id),
        point=found.point,
    )
    _tell(found.authority, user)
    return found


def _verifier(authority: Authority, user: User) -> str:
    """The authority that verified, never the person: the person's own, where the directory has it.

    An administrator may belong to an office that is no authority of the directory.
    """
    own = Authority.objects.filter(state=settings.HOMEWARD_STATE).order_by("code")
    if own.filter(pk=user.authority).exists():
        return str(user.authority)
    if authority.state_id == settings.HOMEWARD_STATE:
        return authority.code
    first = own.values_list("code", flat=True).first()
    return str(first or authority.code)


def _point(number: int) -> ContactPoint:
    found = ContactPoint.objects.select_for_update(of=("self",)).select_related("authority")
    point = found.filter(pk=number).first()
    if point is None:
        raise UnknownContact(contact=str(number))
    return point


def _check_read(row: Authority | ContactPoint, revision: str) -> None:
    if revision_of(row) != revision:
        raise StaleForm


def _note_removed(authority: Authority, point: str, user: User) -> None:
    record(
        "authorities.contact_removed",
        actor=user.actor,
        subject=("authority", authority.pk),
        state=authority.state_id,
        point=point,
    )


def _tell(authority: Authority, user: User) -> None:
    if authority.state_id == settings.HOMEWARD_STATE:
        announce(actor=user.actor)
