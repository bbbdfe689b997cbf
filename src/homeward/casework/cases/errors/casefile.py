"""What can go wrong with the timeline, people, proceedings and merged files of a case.

`field` is the field of a form at which the sentence belongs.
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class CaseFileError(HomewardError):
    """An error that the writer of a form can mend."""

    field: ClassVar[str] = ""


class NotHappenedYet(CaseFileError):
    """A time that says what happened lies in the future."""

    code = "not_happened_yet"
    field = "at"
    message = _("This has not happened yet, by the time that was written. Check it.")


class EndsBeforeBeginning(CaseFileError):
    """A span of time that ends before it begins."""

    code = "ends_before_beginning"
    field = "until"
    message = _("The end is before the beginning. Check both times.")


class NotReported(CaseFileError):
    """Only what an officer reported is verified or corrected; the node's own lines are not."""

    code = "entry_not_reported"
    status = 409
    message = _(
        "The node recorded this line itself, so it is not verified or corrected here. Correct it on"
        " the page where it was done, or add an entry that explains it."
    )


class AlreadyVerified(CaseFileError):
    """Somebody verified the entry before."""

    code = "entry_verified_before"
    status = 409
    message = _("Somebody verified this entry before you. Look at the timeline.")


class AlreadyCorrected(CaseFileError):
    """Another entry took this one's place."""

    code = "entry_corrected_before"
    status = 409
    message = _("This entry was corrected by another one. Work on that one; the timeline shows it.")


class LinkedTwice(CaseFileError):
    """A person would have the same part twice."""

    code = "person_linked_twice"
    status = 409
    field = "role"
    message = _("This person has this part in the case already. Choose another part.")


class IdentifierTwice(CaseFileError):
    """A person would be known by the same thing twice."""

    code = "identifier_twice"
    status = 409
    field = "typed"
    message = _("This is recorded for this person already, perhaps in another spelling.")


class NotAVictim(CaseFileError):
    """Harm and outcome belong to victims."""

    code = "not_a_victim"
    field = "victims"
    message = _("Only a victim has an outcome and harm. Record the person as a victim first.")


class NotASuspect(CaseFileError):
    """Only a suspect is charged."""

    code = "not_a_suspect"
    field = "suspect"
    message = _("Only a suspect is charged. Record the person as a suspect first.")


class BeyondSurrender(CaseFileError):
    """A surrendered person is charged with what the surrender does not cover."""

    code = "beyond_surrender"
    field = "under"
    message = _(
        "%(state)s surrendered this person under request %(reference)s for certain offences only."
        " Choose the one that covers this charge, or ask for consent on the page of the request."
    )


class TriedBeyondSurrender(CaseFileError):
    """A surrendered person is tried for what the surrender does not cover."""

    code = "tried_beyond_surrender"
    message = _(
        "%(state)s surrendered this person under request %(reference)s, and nothing says that the"
        " surrender covers this charge. Say first which of its offences covers it, or ask for"
        " consent on the page of the request."
    )


class ActAfterCharge(CaseFileError):
    """An act that lies after the charge for it."""

    code = "act_after_charge"
    field = "acted_on"
    message = _("The act lies after the day of the charge. Check the two days.")


class OutcomeRecorded(CaseFileError):
    """What came of a hearing is recorded once."""

    code = "hearing_outcome_recorded"
    status = 409
    field = "outcome"
    message = _(
        "What came of this hearing was recorded before you. Record a further hearing, or an entry"
        " in the timeline that corrects it."
    )


class NotInGroup(CaseFileError):
    """A person was taken out of a group before."""

    code = "not_in_group"
    status = 409
    message = _("This person was taken out of the group already. Look at the page of people.")


class HarmDenied(CaseFileError):
    """No harm is known, and harm is recorded."""

    code = "harm_recorded"
    status = 409
    field = "kind"
    message = _(
        "Harm is recorded for this victim, so “No harm known” would be false. Withdraw the wrong"
        " lines first."
    )


class HarmWithdrawn(CaseFileError):
    """The line of harm was withdrawn before."""

    code = "harm_withdrawn_before"
    status = 409
    message = _("This line was withdrawn already. Look at the person's page.")


class HarmRelied(CaseFileError):
    """A charge relies on the harm."""

    code = "harm_relied_on"
    status = 409
    message = _(
        "A charge relies on this harm, so the line stays. It can be withdrawn once that charge was"
        " withdrawn."
    )


class HarmOfAnother(CaseFileError):
    """A charge relies on the harm of somebody who is not among its victims."""

    code = "harm_of_another"
    field = "harms"
    message = _("A charge can only rely on the harm of its own victims. Tick the victim as well.")


class InGroupAlready(CaseFileError):
    """A person would be in a group twice."""

    code = "person_in_group_twice"
    status = 409
    field = "person"
    message = _("This person is in the group already. Choose another person.")


class StepNotAllowed(CaseFileError):
    """What was recorded does not follow from where the charge stands."""

    code = "charge_step_not_allowed"
    status = 409
    message = _(
        "This cannot follow while the charge stands so: %(stage)s. Look at the charge and record"
        " what came between."
    )


class NoConviction(CaseFileError):
    """A sentence needs a conviction."""

    code = "sentence_without_conviction"
    status = 409
    field = "kind"
    message = _("Only somebody who was convicted is sentenced. Record the decision first.")


class EmptySentence(CaseFileError):
    """A sentence says neither how long nor how much."""

    code = "sentence_empty"
    field = "kind"
    message = _("Write how long or how much: this kind of sentence needs one of them.")


class BeforeCharge(CaseFileError):
    """Something of the proceedings is dated before the charge."""

    code = "before_the_charge"
    field = "on"
    message = _("This day is before the charge, or before what it follows. Check the day.")


class SameFile(CaseFileError):
    """A file would be merged into itself."""

    code = "merged_into_itself"
    field = "reference"
    message = _("A file cannot be merged into itself. Write the reference of the other one.")


class MergedAlready(CaseFileError):
    """One of the two files is part of a merge that stands in the way."""

    code = "file_merged_already"
    status = 409
    field = "reference"
    message = _(
        "One of the two files is merged already, or holds a merged one. Undo that first, or merge"
        " into the file that holds it."
    )


class NotLedByYou(CaseFileError):
    """The other file is not there, or its reader does not lead it: which of the two is not said."""

    code = "other_file_not_led"
    field = "reference"
    message = _("You lead no case of this reference. Only who leads both files merges them.")


class FileIsMerged(CaseFileError):
    """A file that is merged into another has no status of its own."""

    code = "file_is_merged"
    status = 409
    message = _(
        "This file is merged into another one. Undo the merge before you change its status."
    )


class NotMerged(CaseFileError):
    """There is no merge to undo."""

    code = "file_not_merged"
    status = 409
    message = _("This file is not merged, or the merge was undone already. Look at the case.")


class SameRecord(CaseFileError):
    """A record would be joined with itself, or twice."""

    code = "records_joined_already"
    status = 409
    field = "other"
    message = _("These two records are joined already, or are one. Choose another record.")
