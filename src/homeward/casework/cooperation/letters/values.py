"""What a letter says: the fields of its template, each in the language of the letter."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from homeward.casework.cases.vocabulary.case import HandlingCode
from homeward.casework.cooperation.amounts import parse
from homeward.casework.cooperation.calendars import calendar_of
from homeward.casework.cooperation.checks import is_run
from homeward.casework.cooperation.deadlines import Count
from homeward.casework.cooperation.declaration import ContentField, FieldType, Urgency
from homeward.casework.cooperation.kinds.bases import BILATERAL
from homeward.casework.cooperation.letters.language import (
    RIGHT_TO_LEFT,
    fixed,
    locale_code,
    requested_state,
    said,
    written_in,
)
from homeward.casework.cooperation.letters.marks import InUse
from homeward.casework.cooperation.letters.translation import (
    LIMITS,
    Translated,
    needs_translation,
    translated,
)
from homeward.casework.cooperation.lifecycle import UNISSUED, Side
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.spontaneous import SPONTANEOUS
from homeward.foundation.authorities.models import Authority, State
from homeward.foundation.authorities.territories import is_country, territory
from homeward.foundation.web.formats import day, language_name, listing, moment, money, number

_LATIN = "\u200e"  # a mark of direction that is seen by nobody and changes no letter
_HELD, _BEFORE_A_NUMBER = "\u00a0", re.compile(r" (?=\d)")
_UNSENT = UNISSUED


@dataclass(frozen=True, slots=True)
class Party:
    """An authority as the head of a letter names it."""

    name: str
    state: str
    contact: str

    @property
    def line(self) -> str:
        """The authority with its State, named once."""
        return self.name if self.state in self.name else f"{self.name}, {self.state}"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be set: its language, its values by the names of `shipped.FIELDS`.

    `originals` are the texts of it that stand in `written_in`, since nobody translated them.
    """

    language: str
    values: Mapping[str, Any]
    day: date
    written_in: str = ""
    originals: frozenset[str] = frozenset()


def letter_in(request: Request, template: InUse, *, code: str = "") -> Letter:
    """What the letter of a request says in the template's language.

    `code` is what an answer on paper names beside the reference, where the request goes on paper.
    """
    return Writer(request, template, code).letter()


class Writer:
    """One letter in one language while its values are found."""

    def __init__(self, request: Request, template: InUse, code: str) -> None:
        self.request, self.template, self.code = request, template, code
        self.language = template.language
        self.locale = locale_code(self.language)
        self.own = written_in(request)
        self.is_unsent = request.state in _UNSENT
        # Given without having been asked for (UNTOC 18(4)): its letter asks for nothing.
        self.is_told = request.lifecycle is SPONTANEOUS
        self.translated: Translated | None = None
        if needs_translation(request, self.language):
            self.translated = translated(request, self.language)

    def letter(self) -> Letter:
        sender, receiver = self._parties()
        kind = said(self.request.declared.label, self.language)
        made = self.request.issued_at or datetime.now(UTC)
        zone = timezone.get_default_timezone()
        values: dict[str, Any] = {
            "title": kind if self.is_told else self._word("title", kind=kind),
            "kind": kind,
            "told": kind if self.is_told else "",
            "reference": self.request.reference,
            "date": day(made, self.locale, length="long", zone=zone),
            "sender": sender.name,
            "sender_state": sender.state,
            "sender_line": sender.line,
            "sender_contact": sender.contact,
            "receiver": receiver.name,
            "receiver_state": receiver.state,
            "receiver_line": receiver.line,
            "receiver_contact": receiver.contact,
            **self._basis(),
            "urgency": said(Urgency(self.request.urgency).label, self.language),
            "handling": said(HandlingCode(self.request.handling).label, self.language),
            "handling_limits": self._limits(),
            **self._due(),
            "draft": self._word("draft") if self.is_unsent else "",
            "mark": "" if self.template.is_read else self._word("mark"),
            "translation": self._translation(),
            "certification": self._certification(),
            "code": self.code,
            "parts": self._parts(),
            "enclosures": self._enclosures(),
        }
        originals = frozenset(one["text"] for one in values["parts"] if one["note"])
        return Letter(self.language, values, made.astimezone(zone).date(), self.own, originals)

    def _whole(self, text: str) -> str:
        """An article on one line, with its number; Latin text that ends in a bracket is also held
        together within a line from right to left."""
        text = _BEFORE_A_NUMBER.sub(_HELD, text)
        return f"{_LATIN}{text}{_LATIN}" if text and self.language in RIGHT_TO_LEFT else text

    def _word(self, key: str, **params: object) -> str:
        return fixed(self.language, key, **params)

    def _tongue(self, code: str) -> str:
        return language_name(code, self.locale).partition(" (")[0]

    def _parties(self) -> tuple[Party, Party]:
        own = _party(self.request.own_authority, settings.HOMEWARD_STATE, self.locale)
        other = _party(self.request.other_authority, self.request.other_state, self.locale)
        if not self.request.other_authority:
            other = _written(self.request.addressee, other.state)
        return (own, other) if self.request.side == Side.REQUESTING else (other, own)

    def _basis(self) -> dict[str, str]:
        """What it rests on; a treaty of the two States by its name, where that is recorded."""
        treaty = str(self.request.treaty.get("name", ""))
        if self.request.legal_basis == BILATERAL.code and treaty:
            return {"basis": treaty, "basis_article": ""}
        basis = self.request.declared.basis(self.request.legal_basis)
        if basis is None:
            return {"basis": self.request.legal_basis, "basis_article": ""}
        return {
            "basis": said(basis.label, self.language),
            "basis_article": self._whole(basis.article),
        }

    def _limits(self) -> str:
        if self.translated is None:
            return self.request.handling_limits
        return self.translated.texts.get(LIMITS, self.request.handling_limits)

    def _due(self) -> dict[str, str]:
        request = self.request
        if request.due_at is None:
            return {"due": "", "due_rule": ""}
        asked = requested_state(request)
        zone: tzinfo = calendar_of(asked).zone
        if request.due_rule:
            zone = ZoneInfo(request.due_rule["zone"])
        return {
            "due": moment(request.due_at, self.locale, zone=zone, length="long"),
            "due_rule": " ".join(self._rule(request.due_rule, zone)),
        }

    def _rule(self, rule: Mapping[str, Any], zone: tzinfo) -> list[str]:
        """The rule of the time in the language of the letter (`deadlines.rule_words` for pages)."""
        if not rule:
            return []
        start = datetime.fromisoformat(rule["start"])
        said = [
            self._word(
                f"rule_{Count(rule['count'])}",
                number=rule["number"],
                start=moment(start, self.locale, zone=zone, length="long"),
                state=_state_name(rule["state"], self.locale),
                zone=rule["zone"],
            )
        ]
        if rule.get("moved_from"):
            said.append(self._word("rule_moved", day=self._day(rule["moved_from"])))
        if rule.get("holidays"):
            days = [f"{self._day(one)} ({name})" for one, name in rule["holidays"]]
            said.append(self._word("rule_holidays", days=listing(days, self.locale)))
        return said

    def _day(self, text: str) -> str:
        return day(date.fromisoformat(text[:10]), self.locale, length="long")

    def _translation(self) -> str:
        if self.translated is None:
            return ""
        key = "translated_from" if self.translated.is_done else "written_in"
        return self._word(key, language=self._tongue(self.own))

    def _certification(self) -> str:
        found = self.translated.certification if self.translated else None
        if self.translated is None or found is None or not self.translated.is_certified:
            return ""
        when = found.done_at or datetime.now(UTC)
        return self._word(
            "certification",
            day=day(when, self.locale, length="long", zone=timezone.get_default_timezone()),
            statement=found.statement,
        )

    def _parts(self) -> list[dict[str, str]]:
        content = self.request.content
        parts = [self._part(one, str(content.get(one.code, ""))) for one in self.request.contents]
        return [*(part for part in parts if part["text"]), *self._besides()]

    def _besides(self) -> list[dict[str, str]]:
        """What the message says beside the parts: which of them are left out and why, and that an
        oral request is confirmed by this (UNTOC 18(14))."""
        found, request = [], self.request
        if request.waiver:
            left = [part for part in request.contents if part.code in request.waived]
            names = listing([said(part.label, self.language) for part in left], self.locale)
            written = self._word("still_in", language=self._tongue(self.own))
            found.append(
                {
                    "label": f"{self._word('left_out')}: {names}",
                    "article": self._whole("; ".join(dict.fromkeys(p.article for p in left))),
                    "text": str(request.waiver["reason"]),
                    "note": written if self.translated is not None else "",
                }
            )
        if (oral := getattr(request, "oral", None)) is not None:
            zone = timezone.get_default_timezone()
            spoken = moment(oral.spoken_at, self.locale, zone=zone, length="long")
            found.append(
                {
                    "label": self._word("oral"),
                    "article": self._whole("UNTOC 18(14)"),
                    "text": self._word("oral_said", moment=spoken, code=oral.code),
                    "note": "",
                }
            )
        return found

    def _part(self, declared: ContentField, text: str) -> dict[str, str]:
        is_open = False
        if self.translated is not None and text:
            done = self.translated.texts.get(declared.code)
            is_open = done is None and declared.code in (
                *self.translated.open,
                *self.translated.stale,
            )
            text = done or text
        return {
            "label": said(declared.label, self.language),
            "article": self._whole(declared.article),
            "text": self._shown(declared, text),
            "note": self._word("still_in", language=self._tongue(self.own)) if is_open else "",
        }

    def _shown(self, declared: ContentField, text: str) -> str:
        if declared.type.value == "document" and text:
            return self._document(text)
        match declared.type:
            case FieldType.AMOUNT if amount := parse(text):
                return money(amount.minor, amount.currency, self.locale)
            case FieldType.DATE if text:
                return self._date_or(text)
            case FieldType.CHOICE if text in dict(declared.choices):
                return said(dict(declared.choices)[text], self.language)
            case FieldType.STATES:
                codes = [one.strip() for one in text.split(",") if one.strip()]
                names = [f"{_state_name(one, self.locale)} ({one})" for one in codes]
                return listing(names, self.locale)
            case FieldType.RUN if text:
                return self._run(text)
            case _:
                return text

    def _document(self, text: str) -> str:
        """A file of the request by its name and digest; else that it comes on paper."""
        if not is_digest(text):
            return self._word("on_paper")
        name = self.request.files.filter(sha256=text).values_list("name", flat=True).first()
        return f"{name or ''} SHA-256 {text}".strip()

    def _date_or(self, text: str) -> str:
        try:
            return self._day(text)
        except ValueError:
            return text

    def _run(self, run: str) -> str:
        if is_run(run):
            agreed = Request.objects.filter(
                kind="tracing", run_id=run, other_state=self.request.other_state
            )
            for reference in agreed.values_list("reference", flat=True)[:1]:
                return self._word("run_agreed", reference=reference)
        return self._word("run_begins", beginning=run[:8])

    def _enclosures(self) -> list[dict[str, str]]:
        """The files that go with the request, or went with it."""
        told = self.request.changes.filter(name__in=("issue", "show_draft"))
        sent = told.filter(message_id__isnull=False).values_list("message_id", flat=True)
        goes = Q(message_id__in=list(sent))
        if self.is_unsent:
            goes |= Q(message_id__isnull=True, change__isnull=True)
        elif self.request.side == Side.REQUESTING:
            goes |= Q(change__name="issue")  # with the letter by hand, and not with a later one
        found = self.request.files.filter(goes, side=Side.REQUESTING, is_letter=False)
        return [
            {
                "name": one.name,
                "purpose": one.purpose,
                "size": f"{number(-(-one.size // 1000), self.locale)} kB",
                "sha256": one.sha256,
            }
            for one in found
        ]


def is_digest(text: str) -> bool:
    """Whether a document is named by the SHA-256 of a file."""
    return len(text) == 64 and all(sign in "0123456789abcdef" for sign in text)


def _party(code: str, state: str, locale: str) -> Party:
    found = Authority.objects.filter(pk=code).first()
    name = found.name if found else code
    contact = " · ".join(filter(None, (found.email, found.phone))) if found else ""
    return Party(name, _state_name(state, locale), contact)


def _written(addressee: str, state: str) -> Party:
    """An authority that no directory names, with its address as somebody wrote it."""
    lines = [line.strip() for line in addressee.splitlines() if line.strip()]
    return Party(", ".join(lines), state, "")


def _state_name(code: str, locale: str) -> str:
    """A country by its name in the language; a fictional State as the directory names it."""
    if is_country(code):
        from django.utils import translation

        with translation.override(locale):
            return territory(code)
    return State.objects.filter(pk=code).values_list("name", flat=True).first() or code
