"""What the trends add to lower rooms: verbs, captions, the menu, the tool of practices."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says
from homeward.foundation.web.ports import MenuItem, register_menu
from homeward.knowledge.manual.ports import register_tools


def register() -> None:
    """Fill the ports of `journal`, `web` and `manual`."""
    register_verbs(
        {
            "trends.imported": says(
                _("imported figures"),
                Field("figures", "how many figures stand", Kind.WHOLE),
                Field("apart", "how many rows were kept apart", Kind.WHOLE),
            ),
            "trends.count_asked": _("asked for a count of the node's own figures"),
            "trends.counted": says(
                _("counted the node's own figures"),
                Field("until", "the moment up to which facts were counted"),
            ),
        }
    )
    register_caption(
        "trends_dataset", lambda number: _now("Data set %(number)s") % {"number": number}
    )
    register_caption("trends_count", lambda _number: _now("Figures of this node"))
    register_menu(
        MenuItem(
            code="trends", label=_("Trends"), url_name="trends:overview", icon="trends", order=68
        )
    )
    register_tools(trends="trends:overview")
