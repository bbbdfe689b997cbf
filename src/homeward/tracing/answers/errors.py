"""What can go wrong in writing an answer down."""

from homeward.tracing.errors import QuestionError


class ScheduleTooLong(QuestionError):
    code = "schedule_too_long"
    template = (
        "The schedule has {lines} lines, and {limit} can be written this way. Choose an earlier "
        "moment, or take the table as Parquet."
    )


class SignsNotPrintable(QuestionError):
    code = "signs_not_printable"
    template = (
        "The schedule of account {account} holds signs that no font here has, so it cannot be "
        "printed. Use the workbook or the tables."
    )
