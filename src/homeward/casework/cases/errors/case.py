"""What can go wrong with a case."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class RansomOrder(HomewardError):
    """A payment of ransom needs its amount and its time together."""

    code = "ransom_incomplete"
    status = 400
    message = _("A paid ransom needs an amount and the time it was paid. Fill in both.")


class RansomTooEarly(HomewardError):
    """A ransom is paid after somebody was taken, so one of the two times is wrong."""

    code = "ransom_before_taking"
    status = 400
    message = _(
        "The ransom cannot have been paid on %(paid)s, because the victim was taken on %(taken)s."
        " Check both times: they are written in this time zone: %(zone)s."
    )


class AskedAlready(HomewardError):
    """One request for a sealed item stands at a time."""

    code = "sealed_asked_already"
    status = 409
    message = _("You have asked for this already. Wait for another member's answer, or read it.")


class OwnOpening(HomewardError):
    """Two persons open a sealed item, never one."""

    code = "sealed_own_request"
    status = 403
    message = _("You asked for this yourself. Another member of the compartment must agree.")


class OpeningOver(HomewardError):
    """A request for a sealed item lives for minutes."""

    code = "sealed_request_over"
    status = 409
    message = _("This request was answered already, or its time has passed. Ask again if needed.")


class SealedShut(HomewardError):
    """What is sealed is shown to whoever asked, while it lies open."""

    code = "sealed_shut"
    status = 403
    message = _("This is sealed. Ask for it, and read it once another member has agreed.")


class LaxerThanSources(HomewardError):
    """Something that was made of other items says less strict things than they do."""

    code = "laxer_than_sources"
    status = 400
    message = _(
        "This was made of items with stricter codes (%(fields)s). Take codes at least as strict as"
        " theirs."
    )


class UseBound(HomewardError):
    """What another State gave is used for something else than it allowed."""

    code = "use_bound"
    status = 409
    message = _(
        "%(state)s gave this under request %(reference)s for the use and under the confidentiality"
        " that it named (UNTOC 18(5), 18(19)). Another use needs its consent, and a disclosure that"
        " clears an accused person a notice to it, before. Both begin on the page of the request."
    )


class SourceCircle(HomewardError):
    """An item cannot have been made of what was made of it."""

    code = "source_circle"
    status = 400
    message = _("One of these items was itself made of this one. Take it out of the sources.")


class NotWhatItSays(HomewardError):
    """The content of a file is not what its name claims."""

    code = "file_not_what_it_says"
    status = 400
    message = _(
        "“%(name)s” is not what its name says: its content is %(found)s. Choose the right file; or,"
        " if this is how it was found, tick the box below the file, and it is kept with that mark."
    )


class UploadTooLarge(HomewardError):
    """A file beyond what goes in one piece."""

    code = "upload_too_large"
    status = 413
    message = _(
        "In one piece a file may have at most %(limit)s MB. Larger ones go in parts, for which the"
        " browser must run this page's script. Nothing of the file was kept."
    )


class UploadOver(HomewardError):
    """Parts for an upload that is whole already, or another file under the same address."""

    code = "upload_over"
    status = 409
    message = _("This upload has ended. Load the page again and choose the file once more.")


class EvidenceGone(HomewardError):
    """The content was destroyed."""

    code = "evidence_gone"
    status = 410
    message = _("The content was destroyed on %(day)s. The record of it and its custody stay.")


class ExportMixed(HomewardError):
    """A package holds items of one compartment."""

    code = "export_mixed"
    status = 400
    message = _(
        "These items are of different compartments. Make one package for each, so that none shows"
        " what the other must not."
    )


class ExportNotReady(HomewardError):
    """The proof of a package is still being made."""

    code = "export_not_ready"
    status = 409
    message = _("The journal's proof for this package is still being made. Try again in a moment.")


class ExportRefused(HomewardError):
    """The package never got its proof: its maker's access ended before."""

    code = "export_refused"
    status = 409
    message = _(
        "This package has no proof: the access of the person who made it ended before the journal's"
        " proof was there. Make the package anew."
    )


class NotShown(HomewardError):
    """A file that is not shown in the page, or cannot be."""

    code = "not_shown"
    status = 422
    message = _(
        "This file cannot be shown here: %(reason)s Download it, and open it on a machine that is"
        " meant for it."
    )
