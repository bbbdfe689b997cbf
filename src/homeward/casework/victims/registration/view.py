"""What the family's page adds to lower rooms: verbs, lines of the timeline, facts, a section."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases import ports
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries import view as queries
from homeward.casework.victims.registration.files import FILE
from homeward.casework.victims.sections import Section, add_section
from homeward.foundation.access.models import User
from homeward.foundation.journal.facts import register_facts_of
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

ACCESS = Field("access", "number of the access's row", Kind.WHOLE)
VERSION = Field("version", "of the page, counted within the file", Kind.WHOLE)


def register() -> None:
    """Fill the ports of lower rooms."""
    by_guardian = Field("by_guardian", "whoever decides for the person signs in", Kind.YES_NO)
    register_verbs(
        {
            "victims.view_given": says(
                _("let somebody sign in to a family's page"), FILE, by_guardian
            ),
            "victims.view_letter": says(
                _("printed a letter with codes for a family's page"),
                FILE,
                ACCESS,
                Field("list_only", "only a new list of codes", Kind.YES_NO),
                Field("handed", "code of how the letter reaches the person"),
            ),
            "victims.view_unlocked": says(
                _("opened a family's sign-in again after wrong tries"), FILE, ACCESS
            ),
            "victims.view_revoked": says(_("closed a way to a family's page"), FILE),
            "victims.view_written": says(_("wrote what a family reads"), FILE, VERSION),
            "victims.view_released": says(_("released what a family reads"), FILE, VERSION),
            "victims.view_withdrawn": says(_("took back what a family read"), FILE, VERSION),
        }
    )
    ports.register_event_kinds(
        {
            "victims.view_given": _("Somebody may sign in to the page of support file %(file)s"),
            "victims.view_revoked": _("A way to the page of support file %(file)s was closed"),
            "victims.view_released": _("The page of support file %(file)s was released anew"),
            "victims.view_withdrawn": _("A version of the page of support file %(file)s ended"),
        }
    )
    register_facts_of(
        {
            "victims.view": (
                Field("file", "number of the support file's row", Kind.WHOLE),
                Field("act", "code: given, released or revoked"),
            )
        }
    )
    add_section(Section("view", 90, view_section, place="beside"))


def view_section(viewer: User, file: SupportFile) -> SafeString:
    """Whether somebody may sign in, and what the family reads now."""
    accesses = list(queries.accesses_of(viewer, file).filter(revoked_at__isnull=True))
    context = {
        "file": file,
        "reference": file.case.reference,
        "count": len(accesses),
        "shown": queries.shown_now(viewer, file),
    }
    return render_to_string("victims/view_part.html", context)
