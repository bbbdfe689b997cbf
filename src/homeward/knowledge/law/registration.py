"""What the law room adds to lower rooms: verbs and captions of its proposals."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.authorities.ports import register_institutions
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says
from homeward.knowledge.law.institutions import by_state
from homeward.knowledge.law.queries import caption_of

_OF_A_PROPOSAL = (
    Field("state", "code of the State whose law it is"),
    Field("parts", "how many parts of the law it changes", Kind.WHOLE),
)


def register() -> None:
    """Fill the ports of `journal` and `authorities`."""
    register_verbs(
        {
            "law.proposed": says(_("proposed a change to a recorded law"), *_OF_A_PROPOSAL),
            "law.approved": says(_("put a change to a recorded law in force"), *_OF_A_PROPOSAL),
            "law.rejected": says(_("rejected a change to a recorded law"), *_OF_A_PROPOSAL),
            "law.withdrawn": says(_("took back a change to a recorded law"), *_OF_A_PROPOSAL),
        }
    )
    register_caption("law_proposal", caption_of)
    register_institutions(by_state)
