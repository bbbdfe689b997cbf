"""A check on paper: the sentence, both laws element by element, what is missing, the ways."""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from homeward.foundation.documents.blocks import Block, Facts, Paragraph, Part, Table
from homeward.foundation.documents.rendering import render
from homeward.foundation.web.formats import moment_text
from homeward.knowledge.law import check_words
from homeward.knowledge.law.check_forms import FactsForm
from homeward.knowledge.law.check_words import RouteWords, SideWords
from homeward.knowledge.law.checking import Checked
from homeward.knowledge.law.elements import Status
from homeward.knowledge.law.names import state_name, state_names
from homeward.knowledge.law.shelf import is_fictional
from homeward.knowledge.law.words import ASKED, KNOWN_AS, RESULTS, copy_words


def document_of(checked: Checked, form: FactsForm, language: str) -> bytes:
    """The PDF in a language. Raises DocumentTooLong, DocumentsNotBuilt, DocumentFailed."""
    with translation.override(language):
        known = state_names()
        names = {
            code: state_name(code, known) + (f" {_('(invented)')}" if is_fictional(code) else "")
            for code in (checked.requesting, checked.requested)
        }
        return render("pack", _data(checked, form, names), language)


def _data(checked: Checked, form: FactsForm, names: dict[str, str]) -> dict[str, Any]:
    now = timezone.localtime()
    return {
        "title": _("Double criminality"),
        "reference": f"{checked.requesting} · {checked.requested}",
        "copy": moment_text(now),
        "made": [now.year, now.month, now.day],
        "warning": legal_note(),
        "warning_short": _("No legal advice"),
        "unknown": _("Not recorded"),
        "missing_words": _("Some characters have no shape in this node's fonts: read the page."),
        "page_words": _("Page %(page)s of %(pages)s"),
        "empty_words": "",
        "cover": [
            (_("Requesting State"), names[checked.requesting]),
            (_("Requested State"), names[checked.requested]),
            (_("What is asked"), str(ASKED[checked.facts.asked])),
            (_("Result"), str(RESULTS[checked.comparison.result].word)),
            (_("Printed on"), moment_text(now)),
        ],
        "parts": _parts(checked, form, names),
    }


def legal_note() -> str:
    """What a check is, what it is not, and who decides."""
    return _(
        "This is no legal advice. It holds what is recorded of two laws against facts that somebody"
        " entered. Whether conduct is punishable, and whether help is given, is decided by the"
        " courts and competent authorities of each State by their own law."
    )


def _parts(checked: Checked, form: FactsForm, names: dict[str, str]) -> list[Part]:
    sides = (checked.comparison.requesting, checked.comparison.requested)
    found: list[Block] = [Paragraph(check_words.sentence(checked, names), strong=True)]
    pairs = []
    for under in sides:
        nearest = check_words.nearest(under)
        said = _("no offence recorded")
        if nearest:
            known = "" if nearest.offence.is_read else f", {KNOWN_AS[Status.FROM_MEMORY].word}"
            head = f"{nearest.offence.title} ({nearest.offence.provision}{known})"
            also = [f"{one.title} ({one.provision})" for one in under.covering[1:]]
            said = "; ".join([f"{head}: {nearest.mark.word}", *also])
        pairs.append((names[under.state], said))
    found.append(Facts(pairs))
    missing = [
        [one.state, str(one.label), str(one.what), one.provision]
        for one in check_words.to_do(checked, names)
    ]
    columns = [_("Element"), *(names[one.state] for one in sides)]
    rows = [[str(one.label), *map(_said, one.sides)] for one in check_words.element_rows(checked)]
    parts = [Part(_("What it came to"), found), Part(_("The facts"), [Facts(_facts(form))])]
    if rows:
        parts.append(Part(_("Element by element"), [Table(columns, rows)]))
    if missing:
        heads = [_("State"), _("Element"), _("What to do"), _("Provision")]
        parts.append(Part(_("What is missing"), [Table(heads, missing)]))
    ways = [_way(one) for one in check_words.route_rows(checked, form)]
    return [
        *parts,
        Part(_("The way to ask"), [Table([_("The way to ask"), _("Result"), _("Tests")], ways)]),
    ]


def _facts(form: FactsForm) -> list[tuple[str, str]]:
    found = []
    for name, codes in form.codes().items():
        choices = {str(code): str(word) for code, word in getattr(form.fields[name], "choices", [])}
        words = ", ".join(choices.get(code, code) for code in codes)
        found.append((str(form.fields[name].label), words))
    return found


def _said(side: SideWords | None) -> str:
    if side is None:
        return _("no offence recorded")
    lines = [str(side.mark.word), str(side.reason), *side.row.lines]
    if side.row.cell:
        lines += [side.row.cell.provision, str(side.row.mark.word)]
    if source := side.row.source:
        lines.append(f"{source.key}: {source.title}, {copy_words(source.copy_date)}")
    return "\n".join(lines)


def _way(one: RouteWords) -> list[str]:
    tests = [
        " ".join(filter(None, (step.step.article, f"{step.step.label}: {step.mark.word}")))
        for step in one.steps
    ]
    return [str(one.route.name), str(one.mark.word), "\n".join(tests)]
