"""What can go wrong with entries of what happened to a suspect."""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.errors.casefile import CaseFileError


class NoSuspect(CaseFileError):
    """Only of a suspect is it entered that he was arrested or released."""

    code = "detention_of_no_suspect"
    message = _("This is entered of a suspect only. Give the person that part in the case first.")


class ConditionsMissing(CaseFileError):
    """A release under conditions says which they are, and nothing else has any."""

    code = "detention_conditions"
    field = "conditions"
    message = _(
        "Write the conditions of a release under conditions. Leave this empty for everything else."
    )


class HoldUnclear(CaseFileError):
    """What is not told yet has a reason and an end."""

    code = "detention_hold_unclear"
    field = "hold_why"
    message = _("Write both: until when the support is not to be told, and why.")


class HoldTooLong(CaseFileError):
    """What is not told yet is told within a time that can be foreseen."""

    code = "detention_hold_too_long"
    field = "hold_until"
    message = _(
        "Choose a time to come, within %(days)s days. A correction may hold it longer later."
    )


class HoldInSupport(CaseFileError):
    """The support reads what is recorded in its own compartment."""

    code = "detention_hold_in_support"
    field = "hold_until"
    message = _(
        "This suspect is recorded among the victims' support, which reads this page, so nothing is"
        " held back from it here. Record the suspect in the investigation, and write it there."
    )


class NothingToCorrect(CaseFileError):
    """An error is taken back by the correction of an entry, and the support is told so at once."""

    code = "detention_nothing_to_correct"
    field = "kind"
    message = _(
        "Only an entry before can be taken back, and this is not held back from the support."
    )
