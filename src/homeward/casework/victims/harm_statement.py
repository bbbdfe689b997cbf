"""The statement of losses of a file, for a court or a fund, as data of a printed document."""

from django.utils import timezone
from django.utils.translation import gettext as _

from homeward.casework.victims.harm_sections import line_of
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries.harm import evidence_of, losses_of, rows_of
from homeward.casework.victims.queries.harm_sums import LossSum, Sums, sums_of
from homeward.casework.victims.words.harm import BorneBy
from homeward.foundation.access.models import User
from homeward.foundation.documents.blocks import Block, Paragraph, Part, Table
from homeward.foundation.web.formats import day_text, moment_text, money_text


def law_words() -> list[str]:
    """What the Convention says of compensation, in our own words, with its articles."""
    return [
        _(
            "Article 25(2): procedures give victims of the offences covered access to compensation"
            " and restitution."
        ),
        _(
            "Article 14(2): a State that confiscated on another State's request considers first, as"
            " far as its law permits and if it is asked, returning the proceeds to that State, so"
            " that victims are compensated or the property goes back to its legitimate owners."
        ),
    ]


def law_source() -> str:
    """From where the words about the Convention are."""
    return _(
        "Source: United Nations Convention against Transnational Organized Crime (New York,"
        " 15 November 2000), in our own words. Add the provisions of your own State's law."
    )


def statement_data(viewer: User, file: SupportFile) -> dict[str, object]:
    """What the template `pack` sets: every loss that stands, the sums, the compensation claims."""
    sums, now = sums_of(viewer, file), timezone.localtime()
    title = _("Statement of losses")
    return {
        "title": title,
        "reference": file.case.reference,
        "copy": _("Support file %(number)s") % {"number": file.number},
        "made": [now.year, now.month, now.day],
        "warning": _(
            "For the court, fund or insurer to which the person gives it, and nobody else."
        ),
        "warning_short": title,
        "unknown": _("Not recorded"),
        "missing_words": _(
            "Some characters have no shape in this node's fonts. They stand here as empty boxes:"
            " read those names on the screen."
        ),
        "page_words": _("Page %(page)s of %(pages)s"),
        "empty_words": _("No loss is recorded."),
        "cover": [
            (_("Person"), file.person.name),
            (_("Case"), file.case.reference),
            (_("Made by"), f"{viewer}, {viewer.authority}"),
            (_("Made on"), moment_text(now)),
        ],
        "parts": _parts(viewer, file, sums),
    }


def _parts(viewer: User, file: SupportFile, sums: Sums) -> list[Part]:
    if not sums.losses:
        return []
    lines: list[Block] = [Paragraph(line_of(total), strong=True) for total in sums.totals]
    return [
        Part(_("Losses"), [_losses(viewer, file, sums)]),
        Part(_("Sums"), lines),
        *([Part(_("Compensation claims"), [_claims(viewer, file, sums)])] if sums.claims else []),
        Part(
            _("The law"),
            [*(Paragraph(words) for words in law_words()), Paragraph(law_source())],
        ),
    ]


def _losses(viewer: User, file: SupportFile, sums: Sums) -> Table:
    columns = (
        *(_("Loss"), _("Day"), _("Borne by"), _("Amount"), _("Compensated")),
        _("Evidence"),
    )
    rows = [
        _loss_row(viewer, sums.losses[loss.pk])
        for loss in losses_of(viewer, file)
        if loss.pk in sums.losses
    ]
    return Table(columns, rows)


def _loss_row(viewer: User, one: LossSum) -> tuple[str, ...]:
    loss = one.loss
    days = day_text(loss.from_day)
    if loss.until_day:
        days = f"{days} – {day_text(loss.until_day)}"
    relative = loss.borne_by == BorneBy.RELATIVE and loss.borne_file is not None
    borne = loss.borne_file.person.name if relative and loss.borne_file else loss.borne_name
    shown = ", ".join(str(each.number) for each in evidence_of(viewer, loss))
    return (
        f"{loss.number}. {loss.get_kind_display()} ({loss.status.label})",
        days,
        ": ".join(words for words in (str(loss.get_borne_by_display()), borne) if words),
        _money(loss.amount, loss.currency),
        _money(one.compensated, loss.currency),
        shown,
    )


def _claims(viewer: User, file: SupportFile, sums: Sums) -> Table:
    columns = (
        *(_("Of whom"), _("Authority"), _("Stage"), _("Asked"), _("Granted")),
        _("Paid"),
    )
    rows = []
    for row in rows_of(viewer, file, sums):
        currency = row.claim.currency
        rows.append(
            (
                f"{row.claim.number}. {row.claim.get_source_display()}",
                " ".join(word for word in (row.claim.authority, row.claim.reference) if word),
                str(row.stage.label),
                _money(row.asked, currency),
                "" if row.granted is None else _money(row.granted, currency),
                _money(row.net, currency),
            )
        )
    return Table(columns, rows)


def _money(minor: int, currency: str) -> str:
    """An amount that a narrow column may break beside its currency, never within the figures."""
    return money_text(minor, currency).replace("\xa0", " ")
