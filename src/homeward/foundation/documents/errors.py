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


class TemplateUnreadable(HomewardError):
    """What was given is no document of a word processor that could be read."""

    code = "template_unreadable"
    status = 400
    message = _(
        "This is no template that could be read (%(reason)s). Save it in your word processor as a"
        " document of the type DOCX."
    )


class TemplateForbidden(HomewardError):
    """A template holds what a letter needs not have: macros, things from elsewhere, programs."""

    code = "template_forbidden"
    status = 400
    message = _(
        "The template holds what a letter must not have (%(what)s). Allowed are words, pictures in"
        " the file, the known fields, loops over the known lists and plain conditions, up to 2 MB."
    )


class TemplateUnknown(HomewardError):
    """A template names fields that no letter has."""

    code = "template_unknown_fields"
    status = 400
    message = _(
        "The template names fields that are not known: %(names)s. Take one of the listed fields."
    )
