"""What the letter to another State's liaison officer says of a contact plan, part by part."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from homeward.casework.victims.models import ContactPlan, PlanShare, SupportFile
from homeward.casework.victims.queries import contacts as queries
from homeward.casework.victims.queries.files import guardians_of, rule_of
from homeward.casework.victims.words.files import Scope
from homeward.foundation.access.models import User
from homeward.foundation.web import formats

Lines = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class LetterPart:
    """A part of the letter: its heading, and pairs of words and values; none is empty."""

    heading: str | Promise
    lines: Lines


def letter_of(viewer: User, share: PlanShare) -> list[LetterPart]:
    """What the consent covers of the plan that was shared, and nothing else."""
    file, plan = share.file, share.plan
    makers: dict[Scope, Callable[[], Lines]] = {
        Scope.IDENTITY: lambda: _identity(file),
        Scope.REACH: lambda: _reach(plan),
        Scope.FAMILY: lambda: _family(viewer, file, plan),
        Scope.SAFETY: lambda: _safety(viewer, file),
    }
    found = [
        LetterPart(code.label, _said(make()))
        for code, make in makers.items()
        if code in share.covers
    ]
    return [one for one in found if one.lines]


def _said(lines: Lines) -> Lines:
    return [(word, value) for word, value in lines if value]


def _identity(file: SupportFile) -> Lines:
    born = file.person.born_on
    return [
        (_("Name"), file.person.name),
        (_("How the person wants to be called"), file.agreed_name),
        (_("Date of birth"), formats.day_text(born) if born else ""),
        (_("Language"), file.language),
    ]


def _reach(plan: ContactPlan) -> Lines:
    way = plan.channel if plan.channel and plan.channel.ended_at is None else None
    return [
        (_("Liaison here"), str(plan.liaison)),
        (_("Deputy"), str(plan.deputy or "")),
        (_("At the latest every"), f"{plan.every} {plan.get_unit_display()}"),
        (_("Agreed channel"), formats.labelled(way.get_kind_display(), way.value) if way else ""),
        (_("At which times"), plan.times or (way.safe_times if way else "")),
        (_("Language"), formats.language_text(plan.language)),
        (_("Interpreter"), plan.interpreter),
    ]


def _family(viewer: User, file: SupportFile, plan: ContactPlan) -> Lines:
    names = [one.person.name for one in queries.included_in(viewer, plan) if one.person.name]
    deciding = [
        f"{one.name} ({one.get_capacity_display()})"
        for one in guardians_of(viewer, file)
        if one.ended_at is None
    ]
    return [
        (_("Who of the family is included"), ", ".join(names)),
        (_("Others who are included"), plan.included_others),
        (_("Who speaks for them"), plan.speaker),
        (_("Called first at a sign of life"), plan.first_life),
        (_("Told first, in person, of a death"), plan.first_death),
        (_("Called first at the release"), plan.first_release),
        (_("Called first when media report"), plan.first_media),
        (_("Who decides for the person"), ", ".join(deciding)),
    ]


def _safety(viewer: User, file: SupportFile) -> Lines:
    rule = rule_of(viewer, file)
    if rule is None:
        return []
    stopped = _("Contact with this person is stopped") if rule.stops_contact else ""
    return [
        (_("Contact"), stopped),
        (_("May be told"), rule.may_be_told),
        (_("Must not be said"), rule.not_told),
        (_("By whom"), rule.told_by),
    ]
