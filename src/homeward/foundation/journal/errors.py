"""What can go wrong with the journal's tree and with what is taken out of it."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class DamagedTree(HomewardError):
    """A stored hash of the tree is missing."""

    code = "damaged_tree"
    status = 500
    message = _(
        "The journal's tree lacks the hash at level %(level)s, index %(index)s. Somebody changed"
        " the database. Run “homeward journal verify” and call the security officer."
    )


class BeyondTheTree(HomewardError):
    """A proof was asked for more entries than the tree holds."""

    code = "beyond_the_tree"
    status = 404
    message = _(
        "The journal has %(size)s entries in its tree, fewer than %(wanted)s. Ask for a size"
        " that the journal has reached."
    )


class NothingToExport(HomewardError):
    """No entry that the person may read was chosen, or none of them has its place yet."""

    code = "nothing_to_export"
    status = 404
    message = _(
        "There is no entry in the tree that %(person)s may read and that fits what was asked."
        " Check the reference; entries of the last second are not placed yet."
    )


class TooMuchToExport(HomewardError):
    """More entries were chosen than one export holds; evidence is never cut short unsaid."""

    code = "too_much_to_export"
    status = 409
    message = _(
        "More than %(most)s entries fit what was asked, the most that one export holds. Take them"
        " in parts: by message, or by record."
    )


class ForgedHead(HomewardError):
    """A stored head of the own journal bears the signature of no key that this node has had."""

    code = "forged_head"
    status = 500
    message = _(
        "A stored head of the journal was not signed by this node. Somebody changed the database."
        " Run “homeward journal verify” and call the security officer."
    )


class UndeclaredFact(HomewardError):
    """An entry would hold a field that its verb does not declare, or one of another type."""

    code = "undeclared_fact"
    status = 500
    message = _(
        "The entry %(verb)s has the field %(field)s, which is not declared or not of the declared"
        " type. Declare it where the room registers its verbs."
    )


class PlaceTaken(HomewardError):
    """Evidence is never written over something that is there."""

    code = "place_taken"
    status = 409
    message = _("There is something called %(place)s already. Name a new folder or file.")
