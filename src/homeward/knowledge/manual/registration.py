"""What the manual adds to lower rooms: verbs, captions, the menu and what search finds."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.models import User
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says
from homeward.foundation.web.ports import (
    MenuItem,
    SearchHit,
    Text,
    WorkItem,
    register_menu,
    register_search,
    register_work,
)
from homeward.knowledge.manual.guide.captions import (
    caption_of_pack,
    caption_of_practice,
    caption_of_text,
)
from homeward.knowledge.manual.guide.finding import find
from homeward.knowledge.manual.guide.suggestions import drafts_to_decide, open_suggestions
from homeward.knowledge.manual.guide.words import card_of
from homeward.knowledge.manual.ports import register_tools
from homeward.knowledge.manual.queries import all_in_force, caption_of

TO_DECIDE = _("Drafts of practices and suggestions that wait for you")
_PRACTICE = Field("practice", "code of the practice")
_OF_A_TEXT = (_PRACTICE, Field("number", "number of the national text", Kind.WHOLE))
_OF_A_PACK = (
    Field("pack", "code of the pack"),
    Field("state", "State whose node signed it"),
    Field("version", "version of the pack", Kind.WHOLE),
)
_SIGNED = (
    *_OF_A_PACK,
    Field("digest", "SHA-256 of what was signed"),
    Field("restricted", "whether it is for some roles only", Kind.YES_NO),
)
_OF_A_VERSION = (
    Field("playbook", "code of the playbook"),
    Field("number", "number of the national version", Kind.WHOLE),
)


@dataclass(frozen=True, slots=True)
class PlaybookSearch:
    """Playbooks by the words of their titles and purposes."""

    code: str = "playbooks"
    order: int = 70

    def search(self, viewer: User, query: str, limit: int) -> Sequence[SearchHit]:
        """At most `limit` playbooks in which every word stands."""
        words = query.casefold().split()
        hits = []
        for one in all_in_force(viewer):
            text = one.playbook.text()
            place = f"{text.title} {text.purpose}".casefold()
            if all(word in place for word in words):
                url = reverse("manual:playbook", args=[one.playbook.code])
                hits.append(
                    SearchHit(kind=_("Playbook"), caption=text.title, url=url, icon="manual")
                )
        return hits[:limit]


@dataclass(frozen=True, slots=True)
class PracticeSearch:
    """Practices by their words, however they are spelled."""

    code: str = "practices"
    order: int = 71

    def search(self, viewer: User, query: str, limit: int) -> Sequence[SearchHit]:
        """At most `limit` practices, the best first."""
        language = (get_language() or "en").split("-")[0]
        cards = [card_of(one.held, one.language) for one in find(viewer, query, language, limit)]
        return [
            SearchHit(kind=_("Practice"), caption=card.title, url=card.url, icon="manual")
            for card in cards
        ]


@dataclass(frozen=True, slots=True)
class PracticesToDecide:
    """Drafts of practices and suggestions that wait for this supervisor."""

    code: str = "practices"
    title: Text = TO_DECIDE
    order: int = 78

    def items(self, viewer: User) -> Sequence[WorkItem]:
        """Drafts that others wrote, then suggestions, the oldest first."""
        drafts = [
            WorkItem(
                title=caption_of_practice(one.code) or one.code,
                url=reverse("manual:practice_draft", args=[one.code]),
                next_step=_("Compare, and decide on the draft"),
                detail=one.note,
            )
            for one in drafts_to_decide(viewer)
        ]
        suggestions = [
            WorkItem(
                title=caption_of_practice(one.code) or one.code,
                url=reverse("manual:suggestion_answer", args=[one.pk]),
                next_step=_("Answer the suggestion"),
                detail=one.text[:200],
            )
            for one in open_suggestions(viewer)
        ]
        return drafts + suggestions


def register() -> None:
    """Fill the ports of `journal` and `web`."""
    register_verbs(
        {
            "manual.version_drafted": says(
                _("began a national version of a playbook"), *_OF_A_VERSION
            ),
            "manual.version_changed": says(
                _("changed a draft of a playbook"),
                *_OF_A_VERSION,
                Field("step", "code of the step that was changed"),
            ),
            "manual.version_approved": says(
                _("approved a national version of a playbook"), *_OF_A_VERSION
            ),
            "manual.version_discarded": says(_("discarded a draft of a playbook"), *_OF_A_VERSION),
        }
    )
    register_verbs(
        {
            "manual.practice_drafted": says(_("began a text of a practice"), *_OF_A_TEXT),
            "manual.practice_changed": says(
                _("changed a draft of a practice"),
                *_OF_A_TEXT,
                Field("language", "language that was written"),
            ),
            "manual.practice_approved": says(_("put a text of a practice in force"), *_OF_A_TEXT),
            "manual.practice_discarded": says(_("discarded a draft of a practice"), *_OF_A_TEXT),
            "manual.practice_decided": says(
                _("decided on a practice"),
                _PRACTICE,
                Field("choice", "code of the decision"),
                Field("revision", "revision that was decided on", Kind.WHOLE),
            ),
            "manual.practice_progress": says(
                _("noted how far a practice is in use"), _PRACTICE, Field("stage", "code of it")
            ),
            "manual.practice_suggested": says(_("sent a suggestion to a practice"), _PRACTICE),
            "manual.suggestion_answered": says(
                _("answered a suggestion to a practice"),
                _PRACTICE,
                Field("status", "code of what became of it"),
            ),
            "manual.pack_made": says(_("made a pack of practices"), *_SIGNED),
            "manual.pack_loaded": says(_("loaded a pack of practices"), *_SIGNED),
            "manual.pack_removed": says(_("took a pack of practices out of use"), *_OF_A_PACK),
        }
    )
    register_caption("playbook_version", caption_of)
    register_caption("practice", caption_of_practice)
    register_caption("practice_text", caption_of_text)
    register_caption("practice_pack", caption_of_pack)
    register_menu(
        MenuItem(
            code="manual",
            label=_("Manual"),
            url_name="manual:front",
            icon="manual",
            order=70,
        )
    )
    register_search(PlaybookSearch())
    register_search(PracticeSearch())
    register_work(PracticesToDecide())
    # The tools of this room and of those below it; higher rooms add their own.
    register_tools(
        playbooks="manual:playbooks",
        prevention="manual:prevention",
        law="law:states",
        law_gaps="law:states",
        double_criminality="law_check:check",
        directory="authorities:list",
        duty="duty:roster",
        connections="connections:list",
        journal="journal:entries",
    )
