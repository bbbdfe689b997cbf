"""What can go wrong between witnesses. Errors of statements are those of `homeward.wire`."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class BadOffer(HomewardError):
    """What a peer posted is not an offer of a head."""

    code = "bad_offer"
    status = 400
    message = _("The offer is not a head with its proof: %(problem)s. See the protocol, section 9.")


class NoSuchHead(HomewardError):
    """A proof was asked for a head that this node never gave to its peers."""

    code = "no_such_head"
    status = 404
    message = _(
        "This node gave no head of %(size)s entries to its peers. Ask for the size of one that"
        " you were given."
    )


class NoAnswer(HomewardError):
    """A peer could not be reached, or did not answer as the protocol says."""

    code = "no_answer"
    status = 502
    message = _(
        "The node of %(state)s gave no usable answer (%(problem)s). Try again when it is reachable."
    )


class NotPinned(HomewardError):
    """Nobody pinned the keys of that State's node."""

    code = "not_pinned"
    status = 404
    message = _("No node of %(state)s is pinned here. Pin it first, or check the two letters.")


class NothingKept(HomewardError):
    """No head of that State's journal was countersigned here, and there is no alarm about it."""

    code = "nothing_kept"
    status = 404
    message = _("This node keeps no head of the journal of %(state)s. Check the two letters.")


class NoBeginning(HomewardError):
    """An alarm of a kind to which a restore of the other State's node is no answer."""

    code = "no_beginning"
    status = 409
    message = _(
        "A new beginning is accepted only where another State's journal became shorter, forked or"
        " gives no proof. Settle this alarm without it."
    )


class NoOpenAlarm(HomewardError):
    """The alarm is settled already, or there is none of that number."""

    code = "no_open_alarm"
    status = 404
    message = _("There is no such open alarm. Somebody may have settled it; load the page again.")
