"""A report as files: DOCX that can still be changed, PDF/A that is kept, and its annex."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from homeward.foundation.documents.rendering import render
from homeward.foundation.documents.writing import DOCX, written
from homeward.oversight.reporting.annex import Annex, digest_of
from homeward.oversight.reporting.prose import blocks_of, title_of

#: The languages in which a report is made now; further ones need a catalogue and no change here.
LANGUAGES = ("en", "fr")
PDF = "application/pdf"

__all__ = ["DOCX", "LANGUAGES", "PDF", "docx_of", "pdf_of"]


def docx_of(annex: Annex, language: str) -> bytes:
    """The report as a DOCX in a language."""
    with translation.override(language):
        top, foot = _ends(annex)
        return written(
            blocks_of(annex), title=title_of(annex), language=language, top=top, foot=foot,
            made=datetime.fromisoformat(annex["made_at"]),
        )  # fmt: skip


def pdf_of(annex: Annex, language: str) -> bytes:
    """The report as PDF/A in a language. Raises as `documents.render`."""
    with translation.override(language):
        top, foot = _ends(annex)
        made = datetime.fromisoformat(annex["made_at"])
        data = {
            "title": title_of(annex),
            "made": [made.year, made.month, made.day],
            "top": top,
            "foot": foot,
            "page_words": _("Page %(page)s of %(pages)s"),
            "missing_words": _("Some signs could not be printed; they are in the node."),
            "blocks": blocks_of(annex),
        }
        return render("formal", data, language)


def _ends(annex: Annex) -> tuple[str, str]:
    return annex["session"], f"SHA-256 {digest_of(annex)[:16]}…"
