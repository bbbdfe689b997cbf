"""What the letter of a change says: an answer, a question, a refusal to a State without a node.

It is made of what the change carries, in the words of its declared parts. What a person wrote
stands as he wrote it: answers are not translated here, and the letter says in which language they
are.
"""

from django.conf import settings
from django.utils import timezone

from homeward.casework.cases.vocabulary.case import HandlingCode
from homeward.casework.cooperation.declaration import ContentField
from homeward.casework.cooperation.letters.language import LANGUAGES, plain, said
from homeward.casework.cooperation.letters.marks import InUse
from homeward.casework.cooperation.letters.values import Letter, Writer
from homeward.casework.cooperation.lifecycle import Side, Transition
from homeward.casework.cooperation.models import Change
from homeward.casework.cooperation.rules import fields_of
from homeward.foundation.web.formats import day, number


def language_of_changes() -> str:
    """The language in which this State writes what it does, where letters are made in it."""
    own = plain(settings.LANGUAGE_CODE)
    return own if own in LANGUAGES else LANGUAGES[0]


def letter_of_change(change: Change, template: InUse) -> Letter:
    """What the letter of a change of this State says in the template's language."""
    return _OfChange(change, template).letter()


class _OfChange(Writer):
    """The letter of one change while its values are found."""

    def __init__(self, change: Change, template: InUse) -> None:
        request = change.request
        super().__init__(request, template, request.code)
        self.change, self.own, self.translated = change, plain(settings.LANGUAGE_CODE), None
        self.is_unsent = False

    def letter(self) -> Letter:
        """The values of the shipped template of changes."""
        request, change = self.request, self.change
        receiver, sender = self._parties()
        is_answer = request.side == Side.REQUESTED
        if not is_answer:
            receiver, sender = sender, receiver
        kind, zone = said(request.declared.label, self.language), timezone.get_default_timezone()
        key, step = "answer" if is_answer else "further", self._step()
        key = "about" if self.is_told else key
        done = said(step.done, self.language) if step else change.name
        parts = self._said()
        is_foreign = self.language != self.own and any(part["note"] for part in parts)
        values = {
            "title": self._word(f"{key}_title", kind=kind),
            "opening": self._word(f"{key}_opening", reference=request.reference),
            "what": done[:1].upper() + done[1:],  # some are words within a sentence on the pages
            "reference": request.reference,
            "date": day(change.at, self.locale, length="long", zone=zone),
            "sender": sender.name,
            "sender_state": sender.state,
            "sender_line": sender.line,
            "sender_contact": sender.contact,
            "receiver_line": receiver.line,
            "handling": said(HandlingCode(request.handling).label, self.language),
            "handling_limits": request.handling_limits,
            "draft": "",
            "mark": "" if self.template.is_read else self._word("mark"),
            "translation": self._word("written_in", language=self._tongue(self.own))
            if is_foreign
            else "",
            "code": self.code,
            "parts": parts,
            "enclosures": self._files(),
        }
        originals = frozenset(one["text"] for one in parts if one["note"])
        made = change.at.astimezone(zone).date()
        return Letter(self.language, values, made, self.own, originals)

    def _step(self) -> Transition | None:
        return self.request.lifecycle.get(self.change.name, self.change.side)

    def _said(self) -> list[dict[str, str]]:
        """The ground with its article, what was written, and each declared part with its limits."""
        data, step, found = self.change.data, self._step(), list[dict[str, str]]()
        ground = self.request.said_ground(str(data.get("ground", "")))
        if ground is not None:
            found.append(self._row(said(ground.label, self.language), ground.article, "", False))
        declared = fields_of(self.request, step, str(data.get("ground", ""))) if step else ()
        given = {**(data.get("fields") or {}), **(data.get("limits") or {})}
        parts = [self._part(one, str(given.get(one.code, ""))) for one in declared]
        noted = [self._noted(part, one) for part, one in zip(parts, declared, strict=True)]
        found += [part for part in noted if part["text"]]
        if text := str(data.get("text", "")):
            label = said(step.label, self.language) if step else ""
            found.append(self._row(label, "", text, True))
        return found

    def _noted(self, part: dict[str, str], declared: ContentField) -> dict[str, str]:
        is_words = str(part["text"]) == str(
            (self.change.data.get("fields") or {}).get(declared.code)
        )
        return {**part, "note": self._note() if is_words and not declared.choices else ""}

    def _row(self, label: str, article: str, text: str, is_words: bool) -> dict[str, str]:
        note = self._note() if is_words else ""
        return {"label": label, "article": self._whole(article), "text": text, "note": note}

    def _note(self) -> str:
        if self.language == self.own:
            return ""
        return self._word("still_in", language=self._tongue(self.own))

    def _files(self) -> list[dict[str, str]]:
        """The files that go with this letter; its own kept copy is none of them."""
        return [
            {
                "name": one.name,
                "purpose": one.purpose,
                "size": f"{number(-(-one.size // 1000), self.locale)} kB",
                "sha256": one.sha256,
            }
            for one in self.change.files.filter(side=self.request.side, is_letter=False)
        ]
