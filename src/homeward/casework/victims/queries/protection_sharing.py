"""What allows a request about a person, and what of his file it then may say."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from homeward.casework.cases.models import Case
from homeward.casework.victims.models import Consent, Override, SupportFile
from homeward.casework.victims.queries.consents import Basis, bases_for
from homeward.casework.victims.queries.files import files_of, live_channels, rule_of
from homeward.casework.victims.queries.protection import threat_words
from homeward.casework.victims.words.files import ConsentPurpose, FileStatus, Scope
from homeward.foundation.access.models import User
from homeward.foundation.web.formats import day_text, labelled

PROTECTION, CONTACT = "victim_protection", "victim_contact"
# What a request of a kind has to say of the person, and a consent therefore covers.
NEEDED: dict[str, tuple[str, ...]] = {
    PROTECTION: (Scope.IDENTITY, Scope.SAFETY),
    CONTACT: (Scope.IDENTITY, Scope.REACH),
}
_STATE = "state:"
_CONSENT, _DECISION = "consent", "decision"


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
    def about(self) -> tuple[int, str]:
        """Of whom is spoken, and to whom."""
        return self.file.pk, f"{_STATE}{self.state}"

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

    Only a consent for sharing with an authority of another State, given for a State and holding
    today; or a decision in its stead that holds.
    """
    return [
        _share(one, file)
        for file in files_of(viewer, case).filter(status=FileStatus.OPEN)
        for one in bases_for(viewer, file, ConsentPurpose.ABROAD)
        if one.recipient.startswith(_STATE)
    ]


def share_of(viewer: User, case: Case, key: str) -> Share | None:
    """The one of this key while it holds; of a consent that was replaced, the one in its place."""
    kind, _dash, number = key.partition("-")
    if not number.isascii() or not number.isdecimal():
        return None
    held = shares_of(viewer, case)
    if kind == _DECISION:
        return next((one for one in held if one.key == key), None)
    named = Consent.objects.filter(pk=number, withdrawn_at__isnull=True, case=case).first()
    if named is None or kind != _CONSENT:
        return None
    same = (named.file_id, named.recipient)
    return next((one for one in held if one.consent and one.about == same), None)


def _share(basis: Basis, file: SupportFile) -> Share:
    is_consent = isinstance(basis, Consent)
    return Share(
        key=f"{_CONSENT if is_consent else _DECISION}-{basis.pk}",
        file=file,
        state=basis.recipient.removeprefix(_STATE),
        covers=tuple(basis.covers),
        consent=basis if isinstance(basis, Consent) else None,
        override=basis if isinstance(basis, Override) else None,
    )


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
    return threat_words(viewer, share.file)


def plan_said(viewer: User, case: Case, context: dict[str, str]) -> str:
    """The agreed ways to reach the person and what may be told, where the consent covers them."""
    share = share_of(viewer, case, context.get("share", ""))
    if share is None or Scope.REACH not in share.covers:
        return ""
    file, lines = share.file, []
    for one in live_channels(viewer, file):
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
