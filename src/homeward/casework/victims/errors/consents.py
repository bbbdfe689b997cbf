"""What can go wrong with channels, guardians, consents and decisions in their stead."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class GuardianNotNeeded(HomewardError):
    """An adult who can decide is decided for by nobody."""

    code = "support_guardian_not_needed"
    status = 409
    message = _(
        "This person decides alone. If it is a child, write the age; if it is an adult who cannot"
        " decide, say so on the support file first."
    )


class ConsentNeedsGuardian(HomewardError):
    """A child, or an adult who cannot decide, does not consent alone."""

    code = "support_consent_needs_guardian"
    status = 400
    message = _(
        "Somebody else decides for this person. Choose the guardian who gave the consent; record"
        " the guardian's decision on the support file first if it is not there."
    )


class GuardianMayNot(HomewardError):
    """A guardian's decision did not hold on the day of the consent."""

    code = "support_guardian_may_not"
    status = 409
    message = _(
        "The decision by which this guardian decides did not hold on that day. Ask a guardian"
        " whose decision holds, or record the decision that does."
    )


class GuardianInConflict(HomewardError):
    """A guardian whose interests are against the person's does not decide."""

    code = "support_guardian_in_conflict"
    status = 409
    message = _(
        "This guardian's interests are in conflict with the person's. Ask the child protection"
        " authority or the court to name somebody else, and record that decision."
    )


class ConsentInFuture(HomewardError):
    """A consent is recorded after it was given."""

    code = "support_consent_in_future"
    status = 400
    message = _("This time has not come yet. Write when the consent was given.")


class ConsentEndsBefore(HomewardError):
    """A consent ends after it begins."""

    code = "support_consent_ends_before"
    status = 400
    message = _("This is before the consent was given. Choose a later day, or leave it empty.")


class ConsentTakenBack(HomewardError):
    """What was agreed before a consent was withdrawn does not come back to life."""

    code = "support_consent_taken_back"
    status = 409
    message = _(
        "The consent to this sharing was withdrawn after that time, and what was shared is"
        " recalled. Ask again, and record what is agreed from now on."
    )


class ConsentNarrower(HomewardError):
    """A consent that covers less than was shared is a withdrawal first."""

    code = "support_consent_narrower"
    status = 409
    message = _(
        "More was shared on an earlier consent than this one covers. Where this one adds to it,"
        " tick the earlier parts too. Where less may be shared, withdraw the earlier one first,"
        " which recalls what was shared; then record this one."
    )


class RecipientUnknown(HomewardError):
    """Consent names somebody whom the node knows, or a person by name."""

    code = "support_recipient_unknown"
    status = 400
    message = _("Choose the recipient from the list, or write the name of the person.")


class WrongRecipient(HomewardError):
    """A referral goes to a service; sharing abroad goes to another State."""

    code = "support_wrong_recipient"
    status = 400
    message = _(
        "This recipient does not fit the purpose: a referral goes to a service of the directory,"
        " sharing abroad to a State or authority abroad. Change one of the two."
    )


class CoversNothing(HomewardError):
    """A consent or decision names what may be shared."""

    code = "support_covers_nothing"
    status = 400
    message = _("Choose at least one part that may be shared.")


class OverrideAnswered(HomewardError):
    """A decision to share without consent is answered once."""

    code = "support_override_answered"
    status = 409
    message = _("This was approved or refused already. Open the page anew.")


class OverrideNotYours(HomewardError):
    """A second person answers, who leads the case or is a supervisor."""

    code = "support_override_not_yours"
    status = 403
    message = _(
        "Somebody else than who asked approves this: the lead of the case, or a supervisor who is a"
        " member of the compartment of victims. Ask one of them."
    )
