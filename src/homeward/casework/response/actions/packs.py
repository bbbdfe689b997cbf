"""Printing the pack of a case: counted, journalled, and made in one transaction."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from homeward.casework.cases.models import Case
from homeward.casework.response.models import PackCopy
from homeward.casework.response.pack import OUTSIDE, PackRole, parts_for
from homeward.foundation.access.models import User
from homeward.foundation.documents.blocks import Part
from homeward.foundation.documents.rendering import render
from homeward.foundation.journal.actions import record
from homeward.foundation.web.formats import moment_text


@dataclass(frozen=True, slots=True)
class Pack:
    """A printed copy: its number and its file."""

    number: int
    pdf: bytes


@transaction.atomic
def print_pack(case: Case, role: PackRole, *, user: User, language: str) -> Pack:
    """Make a copy of the pack for a role, in a language, with what `user` and the role may see.

    Raises DocumentTooLong, DocumentsNotBuilt, DocumentFailed; then nothing is counted.
    """
    Case.objects.select_for_update().get(pk=case.pk)  # copies are numbered one after the other
    last = PackCopy.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    copy = PackCopy.objects.create(
        case=case,
        number=last + 1,
        role=role.code,
        printed_by=user.pk,
        printed_at=datetime.now(UTC),
    )
    with translation.override(language):
        parts = parts_for(user, case, role)
        pdf = render("pack", _data(case, role, copy, user, list(parts.values())), language)
    record(
        "response.pack_printed",
        actor=user.actor,
        subject=("pack", copy.number),
        case_id=case.pk,
        role=role.code,
        number=copy.number,
        parts=list(parts),
        language=language,
    )
    return Pack(copy.number, pdf)


def _data(
    case: Case, role: PackRole, copy: PackCopy, user: User, parts: list[Part]
) -> dict[str, object]:
    day = timezone.localtime(copy.printed_at)
    number = _("Copy %(number)s") % {"number": copy.number}
    return {
        "title": _("Print pack"),
        "reference": case.reference,
        "copy": number,
        "made": [day.year, day.month, day.day],
        "warning": _warning(role),
        "warning_short": _("Restricted: for the named role only"),
        "unknown": _("Not recorded"),
        "missing_words": _(
            "Some characters have no shape in this node's fonts. They stand here as empty boxes:"
            " read those names on the screen."
        ),
        "page_words": _("Page %(page)s of %(pages)s"),
        "empty_words": _("There is nothing in the case that this role may be handed."),
        "cover": [
            (_("Case"), case.reference),
            (_("Printed for"), str(role.label)),
            (_("Printed by"), f"{user}, {user.authority}"),
            (_("Printed on"), moment_text(copy.printed_at)),
            (_("Copy"), str(copy.number)),
        ],
        "parts": parts,
    }


def _warning(role: PackRole) -> str:
    words = _(
        "Handle with care: what is printed here can cost a life in the wrong hands. Keep it with"
        " you, copy nothing, photograph nothing. Give it back at the end of the shift, or destroy"
        " it and say so. It shows the case as it was when it was printed."
    )
    if role.code == OUTSIDE:
        return words + "\n" + _("It holds nothing of the content of the case.")
    return words
