"""What a letter may say of the parts that the ground of the room knows.

Other members of the family have support files and consents of their own: of them a letter says what
they are to the person, never a name.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries import files as queries
from homeward.casework.victims.words.files import Standing
from homeward.foundation.access.models import User
from homeward.foundation.web.formats import day_text, language_text

Pairs = Sequence[tuple[str, str]]


def identity(viewer: User, file: SupportFile, domain: str) -> Pairs:
    """Name, how to call the person, date of birth or age, language."""
    person = file.person
    age = "" if person.born_on or person.age_from is None else str(person.age_from)
    if age and person.age_to is not None and person.age_to != person.age_from:
        age = f"{age}–{person.age_to}"
    return [
        (_("Name"), person.name),
        (_("Wants to be called"), file.agreed_name),
        (_("Date of birth"), day_text(person.born_on) if person.born_on else ""),
        (_("Age"), age),
        (_("Language"), language_text(file.language)),
        (_("Interpreter"), _("An interpreter is needed") if file.interpreter else ""),
    ]


def reach(viewer: User, file: SupportFile, domain: str) -> Pairs:
    """The ways that were agreed and did not end, with when they are safe."""
    return [
        (str(one.get_kind_display()), _way(one.value, one.safe_times, one.may_leave_word, one.note))
        for one in queries.channels_of(viewer, file)
        if one.ended_at is None
    ]


def _way(value: str, times: str, may_leave_word: bool, note: str) -> str:
    word = _("A message may be left.") if may_leave_word else _("Leave no message.")
    when = _("Safe times: %(times)s") % {"times": times} if times else ""
    return "\n".join(one for one in (value, when, word, note) if one)


def safety(viewer: User, file: SupportFile, domain: str) -> Pairs:
    """What the person may be told and by whom. What must not be said stays inside."""
    rule = queries.rule_of(viewer, file)
    if rule is None:
        return []
    stopped = _("Do not contact this person before you ask the sender.")
    return [
        (_("Contact"), stopped if rule.stops_contact else ""),
        (_("What this person may be told"), rule.may_be_told),
        (_("By whom"), rule.told_by),
    ]


def family(viewer: User, file: SupportFile, domain: str) -> Pairs:
    """Who decides for the person, by name; of relatives, what they are to him."""
    deciding = [
        (str(one.get_capacity_display()), one.name)
        for one in queries.guardians_of(viewer, file)
        if one.ended_at is None
    ]
    if file.standing == Standing.RELATIVE:
        relatives = [str(file.get_relation_display())] if file.relation else []
        label = _("What the person is to the victim")
    else:
        others = queries.files_of(viewer, file.case).filter(victim=file)
        relatives = [str(one.get_relation_display()) for one in others if one.relation]
        label = _("Relatives whom we support")
    return [*deciding, (label, ", ".join(relatives))]
