"""What can go wrong with a request."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class Incomplete(HomewardError):
    """A required part is missing; the request is not issued."""

    code = "request_incomplete"
    status = 400
    message = _("The request is not complete. Still missing: %(fields)s.")


class Malformed(HomewardError):
    """A part is not in the form that its kind declares."""

    code = "request_malformed"
    status = 400
    message = _(
        "These parts cannot be sent as they are written: %(fields)s. Write amounts with their"
        " currency and days as days."
    )


class DaysReversed(HomewardError):
    """A period that ends before it begins."""

    code = "request_days_reversed"
    status = 400
    message = _("These days contradict each other: %(later)s lies before %(earlier)s.")


class DayPassed(HomewardError):
    """A day that is asked for and was to come, and has passed."""

    code = "request_day_passed"
    status = 400
    message = _(
        "%(fields)s: this day has passed, and nobody can keep to it any more. Write one that is"
        " still to come."
    )


class AttachmentChanged(HomewardError):
    """What would be sent is not what was approved."""

    code = "request_attachment_changed"
    status = 409
    message = _(
        "The contents or files are not those that were approved: %(what)s. What is issued is what"
        " was approved, so draft the request anew."
    )


class DocumentMissing(HomewardError):
    """A part names a file that does not go with the request."""

    code = "request_document_missing"
    status = 400
    message = _(
        "%(fields)s: the file that is named here is not attached to the request. Attach it, or"
        " choose another."
    )


class HandlingForbids(HomewardError):
    """An item's handling code forbids that it goes with the request."""

    code = "request_handling_forbids"
    status = 409
    message = _(
        "“%(item)s” may not go with this request: %(rule)s. Draft a request under a code that is as"
        " strict, or leave the item out."
    )


class TreatyFileWrong(HomewardError):
    """A file with the lists of a treaty is not as it has to be."""

    code = "request_treaty_file"
    status = 500
    message = _("The treaty file %(file)s cannot be read: %(field)s.")


class WaiverReasonNeeded(HomewardError):
    """An incomplete request is let go with a reason only."""

    code = "request_waiver_reason"
    status = 400
    message = _("Say why the request goes although parts are missing. The other State reads it.")


class NotWaivable(HomewardError):
    """A part without which no request is sent, whoever answers for it."""

    code = "request_not_waivable"
    status = 409
    message = _(
        "%(fields)s: no request is sent without this, by nobody's leave. Only other parts may be"
        " left out with a reason."
    )


class HandlingUnwritten(HomewardError):
    """H3 means limits that are written; without them the receiver cannot keep to them."""

    code = "request_handling_unwritten"
    status = 400
    message = _(
        "The handling code H3 stands for other limits, and none are written. Write them in the"
        " draft before the request is approved."
    )


class NotNow(HomewardError):
    """The change does not fit the state the request is in."""

    code = "request_not_now"
    status = 409
    message = _("This cannot be done while the request is “%(state)s”. Read it again first.")


class WithdrawnBefore(NotNow):
    """An answer to a withdrawn request, made by who knew of the withdrawal."""

    code = "request_withdrawn"
    message = _(
        "The request was withdrawn, and an answer to a withdrawn request has no place. Only what"
        " was executed or refused before the withdrawal was read here stands. Nothing was sent."
    )


class SamePerson(HomewardError):
    """Whoever drafted a request, or last wrote in it, does not approve it."""

    code = "request_same_person"
    status = 403
    message = _("You drafted this request or last wrote in it, so someone else must approve it.")


class GroundNeeded(HomewardError):
    """A refusal names a ground of the closed list and its reasons."""

    code = "request_ground_needed"
    status = 400
    message = _("A refusal needs a ground from the list and its reasons (UNTOC 18(21), 18(23)).")


class CaseNeeded(HomewardError):
    """Execution needs a case of this State to work in."""

    code = "request_case_needed"
    status = 409
    message = _("Open a case for this request, or link it to one, before you begin.")


class UnknownAuthority(HomewardError):
    """The authority is not in the directory for that function."""

    code = "request_unknown_authority"
    status = 400
    message = _(
        "%(state)s has no authority in the directory for this kind of request. An administrator"
        " enters it under Authorities, on the page of that State."
    )


class ReasonNeeded(HomewardError):
    """Another authority than the recommended one, and no reason."""

    code = "request_addressee_reason"
    status = 400
    message = _("The directory recommends another authority. Say why this one is to be asked.")


class StateHasNode(HomewardError):
    """A State whose node is known sends requests through it."""

    code = "request_state_has_node"
    status = 409
    message = _(
        "%(state)s has a node that is connected: its requests arrive through it. Ask it to send"
        " the request so."
    )


class RegisteredAlready(HomewardError):
    """A request of that State with that reference is here."""

    code = "request_registered_already"
    status = 409
    message = _("A request of %(state)s with the reference %(reference)s is here already.")


class NoDesk(HomewardError):
    """No team of this node receives what arrives for the authority."""

    code = "request_no_desk"
    status = 409
    message = _("No team of this node works for the authority %(authority)s.")


class FileSent(HomewardError):
    """A file that went with a message cannot be taken back from the request."""

    code = "request_file_sent"
    status = 409
    message = _("The file was sent with a message already. Ask the other State to close its copy.")


class FileNotHere(HomewardError):
    """A file that has not arrived whole, or is closed, cannot be opened."""

    code = "request_file_not_here"
    status = 409
    message = _("The file is not here in full. The request says how far it has come, or why not.")


class FilesOfApproved(HomewardError):
    """What was approved is sent as it was approved."""

    code = "request_files_fixed"
    status = 409
    message = _(
        "The request is “%(state)s”, and its files are fixed. Add a file to a draft, or to an"
        " answer before you give it."
    )


class TreatyNotInForce(HomewardError):
    """The treaty that a request would rest on does not bind both States."""

    code = "request_treaty_not_in_force"
    status = 400
    message = _(
        "The treaty is not in force between the two States: by what is recorded, %(states)s is not"
        " bound by it (%(rule)s). Choose another legal basis."
    )


class NothingToTake(HomewardError):
    """The change carried nothing that could be taken into the case, or it was taken already."""

    code = "request_nothing_to_take"
    status = 409
    message = _("There is nothing of this to take into the case, or it was taken in already.")


class NotForNationality(HomewardError):
    """Own proceedings are owed where nationality alone was the ground of the refusal."""

    code = "request_not_for_nationality"
    status = 409
    message = _(
        "The other State owes own proceedings where it refused only because the person is its"
        " national (UNTOC 16(10)). This refusal names another ground."
    )


class NotAtDesk(HomewardError):
    """A request is given to somebody who does not see it."""

    code = "request_not_at_desk"
    status = 400
    message = _("This person works neither at the desk of the request nor in its part of the case.")


class NotByHand(HomewardError):
    """Only what goes on paper is entered by hand."""

    code = "request_not_by_hand"
    status = 409
    message = _(
        "This request goes through the nodes: %(state)s answers on its own. Nothing is entered by"
        " hand."
    )


class TimesContradict(HomewardError):
    """A letter cannot go before it was written, nor be answered before it went."""

    code = "request_times_contradict"
    status = 400
    message = _(
        "The times contradict each other: %(later)s is given as the later of two steps, and is"
        " before %(earlier)s. Check both."
    )


class AnswerToWithdrawn(HomewardError):
    """A withdrawn request takes no answer that was made in knowledge of the withdrawal."""

    code = "request_answer_to_withdrawn"
    status = 409
    message = _(
        "The request was withdrawn, and %(state)s had that letter: an answer to a withdrawn request"
        " has no place. Only an execution or a refusal that was made before the withdrawal was read"
        " there stands; if it was, say which of the letters %(state)s had."
    )


class CannotHandOver(HomewardError):
    """The request does not go on paper, has ended, is offered already, or nobody can take it."""

    code = "request_cannot_hand_over"
    status = 409
    message = _(
        "The request cannot be handed over to %(state)s now. It has to go on paper, be open, and"
        " wait for nobody; and the node of %(state)s has to be connected."
    )


class HandOverOver(HomewardError):
    """The hand-over does not wait any more."""

    code = "request_hand_over_over"
    status = 409
    message = _("The hand-over does not wait any more: it is “%(state)s”. Read it again first.")


class OtherLetter(HomewardError):
    """Reference and code are not those of the letter that is handed over."""

    code = "request_other_letter"
    status = 400
    message = _(
        "Reference and code are not those of the letter that is handed over. Read both from the"
        " letter itself. If you do not hold it, say so: nothing is taken in then."
    )


class ReasonMissing(HomewardError):
    """Whoever declines a hand-over says why."""

    code = "request_hand_over_reason"
    status = 400
    message = _("Say why the request is not taken over. The other State reads it.")


class OralNotNow(HomewardError):
    """A request is made orally only while it is a draft, where it is urgent, and once."""

    code = "request_oral_not_now"
    status = 409
    message = _(
        "A request can be made orally only in urgent circumstances, before it is issued, and once"
        " (UNTOC 18(14))."
    )


class OralCodeKnown(HomewardError):
    """The code was entered before for this State."""

    code = "request_oral_code_known"
    status = 409
    message = _("An oral request of this State with this code is recorded already.")


class NobodySurrendered(HomewardError):
    """No surrender under this request is without its person."""

    code = "request_nobody_surrendered"
    status = 409
    message = _("Under this request nobody was surrendered whose record is still to be named.")


class SurrenderDayWrong(HomewardError):
    """A person is surrendered after it was asked for, and a day to come is none of a surrender."""

    code = "request_surrender_day"
    status = 400
    message = _(
        "The day of the surrender lies before the request was issued, or is still to come. Write"
        " the day on which the person was handed over."
    )


class PermissionNeeded(HomewardError):
    """Evidence that its giver bound goes abroad only with a permission that is written down."""

    code = "request_permission_needed"
    status = 400
    message = _(
        "By its handling code this goes to another State only by permission, or under limits:"
        " %(items)s. Write who permitted it, and when."
    )


class EvidenceTooLarge(HomewardError):
    """Copies are made while somebody waits."""

    code = "request_evidence_too_large"
    status = 400
    message = _(
        "Together these files are larger than %(megabytes)s MB. Attach fewer at once, or send a"
        " package of the evidence on a medium."
    )
