"""What can be wrong between two journals, in words and with what to do about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Alarm(models.TextChoices):
    """A finding that people must look into."""

    PEER_FORKED = "peer_forked", _("Two different heads for the same number of entries")
    PEER_SHRUNK = "peer_shrunk", _("Its journal became shorter")
    PEER_UNPROVEN = "peer_unproven", _("No proof that its journal was only added to")
    OWN_FORKED = "own_forked", _("It keeps another head of our journal than ours")
    OWN_SHRUNK = "own_shrunk", _("It has seen more entries of our journal than there are")
    OWN_REFUSED = "own_refused", _("It refuses our head and gives no ground")
    PROMISE_BROKEN = "promise_broken", _("A receipt promised an entry that its journal lacks")


WHAT_TO_DO = {
    Alarm.PEER_FORKED: _(
        "Both heads are signed by that State and prove that its journal exists in two versions."
        " Nothing of it is countersigned any more. Keep both, call its administrator and its"
        " overseer by telephone, and treat what it attests to since the last countersignature"
        " with care."
    ),
    Alarm.PEER_SHRUNK: _(
        "Entries that this node has countersigned are gone. Ask its administrator whether the"
        " node was restored from a backup. If it was not, entries were removed. If it was, have its"
        " overseer confirm it by telephone; an overseer here then accepts, with this alarm, that"
        " its journal begins anew. Until then nothing of it is countersigned."
    ),
    Alarm.PEER_UNPROVEN: _(
        "Its newest head came without a proof that holds. The next head may bring it, and then"
        " this alarm ends by itself. If it stays for a day, call its administrator. If the node was"
        " restored from a backup, an overseer here may accept that its journal begins anew."
    ),
    Alarm.OWN_FORKED: _(
        "Somebody changed this node's journal after the other State countersigned it, or this is"
        " not the database that it was. If the node was restored from a backup, follow the page on"
        " restoring. If it was not, run “homeward journal verify”, leave the database as it is, and"
        " call the security officer and your overseer."
    ),
    Alarm.OWN_SHRUNK: _(
        "Entries of this node were lost after the other State countersigned them. If the node was"
        " restored from a backup, follow the page on restoring: the other State countersigns again"
        " once its overseer has accepted that this journal begins anew. If it was not, run"
        " “homeward journal verify” and call the security officer."
    ),
    Alarm.OWN_REFUSED: _(
        "The other State did not countersign although this journal leads to everything that it"
        " countersigned before. Call its administrator."
    ),
    Alarm.PROMISE_BROKEN: _(
        "The receipt is signed and remains proof that the message was received. That State did"
        " not enter it in its journal as it promised, or removed it. Call its administrator and"
        " keep the receipt."
    ),
}


class Verdict(models.TextChoices):
    """What this node says to a head that a peer offers."""

    ACCEPTED = "accepted", pgettext_lazy("head", "Countersigned")
    FORKED = "forked", pgettext_lazy("head", "Contradicts a head that was countersigned")
    SHRUNK = "shrunk", pgettext_lazy("head", "Has fewer entries than were countersigned")
    UNPROVEN = "unproven", pgettext_lazy("head", "Comes without a proof that holds")
    OTHER_BASE = "other_base", pgettext_lazy("head", "Its proof begins at another head")
    STALE = "stale", pgettext_lazy("head", "Is older than one that was countersigned")


# Those that only say “try again” raise no alarm: anybody on the way can bring them about.
ALARM_OF = {
    Verdict.FORKED: Alarm.PEER_FORKED,
    Verdict.SHRUNK: Alarm.PEER_SHRUNK,
    Verdict.UNPROVEN: Alarm.PEER_UNPROVEN,
}


class Outcome(models.TextChoices):
    """What became of the promise that a receipt gave."""

    WAITING = "waiting", pgettext_lazy("promise", "Not checked yet")
    KEPT = "kept", pgettext_lazy("promise", "Kept")
    BROKEN = "broken", pgettext_lazy("promise", "Broken")
    NONE = "none", pgettext_lazy("promise", "Nothing was promised")
