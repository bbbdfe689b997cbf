"""First drafts that every case can give: who investigates, what happened, what for.

The sentences are written in the officer's language; nothing from the crisis or victims
compartments goes into them.
"""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.ports import register_facts
from homeward.foundation.access.models import User
from homeward.foundation.authorities.models import Authority
from homeward.foundation.web.formats import moment


def register() -> None:
    """Fill the sources that the shared contents name."""
    register_facts("investigation", _investigation)
    register_facts("facts", _facts)
    register_facts("purpose", _purpose)


def _investigation(viewer: User, case: Case, context: dict[str, str]) -> str:
    authority = Authority.objects.filter(pk=case.lead_authority).first()
    return _("Criminal investigation of a kidnapping, conducted by %(authority)s.") % {
        "authority": authority.name if authority else case.lead_authority
    }


def _facts(viewer: User, case: Case, context: dict[str, str]) -> str:
    taken = moment(case.taken_at, get_language() or "en") if case.taken_at else _("an unknown time")
    return _("A person was kidnapped at %(place)s on %(time)s (%(typology)s).") % {
        "place": case.place or _("an unknown place"),
        "time": taken,
        "typology": case.typology_words,
    }


def _purpose(viewer: User, case: Case, context: dict[str, str]) -> str:
    return _("Evidence and recovery of the proceeds in the criminal case %(reference)s.") % {
        "reference": case.reference
    }
