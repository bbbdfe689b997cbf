"""Support files, the rules that hold for them, and how their persons are reached."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from homeward.casework.cases.models import Case, Person
from homeward.casework.cases.queries.people import in_part, rows_of
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.victims.access.files import is_in_support
from homeward.casework.victims.models import Channel, Guardian, SupportFile, TellingRule
from homeward.casework.victims.words.figures import AgeGroup, group_of_age
from homeward.casework.victims.words.files import Standing
from homeward.foundation.access.models import CaseMember, User
from homeward.foundation.access.roles import Compartment

ADULT = 18


def files_of(viewer: User, case: Case) -> QuerySet[SupportFile]:
    """The support files of the case; none for whoever has no place with its victims."""
    rows = SupportFile.objects.select_related("person", "victim__person", "worker")
    return rows.filter(case=case).order_by("number") if is_in_support(viewer, case) else rows.none()


def file_of_form(viewer: User, case: Case, token: UUID) -> SupportFile | None:
    """The file that a form opened when it was first sent."""
    return files_of(viewer, case).filter(form_token=token).first()


def persons_without(viewer: User, case: Case) -> list[Person]:
    """Victims and relatives whom the viewer sees in the case and for whom no file is open.

    Of records that are one person there is one file, and one record is offered: the support's own
    where there is one.
    """
    taken = set(files_of(viewer, case).values_list("person_id", flat=True))
    fitting = {one.pk: one for one in in_part(viewer, case, PersonRole.VICTIM)}
    fitting |= {one.pk: one for one in in_part(viewer, case, PersonRole.RELATIVE)}
    found = []
    for row in rows_of(viewer, case):
        records = [fitting[number] for number in row.numbers if number in fitting]
        if records and not taken & set(row.numbers):
            own = (one for one in records if one.compartment == Compartment.VICTIMS)
            found.append(next(own, records[0]))
    return found


def victims_of(viewer: User, case: Case) -> QuerySet[SupportFile]:
    """The files of victims, to which relatives belong."""
    return files_of(viewer, case).filter(standing=Standing.VICTIM)


def colleagues_of(viewer: User, case: Case) -> list[User]:
    """The members of the compartment of victims: who may work on a file."""
    if not is_in_support(viewer, case):
        return []
    inside = CaseMember.objects.filter(case_id=case.pk, compartment=Compartment.VICTIMS)
    found = User.objects.filter(pk__in=inside.values("user_id"), is_active=True)
    return list(found.order_by("full_name", "pk"))


def rule_of(viewer: User, file: SupportFile) -> TellingRule | None:
    """What the person may be told and by whom, as it holds now."""
    return rules_of(viewer, file).first()


def rules_of(viewer: User, file: SupportFile) -> QuerySet[TellingRule]:
    """Every rule that was set, the latest first."""
    rows = TellingRule.objects.select_related("set_by").order_by("-pk")
    return rows.filter(file=file) if is_in_support(viewer, file.case) else rows.none()


def contact_stopped(viewer: User, file: SupportFile, guardian: Guardian | None = None) -> bool:
    """Whether a rule stops contact with the person, or with the guardian through whom it goes."""
    own = guardian.own_file if guardian else None
    rules = [rule_of(viewer, one) for one in (file, own) if one is not None]
    return any(rule.stops_contact for rule in rules if rule is not None)


def channels_of(viewer: User, file: SupportFile) -> QuerySet[Channel]:
    """How the person is reached; those that ended come last."""
    rows = Channel.objects.filter(file=file).order_by("ended_at", "pk")
    return rows if is_in_support(viewer, file.case) else rows.none()


def live_channels(viewer: User, file: SupportFile) -> QuerySet[Channel]:
    """The agreed ways to reach the person that hold now."""
    return channels_of(viewer, file).filter(ended_at__isnull=True)


def guardians_of(viewer: User, file: SupportFile) -> QuerySet[Guardian]:
    """Who decides for the person, those of the past too."""
    rows = Guardian.objects.filter(file=file).select_related("own_file__person").order_by("pk")
    return rows if is_in_support(viewer, file.case) else rows.none()


def may_decide(guardian: Guardian, day: date) -> bool:
    """Whether the guardian's decision holds on a day, and no conflict of interest stands in it."""
    until = guardian.valid_until
    return (
        guardian.ended_at is None
        and not guardian.in_conflict
        and guardian.decided_on <= day
        and (until is None or day <= until)
    )


def deciding(viewer: User, file: SupportFile, day: date | None = None) -> list[Guardian]:
    """Who may decide for the person on a day (today, when None): a decision that holds, and no
    conflict of interest."""
    day = day or localdate()
    return [one for one in guardians_of(viewer, file) if may_decide(one, day)]


def is_child(person: Person, day: date | None = None) -> bool:
    """Whether the person is, or may be, under eighteen on a day (today, when None).

    Who is not known to be of age is treated as a child where an age is known that may be less.
    """
    day = day or localdate()
    if person.born_on is not None:
        return _years(person.born_on, day) < ADULT
    if person.age_from is None:
        return False
    since = person.age_on or day
    return person.age_from + max(0, day.year - since.year - 1) < ADULT


def age_group(person: Person, day: date | None = None) -> AgeGroup:
    """The age group on a day (today, when None); not known where an estimate spans two of them."""
    day = day or localdate()
    if person.born_on is not None:
        return group_of_age(max(0, _years(person.born_on, day)))
    if person.age_from is None:
        return AgeGroup.UNKNOWN
    youngest = group_of_age(person.age_from)
    oldest = youngest if person.age_to is None else group_of_age(person.age_to)
    return youngest if youngest == oldest else AgeGroup.UNKNOWN


def _years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def needs_guardian(file: SupportFile, day: date | None = None) -> bool:
    """Whether somebody else decides for the person: a child, or an adult who cannot."""
    return file.cannot_decide or is_child(file.person, day)
