"""Referrals on the page of a support file, and how services and referrals are shown."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from homeward.casework.victims.file_sections import part
from homeward.casework.victims.models import Referral, Service, SupportFile
from homeward.casework.victims.queries import services as queries
from homeward.casework.victims.words.services import OPEN, ReferralStatus
from homeward.foundation.access.models import User
from homeward.foundation.web.formats import language_text
from homeward.foundation.web.tones import Tone

TONES = {
    ReferralStatus.MADE: Tone.WARNING,
    ReferralStatus.ACCEPTED: Tone.INFORMATION,
    ReferralStatus.DECLINED: Tone.WARNING,
    ReferralStatus.DELIVERED: Tone.SUCCESS,
    ReferralStatus.ENDED: Tone.NEUTRAL,
    ReferralStatus.TRANSFERRED: Tone.NEUTRAL,
    ReferralStatus.RECALLED: Tone.DANGER,
    ReferralStatus.CLEARED: Tone.NEUTRAL,
}


def referral_row(referral: Referral) -> dict[str, Any]:
    """A referral with its state in colour, and whether its service is late or gone."""
    going_on = referral.status in OPEN
    return {
        "one": referral,
        "tone": TONES[ReferralStatus(referral.status)],
        "late": referral.status == "made" and referral.answer_due < localdate(),
        "gone": going_on and referral.service.closed_on is not None,
    }


def service_row(service: Service) -> dict[str, Any]:
    """A service, with for how many days nobody verified it where that is too long."""
    return {
        "one": service,
        "domains": ", ".join(service.domain_words),
        "languages": ", ".join(language_text(one) for one in service.languages),
        "unverified": None if service.closed_on else queries.days_unverified(service),
    }


def referrals_section(viewer: User, file: SupportFile) -> SafeString:
    """The services to which the person was referred."""
    rows = [referral_row(one) for one in queries.referrals_of(viewer, file)]
    return part("services_part", file, referrals=rows)
