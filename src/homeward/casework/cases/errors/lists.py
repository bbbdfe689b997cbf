"""What can go wrong with the lists of the case."""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.errors.casefile import CaseFileError


class EntryCodeTaken(CaseFileError):
    """Two entries of one list would have the same code."""

    code = "list_code_taken"
    field = "code"
    message = _("The code %(taken)s is in this list already. Choose another one.")
