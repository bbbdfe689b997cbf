"""The papers of a request on its page, and the text of the e-mail that carries a letter."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from homeward.casework.cooperation.by_hand import (
    CLERKS,
    is_by_hand,
    letters_to_send,
    may_hand_over,
    own_letters,
    papers_of,
    takes_entries,
    to_be_entered,
)
from homeward.casework.cooperation.entered import names_of
from homeward.casework.cooperation.letter import authority_name, other_name
from homeward.casework.cooperation.lifecycle import TRANSITIONS, Side
from homeward.casework.cooperation.models import Change, HandOver, Paper, Request, RequestFile, Way
from homeward.casework.cooperation.words import reason_word
from homeward.foundation.access.models import User
from homeward.foundation.authorities.models import State


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A letter as the page lists it: what it is, and who recorded it."""

    paper: Paper
    what: str
    by: str


def papers_context(found: Request, viewer: User) -> dict[str, Any]:
    """What the page of a request needs to show its papers and its hand-over."""
    row = HandOver.objects.filter(pk=found.pk).first()
    if found.way == Way.NODE:
        return {"on_paper": False}
    papers = list(papers_of(found))
    names = names_of(paper.recorded_by for paper in papers)
    is_clerk = is_by_hand(found) and viewer.has_role(*CLERKS)
    return {
        "on_paper": True,
        "papers": [
            PaperLine(paper, _what(found, paper), names.get(paper.recorded_by, ""))
            for paper in papers
        ],
        "letters": _letters(found),
        "unsent": letters_to_send(found) if is_clerk else [],
        "sends_letters": is_clerk and bool(own_letters(found)),
        "enters_receipts": is_clerk and takes_entries(found),
        "to_enter": to_be_entered(viewer, found),
        "may_hand_over": may_hand_over(viewer, found),
        "hand_over": row,
        "hand_over_reason": reason_word(row.reason) if row and row.state == "failed" else "",
    }


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter of this State: what it says, and the file as it was issued, where one is kept."""

    change: Change
    what: str
    kept: RequestFile | None


def _letters(found: Request) -> list[LetterLine]:
    kept = {file.change_id: file for file in found.files.filter(is_letter=True)}
    return [LetterLine(one, _word_of(one.name), kept.get(one.pk)) for one in own_letters(found)]


def _word_of(name: str) -> str:
    named = TRANSITIONS.get(name)
    return _("The request") if name == "issue" else str(named.done if named else name)


def _what(found: Request, paper: Paper) -> str:
    word = _word_of(paper.change.name)
    if paper.is_outgoing:
        return _("Sent: %(what)s") % {"what": word}
    if paper.change.side == found.side:
        return _("Receipt for: %(what)s") % {"what": word}
    return _("Came: %(what)s") % {"what": word}


def cover_text(found: Request) -> tuple[str, str]:
    """Subject and text of the e-mail with which a letter goes, in a language of the other State.

    It says nothing of the case: an e-mail is read on its way.
    """
    state = State.objects.filter(pk=found.other_state).first()
    offered = dict(settings.LANGUAGES)
    spoken = [code for code in (state.languages if state else []) if code in offered]
    with translation.override(spoken[0] if spoken else "en"):
        named = {
            "to": other_name(found),
            "from": authority_name(found.own_authority),
            "reference": found.reference,
            "code": found.code,
        }
        if found.side == Side.REQUESTED:
            subject = _("Answer to your request %(reference)s") % named
            text = _(
                "To: %(to)s\n\nOur letter on your request %(reference)s is attached. Please confirm"
                " that you have it.\n\n%(from)s"
            )
            return subject, text % named
        subject = _("Request %(reference)s, code %(code)s") % named
        text = _(
            "To: %(to)s\n\nA letter on our request %(reference)s is attached.\n\nPlease confirm"
            " that you have it, and name the reference %(reference)s and the code %(code)s in your"
            " receipt and in every answer: by them we know to which request it belongs.\n\n%(from)s"
        )
        return subject, text % named
