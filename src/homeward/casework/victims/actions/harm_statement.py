"""Making the statement of losses as PDF: it leaves the node, so the journal says so."""

from django.db import transaction

from homeward.casework.victims.actions.common import note_support
from homeward.casework.victims.harm_statement import statement_data
from homeward.casework.victims.models import SupportFile
from homeward.foundation.access.models import User
from homeward.foundation.documents.rendering import render


@transaction.atomic
def make_statement(file: SupportFile, *, user: User, language: str) -> bytes:
    """The statement as PDF; raises DocumentTooLong, DocumentsNotBuilt, DocumentFailed."""
    pdf = render("pack", statement_data(user, file), language)
    note_support(file, "victims.statement_made", user, event=False)
    return pdf
