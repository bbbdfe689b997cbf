"""What the lists of the case add to lower rooms: verbs, a caption, and the entry of the menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.access import may_keep_lists
from homeward.casework.cases.lists import word_of
from homeward.casework.cases.vocabulary.lists import CaseList
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says
from homeward.foundation.web.ports import MenuItem, register_menu

ENTRY = (
    Field("labels", "what it is called: code of the language and name", Kind.TEXTS),
    Field("counts_as", "code of the shipped entry, or empty"),
    Field("active", "whether it is in use", Kind.YES_NO),
)


def entry_caption(subject_id: str) -> str:
    """The name of an entry with its list; nothing for what is no entry."""
    which, _colon, code = subject_id.partition(":")
    if which not in CaseList.values:
        return ""
    return f"{CaseList(which).label}: {word_of(CaseList(which), code)}"


def _keepers_only(request: HttpRequest) -> bool:
    return may_keep_lists(request.user)


def register() -> None:
    """Fill the ports of `journal` and `web`."""
    register_verbs(
        {
            "case.list_entry_added": says(_("added an entry to a list of the case"), *ENTRY),
            "case.list_entry_changed": says(_("changed an entry of a list of the case"), *ENTRY),
        }
    )
    register_caption("case_list_entry", entry_caption)
    register_menu(
        MenuItem(
            code="case_lists",
            label=_("Lists of the case"),
            url_name="case_lists:list",
            icon="case",
            order=89,
            visible=_keepers_only,
        )
    )
