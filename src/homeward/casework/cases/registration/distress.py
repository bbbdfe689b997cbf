"""What the marks of distressing material say in the journal."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says


def register() -> None:
    """Called once, when the room is ready."""
    register_verbs(
        {
            "case.item_marked": says(
                _("set or took away the warning of an item"),
                Field("kinds", "codes of what makes it hard to see; none: no mark", Kind.TEXTS),
            ),
            "case.distress_opened": says(
                _("opened material that is marked as distressing"),
                Field("manner", "code: blurred or open"),
            ),
        }
    )
