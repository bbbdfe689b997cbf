"""Why a document could not be made."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class DocumentTooLong(HomewardError):
    """More text than a document is made of at once."""

    code = "document_too_long"
    status = 413
    message = _(
        "The document would hold %(length)s characters; at most %(most)s fit. Leave parts out."
    )


class DocumentsNotBuilt(HomewardError):
    """The fonts and colours of documents are made when the node is installed."""

    code = "documents_not_built"
    status = 500
    message = _(
        "This node cannot make documents: their fonts are missing. Ask the administrator to install"
        " the node anew."
    )


class DocumentFailed(HomewardError):
    """The typesetter refused the document; the log says why."""

    code = "document_failed"
    status = 500
    message = _("The document could not be made. The administrator finds the reason in the log.")
