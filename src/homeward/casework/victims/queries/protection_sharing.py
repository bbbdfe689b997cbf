"""What allows a request about a person, and what of his file it then may say."""

from dataclasses import dataclass

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from homeward.casework.cases.models import Case
from homeward.casework.victims.access.files import is_in_support
from homeward.casework.victims.models import Consent, Override, SupportFile
from homeward.casework.victims.queries.files import channels_of, rule_of
from homeward.casework.victims.queries.protection import threat_of
from homeward.casework.victims.words.files import ConsentPurpose, FileStatus, Scope
from homeward.casework.victims.words.protection import ThreatSource
from homeward.foundation.access.models import User
from homeward.foundation.web.formats import day_text, labelled

PROTECTION, CONTACT = "victim_protection", "victim_contact"
# What a request of a kind has to say of the person, and a consent therefore covers.
NEEDED: dict[str, tuple[str, ...]] = {
    PROTECTION: (Scope.IDENTITY, Scope.SAFETY),
    CONTACT: (Scope.IDENTITY, Scope.REACH),
}
_STATE = "state:"


@dataclass(frozen=True, slots=True)
class Share:
    """A consent, or a decision in its stead, to speak of a person to one State."""

    key: str
    file: SupportFile
    state: str
    covers: tuple[str, ...]
    consent: Consent | None = None
    override: Override | None = None

    @property
    def said(self) -> str:
        """On what it rests and what it covers, in words without names."""
        covers = ", ".join(str(Scope(one).label) for one in self.covers)
        if self.consent is not None:
            day = day_text(self.consent.given_at.date())
            return _("Consent of %(day)s: %(covers)s") % {"day": day, "covers": covers}
        law = self.override.law if self.override else ""
        return _("Decision without consent (%(law)s): %(covers)s") % {"law": law, "covers": covers}


def shares_of(viewer: User, case: Case) -> list[Share]:
    """What allows the viewer to speak of somebody of the case to another State, file by file.

    Only a consent for sharing with an authority of another State, given for a State and standing
    today; or a decision in its stead that was approved.
    """
    if not is_in_support(viewer, case):
        return []
    files = {"file__case": case, "file__status": FileStatus.OPEN, "recipient__startswith": _STATE}
    given = Consent.objects.filter(
        purpose=ConsentPurpose.ABROAD, withdrawn_at__isnull=True, **files
    )
    decided = Override.objects.filter(approved_at__isnull=False, refused_at__isnull=True, **files)
    today, found = localdate(), []
    for consent in given.select_related("file__person").order_by("pk"):
        if consent.expires_on is None or consent.expires_on >= today:
            found.append(_share(f"consent-{consent.pk}", consent, case, consent=consent))
    for override in decided.select_related("file__person").order_by("pk"):
        found.append(_share(f"decision-{override.pk}", override, case, override=override))
    return sorted(found, key=lambda one: one.file.number)


def share_of(viewer: User, case: Case, key: str) -> Share | None:
    """The one of this key, while it stands."""
    return next((one for one in shares_of(viewer, case) if one.key == key), None)


def _share(
    key: str,
    row: Consent | Override,
    case: Case,
    *,
    consent: Consent | None = None,
    override: Override | None = None,
) -> Share:
    file = row.file
    file.case = case
    state = row.recipient.removeprefix(_STATE)
    return Share(key, file, state, tuple(row.covers), consent, override)


def person_said(viewer: User, case: Case, context: dict[str, str]) -> str:
    """Name, date of birth and language, where the consent covers them."""
    share = share_of(viewer, case, context.get("share", ""))
    if share is None or Scope.IDENTITY not in share.covers:
        return ""
    person = share.file.person
    lines = [person.name]
    if person.born_on:
        lines.append(_("Born on %(day)s") % {"day": day_text(person.born_on)})
    if share.file.language:
        lines.append(_("Language: %(language)s") % {"language": share.file.language})
    return "\n".join(line for line in lines if line)


def threat_said(viewer: User, case: Case, context: dict[str, str]) -> str:
    """The threat as it was assessed last, where the consent covers it; without the reasons.

    Reasons were written for colleagues and may say more than another State needs.
    """
    share = share_of(viewer, case, context.get("share", ""))
    if share is None or Scope.SAFETY not in share.covers:
        return ""
    threat = threat_of(viewer, share.file)
    if threat is None:
        return ""
    sources = ", ".join(str(ThreatSource(one).label) for one in threat.sources)
    return _("%(level)s, assessed on %(day)s. Sources: %(sources)s.") % {
        "level": threat.get_level_display(),
        "day": day_text(threat.assessed_on),
        "sources": sources,
    }


def plan_said(viewer: User, case: Case, context: dict[str, str]) -> str:
    """The agreed ways to reach the person and what may be told, where the consent covers them."""
    share = share_of(viewer, case, context.get("share", ""))
    if share is None or Scope.REACH not in share.covers:
        return ""
    file, lines = share.file, []
    for one in channels_of(viewer, file).filter(ended_at__isnull=True):
        words = [labelled(one.get_kind_display(), one.value), one.safe_times, one.note]
        lines.append(" · ".join(word for word in words if word))
    if file.interpreter:
        lines.append(_("An interpreter is needed."))
    rule = rule_of(viewer, file)
    if rule is not None and rule.may_be_told:
        lines.append(_("May be told: %(what)s") % {"what": rule.may_be_told})
    return "\n".join(lines)


def consent_said(viewer: User, case: Case, context: dict[str, str]) -> str:
    """On what it rests that the person is spoken of."""
    share = share_of(viewer, case, context.get("share", ""))
    return share.said if share else ""
