"""Templates of letters: a State's own versions, and whether a lawyer read their words."""

from datetime import UTC, datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from homeward.casework.cooperation.access import check_keeps_letters
from homeward.casework.cooperation.letters.errors import LetterChanged, LetterReadAlready
from homeward.casework.cooperation.letters.marks import in_use
from homeward.casework.cooperation.letters.shipped import FIELDS
from homeward.casework.cooperation.models import LetterReading, LetterTemplate
from homeward.foundation.access.models import User
from homeward.foundation.documents.word import check_template
from homeward.foundation.journal.actions import record


@transaction.atomic
def keep_template(
    language: str, content: bytes, *, user: User, file_name: str, note: str, number: int
) -> LetterTemplate:
    """Take a template into use; the earlier versions stay. Empty content takes the shipped one.

    `number` is that of the version that was in use when it was decided, 0 for the shipped one.
    Raises Forbidden, LetterChanged, TemplateUnreadable, TemplateForbidden, TemplateUnknown.
    """
    check_keeps_letters(user)
    latest = LetterTemplate.objects.filter(language=language).first()
    if (latest.number if latest else 0) != number:
        raise LetterChanged
    if content:
        check_template(content, FIELDS)
    made = LetterTemplate(
        language=language,
        number=number + 1,
        content=content,
        sha256=sha256(content).hexdigest(),
        file_name=file_name[:200],
        note=note,
        made_at=datetime.now(UTC),
        made_by=user.pk,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # another was quicker by a moment
        raise LetterChanged from None
    record(
        "cooperation.template_kept",
        actor=user.actor,
        subject=("letter_template", language),
        language=language,
        number=made.number,
        sha256=made.sha256 if content else "",
    )
    return made


@transaction.atomic
def note_reading(language: str, edition: str, *, user: User, lawyer: str) -> LetterReading:
    """Take the mark off letters in a language: a lawyer read exactly this edition of their words.

    Raises Forbidden, LetterChanged where another edition is in use, LetterReadAlready.
    """
    check_keeps_letters(user)
    used = in_use(language)
    if used.edition != edition:
        raise LetterChanged
    if used.is_read:
        raise LetterReadAlready
    made = LetterReading.objects.create(
        language=language,
        edition=edition,
        lawyer=lawyer,
        made_at=datetime.now(UTC),
        made_by=user.pk,
    )
    record(
        "cooperation.letter_read",
        actor=user.actor,
        subject=("letter_template", language),
        language=language,
        edition=edition,
    )
    return made
