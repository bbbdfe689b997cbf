"""What can go wrong with a file of payments."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class FileTooLarge(HomewardError):
    """The uploaded file is larger than a ledger may be."""

    code = "ledger_file_too_large"
    status = 400
    message = _("The file is larger than %(limit)s MB. Split it, or send it as Parquet.")


class FileEmpty(HomewardError):
    """The uploaded file has no bytes."""

    code = "ledger_file_empty"
    status = 400
    message = _("The file is empty. Export it from the bank's system again.")


class FileIsSpreadsheet(HomewardError):
    """The uploaded file is a workbook, whose cells are not read."""

    code = "ledger_file_spreadsheet"
    status = 400
    message = _("This is a spreadsheet. Save the sheet of payments as CSV in UTF-8 and send that.")


class FileNotUtf8(HomewardError):
    """The uploaded text is in another encoding, in which names and amounts would be misread."""

    code = "ledger_file_not_utf8"
    status = 400
    message = _(
        "Line %(line)s of the file is not UTF-8. Save it as CSV in UTF-8 and send it again."
    )


class FileNoTable(HomewardError):
    """The uploaded text has no row of headings."""

    code = "ledger_file_no_table"
    status = 400
    message = _(
        "This is no table with headings. Give a CSV file in UTF-8, Parquet, or bank statements as"
        " camt.053 or MT940."
    )


class FileNoStatement(HomewardError):
    """The uploaded XML is no statement of an account."""

    code = "ledger_file_no_statement"
    status = 400
    message = _(
        "This is XML, and no bank statement. Of the messages of ISO 20022 camt.053 is read: the"
        " statement of what was booked, with its balances."
    )


class ArchiveUnusable(HomewardError):
    """The uploaded archive holds something else than statements, or too much."""

    code = "ledger_archive_unusable"
    status = 400
    message = _(
        "This archive cannot be read (%(file)s). Give a ZIP file without a password that holds"
        " nothing but bank statements or exports of a chain, at most 500 files and 200 MB unpacked."
    )


class FileNoPayments(HomewardError):
    """The uploaded table has headings and nothing below them."""

    code = "ledger_file_no_payments"
    status = 400
    message = _("The file has headings and no payment below them. Choose another period.")


class FileUnreadable(HomewardError):
    """The file's bytes cannot be read as payments; why stands in the node's log only."""

    code = "ledger_file_unreadable"
    status = 400
    message = _(
        "The file %(file)s could not be read: it is damaged, or holds columns of a kind that is not"
        " read. Export it again, as CSV in UTF-8 if you can."
    )


class FileKnown(HomewardError):
    """The very same bytes are a ledger of this case already."""

    code = "ledger_file_known"
    status = 409
    message = _(
        "This very file is in the case already, as the ledger %(name)s. Two ledgers of the same"
        " payments count them twice. Open that one; or choose the file again and confirm."
    )


class ValueTooLong(HomewardError):
    """Identifiers so long that nothing could be claimed, handed over or ordered with them."""

    code = "ledger_value_too_long"
    status = 400
    message = _(
        "The file has a value of more than %(limit)s characters for: %(field)s. It begins with"
        " %(value)s. Shorten these values, or choose another column, and send the file again."
    )


class FileTimes(HomewardError):
    """Times of other centuries: a column that is no time, or one in other units."""

    code = "ledger_times_impossible"
    status = 400
    message = _(
        "The file has payments before %(first)s or after %(last)s. Check which column is the time,"
        " and how it is written, and send the file again."
    )
