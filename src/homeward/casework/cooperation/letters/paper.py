"""The letter as files: the DOCX that an officer can still change, and the PDF that is kept.

The PDF is set from the words of the DOCX, so both say the same, whoever wrote the template. Its
looks are the house's own; pictures of a template stand in the DOCX only.
"""

from dataclasses import dataclass, replace

from homeward.casework.cooperation.letters.changes import letter_of_change
from homeward.casework.cooperation.letters.language import fixed
from homeward.casework.cooperation.letters.marks import in_use
from homeward.casework.cooperation.letters.shipped import shipped_of_change
from homeward.casework.cooperation.letters.values import Letter, letter_in
from homeward.casework.cooperation.models import Change, Request
from homeward.foundation.documents.blocks import Block, Paragraph
from homeward.foundation.documents.rendering import render
from homeward.foundation.documents.word import fill, words_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter as a file."""

    name: str
    media_type: str
    content: bytes


def docx_of(request: Request, language: str, *, code: str = "") -> Paper:
    """The letter as a DOCX, from the template of the language in use. Raises DocumentFailed."""
    letter, content = _filled(request, language, code)
    return Paper(_name(request, letter, "docx"), DOCX, content)


def pdf_of(request: Request, language: str, *, code: str = "") -> Paper:
    """The same words as a PDF/A. Raises DocumentTooLong, DocumentsNotBuilt, DocumentFailed."""
    letter, content = _filled(request, language, code)
    return Paper(_name(request, letter, "pdf"), PDF, _set(letter, content))


def docx_of_change(change: Change, language: str) -> Paper:
    """The letter of what this State did in a request, as a DOCX. Raises DocumentFailed."""
    letter, content = _filled_of_change(change, language)
    return Paper(_name(change.request, letter, "docx", change), DOCX, content)


def pdf_of_change(change: Change, language: str) -> Paper:
    """The same as a PDF/A. Raises DocumentTooLong, DocumentsNotBuilt, DocumentFailed."""
    letter, content = _filled_of_change(change, language)
    return Paper(_name(change.request, letter, "pdf", change), PDF, _set(letter, content))


def _set(letter: Letter, content: bytes) -> bytes:
    words = words_of(content)
    data = {
        "title": str(letter.values["title"]),
        "made": [letter.day.year, letter.day.month, letter.day.day],
        "top": words.top,
        "foot": words.foot,
        "blocks": [_in_its_language(one, letter) for one in words.blocks],
        "page_words": fixed(letter.language, "page"),
        "missing_words": fixed(letter.language, "missing"),
    }
    return render("formal", data, letter.language)


def _in_its_language(one: Block, letter: Letter) -> Block:
    """A part that is not translated, marked with the language in which it was written."""
    if isinstance(one, Paragraph) and one.text in letter.originals:
        return replace(one, language=letter.written_in)
    return one


def _filled(request: Request, language: str, code: str) -> tuple[Letter, bytes]:
    template = in_use(language)
    letter = letter_in(request, template, code=code)
    return letter, fill(template.content, letter.values)


def _filled_of_change(change: Change, language: str) -> tuple[Letter, bytes]:
    letter = letter_of_change(change, in_use(language))
    return letter, fill(shipped_of_change(language), letter.values)


def _name(request: Request, letter: Letter, ending: str, change: Change | None = None) -> str:
    reference = "".join(c if c.isalnum() or c in "-." else "-" for c in request.reference)
    what = f"-{change.name.replace('_', '-')}-{change.number}" if change else ""
    return f"{reference}{what}-{letter.language}.{ending}"


__all__ = ["DOCX", "PDF", "Paper", "docx_of", "docx_of_change", "pdf_of", "pdf_of_change"]
