"""The State adds to the lists of the case, renames its entries and takes them out of use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from homeward.casework.cases.access import check_may_keep_lists
from homeward.casework.cases.errors.lists import EntryCodeTaken
from homeward.casework.cases.lists import entries_changed, own_prefix
from homeward.casework.cases.models import ListEntry
from homeward.casework.cases.vocabulary.lists import CaseList
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.journal.actions import record


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWords:
    """An entry as the State wants it.

    `labels` are by the code of a language of the node, at least one; `counts_as` is the code of a
    shipped entry of the same list, or empty.
    """

    labels: Mapping[str, str]
    counts_as: str = ""
    is_active: bool = True


@transaction.atomic
def add_entry(
    which: CaseList, code: str, words: EntryWords, *, user: User, form_token: UUID | None = None
) -> ListEntry:
    """Add an entry, its `code` without the letters of the State. Raises Forbidden, EntryCodeTaken.

    The same form sent twice raises IntegrityError, which `once` understands.
    """
    check_may_keep_lists(user)
    whole = f"{own_prefix()}{code}"
    try:
        with transaction.atomic():
            entry = ListEntry.objects.create(
                which=which,
                code=whole,
                labels=dict(words.labels),
                counts_as=words.counts_as,
                is_active=words.is_active,
                changed_by=user.pk,
                changed_at=datetime.now(UTC),
                form_token=form_token,
            )
    except IntegrityError as error:
        if "cases_listentry_code_once" in str(error):
            raise EntryCodeTaken(taken=whole) from None
        raise
    entries_changed()
    record("case.list_entry_added", actor=user.actor, subject=_subject(entry), **_facts(entry))
    return entry


@transaction.atomic
def change_entry(entry: ListEntry, words: EntryWords, *, user: User, revision: int) -> None:
    """Rename an entry, count it otherwise, take it out of use or back. Raises Forbidden, StaleForm.

    Words in a language that the node does not speak any more stay.
    """
    check_may_keep_lists(user)
    spoken = dict(settings.LANGUAGES)
    others = {code: word for code, word in entry.labels.items() if code not in spoken}
    fields: dict[str, Any] = {
        "labels": {**others, **words.labels},
        "counts_as": words.counts_as,
        "is_active": words.is_active,
        "revision": revision + 1,
        "changed_by": user.pk,
        "changed_at": datetime.now(UTC),
    }
    if not ListEntry.objects.filter(pk=entry.pk, revision=revision).update(**fields):
        raise StaleForm
    for name, value in fields.items():
        setattr(entry, name, value)
    entries_changed()
    record("case.list_entry_changed", actor=user.actor, subject=_subject(entry), **_facts(entry))


def _subject(entry: ListEntry) -> tuple[str, str]:
    return "case_list_entry", f"{entry.which}:{entry.code}"


def _facts(entry: ListEntry) -> dict[str, Any]:
    return {
        "labels": [f"{language}: {word}" for language, word in sorted(entry.labels.items())],
        "counts_as": entry.counts_as,
        "active": entry.is_active,
    }
