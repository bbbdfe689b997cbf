"""The lists of the case as this State has them: the shipped entries, then its own.

The State's own are asked for once in a transaction, and not at all where only shipped codes are in
question. What counts (the class of the crime statistics, nameless facts, conditions of playbooks)
reasons over shipped codes: `counted` says as which of them the State's own count.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language

from homeward.casework.cases.models.lists import ListEntry
from homeward.casework.cases.vocabulary.case import Typology
from homeward.casework.cases.vocabulary.lists import CaseList
from homeward.casework.cases.words.first_call import MODALITIES, PURPOSES
from homeward.foundation.guard.context import settled, unsettle

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Choices = list[tuple[str, "_StrOrPromise"]]
SHIPPED: Mapping[CaseList, Mapping[str, "_StrOrPromise"]] = {
    CaseList.TYPOLOGY: dict(Typology.choices),
    CaseList.MODALITY: MODALITIES,
    CaseList.PURPOSE: PURPOSES,
}
LAST = Typology.OTHER.value  # what stands at the end of its list, also when the State adds to it
_ASKED = "cases.own_entries"


def own_entries(which: CaseList) -> dict[str, ListEntry]:
    """The State's own entries of a list by their codes, also those out of use, the oldest first."""
    found: dict[CaseList, dict[str, ListEntry]] = settled(_ASKED, _read)
    return found[which]


def _read() -> dict[CaseList, dict[str, ListEntry]]:
    found: dict[CaseList, dict[str, ListEntry]] = {which: {} for which in CaseList}
    for entry in ListEntry.objects.order_by("pk"):
        found[CaseList(entry.which)][entry.code] = entry
    return found


def entries_changed() -> None:
    """Let the lists be read again in this transaction, which has changed them."""
    unsettle(_ASKED)


def own_prefix() -> str:
    """What every own code of this State begins with, such as `xa-`; no shipped code holds one."""
    return f"{settings.HOMEWARD_STATE.lower()}-"


def label_of(entry: ListEntry) -> str:
    """What an own entry is called for the reader: in the language of his page where it has a name
    in it, else in the first of the node's languages that it has one in."""
    labels: dict[str, str] = entry.labels
    wanted = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    known = [code for code in (wanted, *dict(settings.LANGUAGES)) if code in labels]
    return labels[known[0]] if known else next(iter(labels.values()), entry.code)


def own_choices(which: CaseList, kept: Collection[str] = ()) -> Choices:
    """The State's own entries to choose from: those in use, and of the others what is `kept`."""
    return [
        (code, label_of(entry))
        for code, entry in own_entries(which).items()
        if entry.is_active or code in kept
    ]


def choices_of(which: CaseList, kept: Collection[str] = ()) -> Choices:
    """Every entry to choose from; `kept` are codes that a case has already."""
    shipped = list(SHIPPED[which].items())
    last = [one for one in shipped if one[0] == LAST]
    return [*(one for one in shipped if one[0] != LAST), *own_choices(which, kept), *last]


def word_of(which: CaseList, code: str) -> str:
    """What an entry is called, in use or not; a code that is not known is shown as it is."""
    shipped = SHIPPED[which].get(code)
    if shipped is not None:
        return str(shipped)
    entry = own_entries(which).get(code) if code else None
    return label_of(entry) if entry else code


def counted(which: CaseList, codes: Iterable[str]) -> list[str]:
    """The shipped codes that these codes count as, each once; what counts as none is left out."""
    found: dict[str, None] = {}
    for code in codes:
        if code not in SHIPPED[which]:
            entry = own_entries(which).get(code)
            code = entry.counts_as if entry else code
        if code:
            found[code] = None
    return list(found)


def counted_one(which: CaseList, code: str) -> str:
    """As `counted`, of one code; empty where it counts as none."""
    return next(iter(counted(which, [code])), "")


def own_among(which: CaseList, codes: Iterable[str]) -> list[str]:
    """Those of the codes that are the State's own, each with its list, such as `purpose:xa-art`."""
    known = SHIPPED[which]
    return [f"{which.value}:{code}" for code in codes if code and code not in known]


def entry_of_form(token: UUID) -> ListEntry | None:
    """The entry that a form has added already."""
    return ListEntry.objects.filter(form_token=token).first()
