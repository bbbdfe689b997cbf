"""More of what the tracing library says of the files it reads, to be translated as that of
`tracing_words.py`: why it refuses rows, and what it notes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    "time_digits_alone": _(
        "the time {value} is digits alone, which may be a date or a count of seconds. Write it as "
        "2026-03-01T12:00:00Z"
    ),
}

WARNINGS: dict[str, Promise] = {
    "accounts_alike": _(
        "{count} account identifiers differ from another one only in spaces, letter case or signs "
        "that nobody sees, among them {pairs}. They count as accounts of their own. Where two "
        "mean one account, write it alike in every row."
    ),
    "amounts_look_grouped": _(
        "{count} amounts have a point and three digits after it, where {exponent} decimals are "
        "kept, among them those of rows {rows}; no amount of their file tells whether the point "
        "marks decimals or thousands. It was taken to mark decimals: 1.500 is one and a half. If "
        "it marks thousands, write the amounts without it."
    ),
    "sheets_passed_over": _(
        "Of {file} only the first sheet was read, which is {sheet}; {count} others hold something "
        "too and were passed over: {sheets}. If payments are on them, save each sheet as a file of "
        "its own and give the files together."
    ),
}
