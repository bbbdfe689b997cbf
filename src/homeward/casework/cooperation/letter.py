"""A request as the other State reads it: authorities, basis, and each part with its article."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from homeward.casework.cases.vocabulary.case import HandlingCode
from homeward.casework.cooperation.amounts import Amount, parse
from homeward.casework.cooperation.checks import PAPER, is_run
from homeward.casework.cooperation.deadlines import rule_words
from homeward.casework.cooperation.declaration import ContentField, FieldType, Text
from homeward.casework.cooperation.fields import ON_PAPER
from homeward.casework.cooperation.lifecycle import Side
from homeward.casework.cooperation.models import Request
from homeward.foundation.authorities.models import Authority, State
from homeward.foundation.authorities.territories import territory
from homeward.foundation.web.components import Fact
from homeward.foundation.web.formats import day_text, listing, moment_text


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a letter or an answer: its words, or an amount, or a day."""

    code: str
    label: Text
    article: str
    text: str
    amount: Amount | None = None
    day: date | None = None
    required: bool = True


@dataclass(frozen=True, slots=True)
class Letter:
    """The head of the letter as facts, and its parts in their order."""

    facts: list[Fact]
    parts: list[Part]


def letter_of(request: Request) -> Letter:
    """The letter of a request, the same on both sides."""
    sender, receiver = _authorities(request)
    own, other = _states(request)
    is_ours = request.side == Side.REQUESTING
    facts = [
        Fact(pgettext("letter", "From"), _named(sender, own if is_ours else other)),
        Fact(pgettext("letter", "To"), _named(receiver, other if is_ours else own)),
        Fact(_("Reference"), request.reference),
        *([Fact(pgettext("letter", "Code"), request.code)] if request.code else []),
        Fact(_("Legal basis"), basis_word(request)),
        Fact(_("Urgency"), request.get_urgency_display()),
        Fact(_("Handling"), HandlingCode(request.handling).label),
    ]
    if request.handling_limits:
        facts.append(Fact(_("Limits of the handling"), request.handling_limits))
    if request.issued_at:
        facts.append(Fact(pgettext("letter", "Issued"), moment_text(request.issued_at)))
    if request.due_at:
        facts.append(Fact(_("Answer due"), moment_text(request.due_at)))
    if request.due_rule:
        facts.append(Fact(_("How the time was counted"), " ".join(rule_words(request.due_rule))))
    return Letter(facts, parts_of(request.contents, request.content, request))


def parts_of(
    fields: tuple[ContentField, ...], values: Mapping[str, str], request: Request | None = None
) -> list[Part]:
    """Declared fields with their values, typed for the page; empty optional ones are left out.

    With the request the part that names a run says by which request it was agreed.
    """
    written = {code: str(text) for code, text in values.items()}
    parts = [_part(field, written, request) for field in fields]
    return [part for part in parts if part.text or part.required]


def facts_of(parts: list[Part]) -> list[Fact]:
    """Parts as rows of a short list, for pages on which they stand beside a form."""
    return [Fact(part.label, _in_words(part) or None) for part in parts]


def _in_words(part: Part) -> str:
    if part.amount:
        return str(part.amount)
    return day_text(part.day) if part.day else part.text


def basis_word(request: Request) -> str:
    """The legal basis in words; the code where another node named one that is not declared."""
    named = {basis.code: basis.label for basis in request.declared.legal_bases}
    return str(named.get(request.legal_basis, request.legal_basis))


def authority_name(code: str) -> str:
    """The name of an authority of the directory, or its code."""
    return Authority.objects.filter(pk=code).values_list("name", flat=True).first() or code


def other_name(request: Request) -> str:
    """The other State's authority by its name, or what a letter to it is addressed to."""
    if request.other_authority:
        return authority_name(request.other_authority)
    return request.addressee


def _part(field: ContentField, written: Mapping[str, str], request: Request | None) -> Part:
    text = written.get(field.code, "")
    amount = parse(text) if field.type is FieldType.AMOUNT else None
    day = _day(text) if field.type is FieldType.DATE else None
    match field.type:
        case FieldType.RUN if text:
            shown = _run_words(text, request)
        case FieldType.STATES:
            shown = _states_words(text)
        case FieldType.DOCUMENT if text:
            shown = _document_words(text, request)
        case FieldType.CHOICE if text in dict(field.choices):
            shown = str(dict(field.choices)[text])
        case _:
            shown = text
    return Part(
        field.code, field.label, field.article, shown, amount, day, field.is_required(written)
    )


def _run_words(run: str, request: Request | None) -> str:
    """A run by the request that agreed it, the same on both nodes; else by its beginning."""
    if request is not None and is_run(run):
        agreed = Request.objects.filter(kind="tracing", run_id=run, other_state=request.other_state)
        for reference in agreed.values_list("reference", flat=True)[:1]:
            return _("The run agreed by request %(reference)s") % {"reference": reference}
    return _("The run that begins with %(beginning)s") % {"beginning": run[:8]}


def _document_words(text: str, request: Request | None) -> str:
    """A file by its name, the same on both sides by its digest; else that it comes on paper."""
    if text == PAPER:
        return str(ON_PAPER)
    files = request.files.filter(sha256=text) if request is not None else None
    name = files.values_list("name", flat=True).first() if files is not None else None
    digest = _("SHA-256 %(digest)s") % {"digest": text}
    return f"{name} ({digest})" if name else digest


def _states_words(text: str) -> str:
    codes = [code.strip() for code in text.split(",") if code.strip()]
    names = dict(State.objects.filter(pk__in=codes).values_list("code", "name"))
    return listing([f"{names.get(c, c)} ({c})" for c in codes], get_language() or "en")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _authorities(request: Request) -> tuple[str, str]:
    own, other = authority_name(request.own_authority), other_name(request)
    return (own, other) if request.side == Side.REQUESTING else (other, own)


def _states(request: Request) -> tuple[str, str]:
    from django.conf import settings

    names = dict(State.objects.values_list("code", "name"))
    own = settings.HOMEWARD_STATE
    other = request.other_state
    return names.get(own, own), names.get(other) or territory(other)


def _named(authority: str, state: str) -> str:
    return authority if state in authority else f"{authority}, {state}"
