"""The letters to a service: a referral, and the notice that recalls it.

A referral letter is set from what was kept when the referral was made, so that it always says the
same. The notice names the parts that were shared, and nothing of what they said.
"""

from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from homeward.casework.victims.models import Consent, Referral
from homeward.casework.victims.words.files import Scope
from homeward.casework.victims.words.services import Domain
from homeward.foundation.access.models import User
from homeward.foundation.authorities.models import Authority
from homeward.foundation.documents.blocks import Checklist, Facts, Paragraph, Part, Step
from homeward.foundation.documents.rendering import render
from homeward.foundation.web.formats import day_text, listing


def referral_letter(referral: Referral, sender: User) -> bytes:
    """The PDF of the referral in its language.

    Raises DocumentTooLong, DocumentsNotBuilt, DocumentFailed.
    """
    with translation.override(referral.language):
        parts = [
            Part(str(Scope(scope).label), [Facts([(label, text) for label, text in pairs])])
            for scope, pairs in _in_order(referral)
            if pairs
        ]
        data = _data(referral, _("Referral"), parts, [*_cover(referral, sender), _basis(referral)])
        return render("pack", data, referral.language)


def recall_notice(referral: Referral, sender: User, confirm_by: date) -> bytes:
    """The PDF of the notice that what was sent is recalled, in the language of the referral.

    Raises DocumentTooLong, DocumentsNotBuilt, DocumentFailed.
    """
    with translation.override(referral.language):
        said = [str(Scope(scope).label) for scope, pairs in _in_order(referral) if pairs]
        steps = [
            _("Stop using what we sent about this person."),
            _("Delete it, or send it back to us and keep no copy."),
            _("Ask whoever received it from you to do the same."),
            _("Tell us what you did, with our reference and without the person's name."),
        ]
        explained = _(
            "The consent to share was withdrawn, so what we sent is recalled. If a law obliges you"
            " to keep a part, tell us which part and which law."
        )
        if referral.consent_id is None:
            explained = _(
                "The decision to share without consent was taken back, so what we sent is recalled."
                " If a law obliges you to keep a part, tell us which part and which law."
            )
        what = Facts(
            [
                (_("Letter of"), day_text(localdate(referral.made_at))),
                (_("Parts shared"), listing(said, referral.language) if said else ""),
                (_("Answer by"), day_text(confirm_by)),
            ]
        )
        asked = Checklist([Step(one) for one in steps])
        parts = [
            Part(_("What we ask of you"), [Paragraph(explained), asked]),
            Part(_("What is recalled"), [what]),
        ]
        data = _data(referral, _("Recall of a referral"), parts, _cover(referral, sender))
        return render("pack", data, referral.language)


def _in_order(referral: Referral) -> list[tuple[str, list[list[str]]]]:
    return [(one, referral.shared[one]) for one in Scope.values if one in referral.shared]


def _cover(referral: Referral, sender: User) -> list[tuple[str, str]]:
    authority = Authority.objects.filter(pk=sender.authority).first()
    return [
        (pgettext("letter to a service", "To"), str(referral.service)),
        (pgettext("letter to a service", "From"), f"{sender}, {authority or sender.authority}"),
        (_("Our reference"), referral.reference),
        (_("Help asked for"), str(Domain(referral.domain).label)),
    ]


def _basis(referral: Referral) -> tuple[str, str]:
    basis = referral.basis
    if isinstance(basis, Consent):
        words = _("Consent given on %(day)s") % {"day": day_text(localdate(basis.given_at))}
    else:
        words = _("A decision without consent, under: %(law)s") % {"law": basis.law}
    return _("Why it is shared"), words


def _data(
    referral: Referral, title: str, parts: list[Part], cover: list[tuple[str, str]]
) -> dict[str, Any]:
    day = timezone.localtime()
    return {
        "title": title,
        "reference": referral.reference,
        "copy": day_text(day.date()),
        "made": [day.year, day.month, day.day],
        "warning": _(
            "Confidential. Use it for this referral only, show it to whoever gives the help and to"
            " nobody else. When the person withdraws the consent we write to you, and you delete"
            " it or send it back."
        ),
        "warning_short": _("Confidential: for this referral only"),
        "unknown": _("Not recorded"),
        "missing_words": _(
            "Some characters have no shape in this node's fonts. They stand here as empty boxes:"
            " ask the sender for those names."
        ),
        "page_words": _("Page %(page)s of %(pages)s"),
        "empty_words": _("Nothing is recorded of the parts that the consent covers. Ask us."),
        "cover": cover,
        "parts": parts,
    }
