"""How people and harm are called in choices."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from homeward.casework.cases.models import Harm, Person


def name_of(person: Person | None) -> str:
    """The name of a person, or what stands for it."""
    if person is None:
        return _("Somebody in another compartment")
    return person.name or _("Not identified")


def called(person: Person) -> str:
    """Name and part, so that people without a name can be told apart."""
    return f"{name_of(person)} · {person.get_role_display()} · {person.pk}"


def choices_of(people: Iterable[Person]) -> list[tuple[str, str]]:
    """People as the choices of a field."""
    return [(str(person.pk), called(person)) for person in people]


def harm_words(harm: Harm, victim: Person | None) -> str:
    """A harm with its victim and whether the kidnapping caused it."""
    return f"{name_of(victim)} · {harm.get_kind_display()} · {harm.get_cause_display()}"
