"""The catalogue of verbs: what an entry may say that an actor did.

Each room registers its own in its `AppConfig.ready()`; an unregistered verb is refused, so that
the vocabulary of the journal stays reviewable in one place (docs/reference/journal.md).
"""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb's stable code and its translatable sentence about the actor."""

    code: str
    label: str | Promise


_verbs: dict[str, Verb] = {}


def register_verbs(verbs: dict[str, str | Promise]) -> None:
    """Add a room's verbs as code to label, such as `case.opened` to "opened the case"."""
    for code, label in verbs.items():
        if code in _verbs:
            raise ValueError(f"The verb {code} is registered twice.")
        _verbs[code] = Verb(code, label)


def verb(code: str) -> Verb:
    """The registered verb; raises KeyError for an unknown one."""
    return _verbs[code]


def all_verbs() -> list[Verb]:
    """Every verb in the order of its code."""
    return [_verbs[code] for code in sorted(_verbs)]
