"""What can go wrong with losses and compensation claims."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class ItemNotSeen(HomewardError):
    """Evidence of a loss is an item that whoever names it sees."""

    code = "loss_item_not_seen"
    status = 400
    message = _("No item of this number is open to you in the case. Look its number up there.")


class ItemThere(HomewardError):
    """An item shows a loss once."""

    code = "loss_item_there"
    status = 409
    message = _("This item shows the loss already.")


class BorneFileWrong(HomewardError):
    """A relative who bore a loss has a file of his own in the case."""

    code = "loss_borne_file_wrong"
    status = 400
    message = _("Choose the file of the relative who paid.")


class OwnLoss(HomewardError):
    """A loss is verified by a second person."""

    code = "loss_own"
    status = 403
    message = _("You recorded this loss. Ask somebody else to verify it.")


class EvidenceMissing(HomewardError):
    """Nobody verifies what nothing shows."""

    code = "loss_evidence_missing"
    status = 409
    message = _("Nothing shows this loss yet. Add the number of an item that does.")


class EvidenceUnseen(HomewardError):
    """Whoever verifies a loss reads what shows it."""

    code = "loss_evidence_unseen"
    status = 403
    message = _("You do not see every item that shows this loss. Ask somebody who does.")


class HarmSettled(HomewardError):
    """What was settled is not settled anew."""

    code = "harm_settled"
    status = 409
    message = _("This was settled already. Open the page anew.")


class LossClaimed(HomewardError):
    """A loss for which money is asked or was paid stands."""

    code = "loss_claimed"
    status = 409
    message = _(
        "A compensation claim rests on this loss. Close it first; a loss for which money was paid"
        " stands."
    )


class NothingAsked(HomewardError):
    """A compensation claim asks for at least one loss."""

    code = "compensation_nothing_asked"
    status = 400
    message = _("Write the amount that is asked for at least one loss.")


class OtherCurrency(HomewardError):
    """A compensation claim is in one currency."""

    code = "compensation_other_currency"
    status = 400
    message = _(
        "A compensation claim is in one currency. Make another compensation claim for the other."
    )


class MoreThanLost(HomewardError):
    """All that is asked of one source for a loss is at most the loss."""

    code = "compensation_more_than_lost"
    status = 409
    message = _(
        "More would be asked of this source for loss %(number)s than was lost. At most %(most)s is"
        " left to ask of it."
    )


class LossWithdrawn(HomewardError):
    """A loss that was withdrawn is not asked for."""

    code = "compensation_loss_withdrawn"
    status = 409
    message = _("Loss %(number)s was withdrawn, or is of another file. Open the page anew.")


class ClaimClosed(HomewardError):
    """Nothing is added to a compensation claim after its end."""

    code = "compensation_claim_closed"
    status = 409
    message = _("This compensation claim is closed. Make a new one to go on.")


class ClaimNotFiled(HomewardError):
    """An authority decides on what it has before it."""

    code = "compensation_claim_not_filed"
    status = 409
    message = _("Record first on which day this compensation claim was filed.")


class BeforeFiling(HomewardError):
    """What follows the filing is not older than it."""

    code = "compensation_before_filing"
    status = 400
    message = _("This day is before the compensation claim was filed. Check the day.")


class BeforeRecovered(HomewardError):
    """Nobody is paid from what was not yet confiscated or returned."""

    code = "compensation_before_recovered"
    status = 400
    message = _("This day is before the confiscation or return was made. Check the day.")


class GrantWrong(HomewardError):
    """The amounts of a decision fit what it says."""

    code = "compensation_grant_wrong"
    status = 400
    message = _(
        "The amounts do not fit the decision. Granted: all that was asked. Partly: more than"
        " nothing and less than all. Refused: nothing."
    )


class GrantBelowPaid(HomewardError):
    """What was paid under a decision before is paid back first where a later one grants less."""

    code = "compensation_grant_below_paid"
    status = 409
    message = _(
        "More was paid already than this decision grants for loss %(number)s. Record first what was"
        " paid back."
    )


class NothingGranted(HomewardError):
    """Money comes after a decision that grants it."""

    code = "compensation_nothing_granted"
    status = 409
    message = _("Nothing is granted here. Record the decision that grants it first.")


class NothingPaid(HomewardError):
    """A payment has an amount."""

    code = "compensation_nothing_paid"
    status = 400
    message = _("Write the amount that was paid for at least one loss.")


class MoreThanGranted(HomewardError):
    """What is paid is at most what was granted."""

    code = "compensation_more_than_granted"
    status = 409
    message = _(
        "More would be paid for loss %(number)s than was granted. At most %(most)s is left."
    )


class OverCompensated(HomewardError):
    """All sources together pay at most the loss, once."""

    code = "compensation_over"
    status = 409
    message = _(
        "With this, loss %(number)s would be compensated by more than itself; %(most)s of it is not"
        " compensated yet. Record first what was paid back to the other source, such as the"
        " insurer, then this payment."
    )


class RecoveredMissing(HomewardError):
    """What is paid from confiscated proceeds names the confiscation or return."""

    code = "compensation_recovered_missing"
    status = 400
    message = _("Choose the confiscation or return from which this was paid. Enter it first.")


class RecoveredSpent(HomewardError):
    """No more is paid from a confiscation or return than there is."""

    code = "compensation_recovered_spent"
    status = 409
    message = _("Only %(most)s is left of this confiscation or return. Check its amount.")


class RecoveredThere(HomewardError):
    """A confiscation or return is entered once."""

    code = "compensation_recovered_there"
    status = 409
    message = _("This confiscation or return was entered already. Use that one.")


class RecoveredPaid(HomewardError):
    """A confiscation or return from which somebody was paid stands."""

    code = "compensation_recovered_paid"
    status = 409
    message = _("Something was paid from this confiscation or return. It stands.")


class MoreThanPaid(HomewardError):
    """Nobody pays back what he did not get."""

    code = "compensation_more_than_paid"
    status = 409
    message = _("Only %(most)s was paid for this loss from this source. Check the amount.")


class OutcomeWrong(HomewardError):
    """How a compensation claim ends fits what was decided and paid."""

    code = "compensation_outcome_wrong"
    status = 409
    message = _(
        "This end does not fit what was decided and paid. Choose another, or record first what is"
        " missing."
    )
