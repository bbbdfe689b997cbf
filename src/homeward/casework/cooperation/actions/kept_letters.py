"""The letter of a change as it was issued: a PDF/A, kept with its digest when it goes on paper.

What is printed later is made anew, from templates and words that may have changed since; the kept
one shows what left.
"""

from django.utils.translation import gettext as _

from homeward.casework.cooperation.actions.language import note_letter_made
from homeward.casework.cooperation.actions.papers import Scan, keep_paper_file
from homeward.casework.cooperation.letters.changes import language_of_changes
from homeward.casework.cooperation.letters.language import letter_language
from homeward.casework.cooperation.letters.paper import pdf_of, pdf_of_change
from homeward.casework.cooperation.lifecycle import Side
from homeward.casework.cooperation.models import Change, Request, RequestFile
from homeward.foundation.access.models import User
from homeward.foundation.vault.intake import Intake


def keep_letter(request: Request, change: Change, *, user: User) -> RequestFile:
    """Keep the letter of a change that goes on paper, in the vault and among the files.

    Raises DocumentTooLong, DocumentsNotBuilt, DocumentFailed; then the change is not made either.
    """
    if change.name == "issue":
        language = letter_language(request)
        paper = pdf_of(request, language, code=request.code)
    else:
        language = language_of_changes()
        paper = pdf_of_change(change, language)
    intake = Intake()
    try:
        intake.write(paper.content)
        taken = intake.finish()
    except BaseException:
        intake.drop()
        raise
    file = keep_paper_file(
        request,
        change,
        Scan(taken, paper.name, paper.media_type),
        user=user,
        side=Side(request.side),
        purpose=_("The letter as it was issued"),
        is_letter=True,
    )
    note_letter_made(request, user=user, language=language, form="pdf", sha256=file.sha256)
    return file
