"""What parts of the room share of a support file, and how what they shared is recalled.

    register_content(scope, code, content)   what a letter says of a part that a consent covers
    register_shared(code, recall, stands)    how what a part shared is recalled, and whether any is

Who takes a consent, or a decision in its stead, back asks every `recall` in one transaction: one
that raises stops it all, so that nobody believes that something was recalled which was not.
"""

from collections.abc import Callable, Iterable, Sequence

from homeward.casework.victims.models import Consent, Override, SupportFile
from homeward.casework.victims.words.files import Scope
from homeward.foundation.access.models import User

# What is said: pairs of a label and a text in the active language. The text after the file is the
# code of the domain of the service that is asked (words.services.Domain).
Content = Callable[[User, SupportFile, str], Sequence[tuple[str, str]]]
# Recalls what was shared on a consent withdrawn, or a decision taken back, just now, for the reason
# given: how many things.
Recall = Callable[[Consent | Override, User, str], int]
# Whether anything was shared on a consent or decision that is not recalled.
Stands = Callable[[Consent | Override], bool]

_contents: dict[str, dict[str, Content]] = {}
_recalls: dict[str, Recall] = {}
_stands: dict[str, Stands] = {}


def register_content(scope: str, code: str, content: Content) -> None:
    """Let letters say something of a part of the file; a second of the same code is refused."""
    parts = _contents.setdefault(Scope(scope), {})
    if code in parts:
        raise ValueError(f"What {code} says of {scope} is registered twice.")
    parts[code] = content


def content_for(
    viewer: User, file: SupportFile, domain: str, covers: Iterable[str]
) -> dict[str, list[list[str]]]:
    """What may be said of the covered parts, in the active language: scope -> [label, text].

    Only what `covers` names is asked for at all.
    """
    wanted = set(covers)
    return {
        scope.value: [
            [str(label), str(text)]
            for content in _contents.get(scope, {}).values()
            for label, text in content(viewer, file, domain)
            if text
        ]
        for scope in Scope
        if scope.value in wanted
    }


def register_shared(code: str, recall: Recall, stands: Stands) -> None:
    """Say how what a part shared is recalled; a second of the same code is refused."""
    if code in _recalls:
        raise ValueError(f"The recall of {code} is registered twice.")
    _recalls[code], _stands[code] = recall, stands


def is_shared(basis: Consent | Override) -> bool:
    """Whether anything was shared on it that is not recalled."""
    return any(stands(basis) for stands in _stands.values())


def recall_shared(basis: Consent | Override, user: User, reason: str) -> int:
    """Recall everything that was shared on what was just taken back; how many things it was."""
    return sum(recall(basis, user, reason) for recall in _recalls.values())
