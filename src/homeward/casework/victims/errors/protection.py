"""What can go wrong with threat assessments, measures, and what is shared abroad."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class AssessmentCorrected(HomewardError):
    """An assessment is corrected once; the correction is corrected after that."""

    code = "support_threat_corrected"
    status = 409
    message = _("This assessment was corrected already. Correct the one that took its place.")


class MeasureOverlaps(HomewardError):
    """Two measures of one kind do not overlap for one person."""

    code = "support_measure_overlaps"
    status = 409
    message = _(
        "There is a measure of this kind already, %(days)s: %(kind)s. Two measures of one kind do"
        " not overlap for one person. Let this one begin after it, change the days of that one, or"
        " lift it first."
    )


class MeasureDays(HomewardError):
    """A measure does not end before it begins, and is reviewed before it ends."""

    code = "support_measure_days"
    status = 400
    message = _(
        "The days do not fit: a measure ends on the day it begins or later, and is reviewed before"
        " it ends or on its last day. Change the days first."
    )


class MeasureEnded(HomewardError):
    """What was lifted or refused is recorded anew where it is needed again."""

    code = "support_measure_ended"
    status = 409
    message = _("This measure has ended. Record a new one where it is needed again.")


class MeasureInForce(HomewardError):
    """A measure is put in force once."""

    code = "support_measure_in_force"
    status = 409
    message = _("This measure is in force already. Open the page anew.")


class ConsentNotThere(HomewardError):
    """A request about a person leaves with his consent, or an approved decision in its stead."""

    code = "support_consent_not_there"
    status = 409
    message = _(
        "Nothing of this person may be sent to the other State now: the consent was withdrawn or"
        " has expired, or there was none. Ask who works on the support file to record a consent,"
        " and begin the request there anew."
    )


class ConsentTooNarrow(HomewardError):
    """A consent covers what a request needs to say of the person."""

    code = "support_consent_too_narrow"
    status = 400
    message = _(
        "This consent does not cover what such a request has to say: %(missing)s. Ask the person,"
        " and record a consent that covers it."
    )
