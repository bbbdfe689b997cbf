"""What the law room adds to lower rooms: verbs, captions, notices, the menu, search, My work."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.models import User
from homeward.foundation.authorities.ports import register_cited, register_institutions
from homeward.foundation.duty.ports import TaskKind, register_task_kind
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
from homeward.knowledge.law.actions import CHANGED
from homeward.knowledge.law.exporting import caption_of_law
from homeward.knowledge.law.institutions import by_state
from homeward.knowledge.law.names import state_name, state_names
from homeward.knowledge.law.queries import caption_of, laws, open_to_decide
from homeward.knowledge.law.references import linked
from homeward.knowledge.law.shipping import NEWER

_OF_A_PROPOSAL = (
    Field("state", "code of the State whose law it is"),
    Field("parts", "how many parts of the law it changes", Kind.WHOLE),
)
TO_DECIDE = _("Changes to laws that wait for a second person")
_OF_A_STATE = Field("state", "code of the State whose law it is")


@dataclass(frozen=True, slots=True)
class LawSearch:
    """States by their names, and offences by their names, titles and provisions."""

    code: str = "law"
    order: int = 65

    def search(self, viewer: User, query: str, limit: int) -> Sequence[SearchHit]:
        """At most `limit` laws and offences in which every word stands."""
        words, names = query.casefold().split(), state_names()
        hits = []
        for state, law in laws().items():
            url, named = reverse("law:state", args=[state]), state_name(state, names)
            places = [("", _("Law"), f"{named} {state}", named)]
            places += [
                (f"#{one.key}", _("Offence"), f"{named} {one.name} {one.title} {one.provision}",
                 f"{one.title} · {named}")
                for one in law.offences
            ]  # fmt: skip
            hits += [
                SearchHit(kind=kind, caption=caption, url=f"{url}{mark}", icon="law")
                for mark, kind, place, caption in places
                if all(word in place.casefold() for word in words)
            ]
        return hits[:limit]


@dataclass(frozen=True, slots=True)
class ProposalsToDecide:
    """Open proposals of others, for whoever drafts laws."""

    code: str = "law_proposals"
    title: Text = TO_DECIDE
    order: int = 75

    def items(self, viewer: User) -> Sequence[WorkItem]:
        """The oldest first."""
        names = state_names()
        return [
            WorkItem(
                title=state_name(one.state, names),
                url=reverse("law:proposal", args=[one.pk]),
                next_step=_("Compare before and after, and decide"),
                detail=one.reason,
            )
            for one in open_to_decide(viewer)
        ]


def register() -> None:
    """Fill the ports of `authorities`, `duty`, `journal` and `web`."""
    register_verbs(
        {
            "law.proposed": says(_("proposed a change to a recorded law"), *_OF_A_PROPOSAL),
            "law.approved": says(_("put a change to a recorded law in force"), *_OF_A_PROPOSAL),
            "law.rejected": says(_("rejected a change to a recorded law"), *_OF_A_PROPOSAL),
            "law.withdrawn": says(_("took back a change to a recorded law"), *_OF_A_PROPOSAL),
            "law.followed": says(_("asked to be told of changes to a law"), _OF_A_STATE),
            "law.unfollowed": says(_("asked no longer to be told of a law"), _OF_A_STATE),
            "law.exported": says(
                _("exported what is recorded of laws"),
                Field("what", "laws, comparison or check"),
                Field("states", "codes of the States"),
                Field("file", "json, xlsx, csv or pdf"),
            ),
        }
    )
    register_caption("law_proposal", caption_of)
    register_caption("law", caption_of_law)
    register_task_kind(
        TaskKind(
            CHANGED,
            _("The recorded law of %(state)s was changed."),
            _("See what changed, and why"),
        )
    )
    register_task_kind(
        TaskKind(
            NEWER,
            _("A newer text of the law of %(state)s was shipped."),
            _("See what differs from what is in force here"),
        )
    )
    register_menu(MenuItem(code="law", label=_("Law"), url_name="law:states", icon="law", order=65))
    register_search(LawSearch())
    register_work(ProposalsToDecide())
    register_institutions(by_state)
    register_cited(linked)
