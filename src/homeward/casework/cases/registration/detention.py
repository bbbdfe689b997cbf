"""What entries of what happened to a suspect say in the journal, the timeline and the facts."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homeward.casework.cases import ports
from homeward.casework.cases.vocabulary.detention import DetentionKind
from homeward.foundation.journal.facts import register_facts_of
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

WHAT = Field("what", "code of what happened; void: nothing of the entry before is true")
HELD = Field("held", "the support of victims is not told yet", Kind.YES_NO)


def register() -> None:
    """Fill the ports."""
    register_verbs(
        {
            "case.detention_recorded": says(
                gettext_lazy("recorded arrest, custody or release of a suspect"), WHAT, HELD
            ),
            "case.detention_corrected": says(
                gettext_lazy("corrected an entry of a suspect's arrest, custody or release"),
                WHAT,
                HELD,
                Field("corrected", "number of the entry that was corrected", Kind.WHOLE),
            ),
        }
    )
    register_facts_of(
        {
            "case.detention": (
                Field("suspect", "number of the suspect's row", Kind.WHOLE),
                WHAT,
                Field("correction", "it takes the place of an earlier one", Kind.YES_NO),
            )
        }
    )
    ports.register_event_kinds(
        {"case.detention_recorded": _recorded, "case.detention_corrected": _corrected}
    )


def _recorded(params: dict[str, Any]) -> str:
    return _("Suspect: %(what)s") % {"what": DetentionKind(params["what"]).label}


def _corrected(params: dict[str, Any]) -> str:
    if params["what"] == DetentionKind.VOID:
        return _("An entry of what happened to a suspect was taken back")
    return _("Suspect, corrected: %(what)s") % {"what": DetentionKind(params["what"]).label}
