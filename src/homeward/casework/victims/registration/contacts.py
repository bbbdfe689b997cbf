"""What contact plans and family contacts add to lower rooms and to the page of a file."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases import ports
from homeward.casework.victims.actions import contacts_common as tasks
from homeward.casework.victims.actions.contacts_plan import recall_shares
from homeward.casework.victims.contacts_section import contacts_section
from homeward.casework.victims.contacts_view import callers, promises
from homeward.casework.victims.due import Due, register_due
from homeward.casework.victims.queries.contacts import standing_shares
from homeward.casework.victims.registration.files import FILE
from homeward.casework.victims.sections import Section, add_section
from homeward.casework.victims.sharing import register_shared
from homeward.casework.victims.view_sources import offer_callers, offer_promises
from homeward.casework.victims.words.contacts import PromiseEnd
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.journal.facts import register_facts_of
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

ROW = Field("file", "number of the support file's row", Kind.WHOLE)
PROMISE_ROW = Field("promise", "number of the promise's row", Kind.WHOLE)


def register() -> None:
    """Fill the ports of lower rooms."""
    _verbs()
    _tasks()
    _facts()
    register_due(Due("contacts", tasks.stop, tasks.again, tasks.pass_on))
    register_shared("contacts", recall_shares, lambda one: standing_shares(one).exists())
    offer_promises(promises)
    offer_callers(callers)
    ports.register_event_kinds(
        {
            "victims.plan_set": _("Contact plan of support file %(file)s agreed"),
            "victims.plan_shared": _("Contact plan of support file %(file)s shared with %(state)s"),
            "victims.plan_share_ended": _(
                "Contact plan of support file %(file)s taken back from %(state)s"
            ),
            "victims.family_contact_recorded": _(
                "Family contact %(number)s of support file %(file)s recorded"
            ),
            "victims.promise_settled": _promise_said,
        }
    )
    add_section(Section("contacts", 20, contacts_section, place="first"))


def _verbs() -> None:
    number = Field("number", "of the contact, counted within the file", Kind.WHOLE)
    state = Field("state", "code of the State")
    register_verbs(
        {
            "victims.plan_set": says(
                _("agreed on a contact plan"),
                FILE,
                Field("version", "of the plan", Kind.WHOLE),
            ),
            "victims.plan_shared": says(_("shared a contact plan abroad"), FILE, state),
            "victims.plan_share_ended": says(
                _("noted that a contact plan was taken back abroad"), FILE, state
            ),
            "victims.family_contact_recorded": says(_("recorded a family contact"), FILE, number),
            "victims.record_handed": says(
                _("noted that a written record was handed over"), FILE, number
            ),
            "victims.promise_settled": says(
                _("said what became of a promise"),
                FILE,
                Field("result", "code of what became of it"),
            ),
        }
    )


def _tasks() -> None:
    for kind, sentence, step in (
        (
            tasks.CONTACT,
            _("The next family contact is due in %(reference)s"),
            _("Speak with the person, and record it"),
        ),
        (
            tasks.PROMISE,
            _("A promise to a family is due in %(reference)s"),
            _("Keep it, and say so; or tell the person why not"),
        ),
        (
            tasks.STAND_IN,
            _("Something due to a family in %(reference)s may be left undone"),
            _("See whether it was done; if not, stand in"),
        ),
        (
            tasks.REVIEW,
            _("A contact plan is to be reviewed in %(reference)s"),
            _("Review it with the person"),
        ),
        (
            tasks.TAKE_BACK,
            _("A contact plan is to be taken back abroad: support file %(file)s, %(reference)s"),
            _("Ask the other State to stop using it, and record that it was taken back"),
        ),
    ):
        register_task_kind(TaskKind(kind, sentence, step))


def _facts() -> None:
    register_facts_of(
        {
            "victims.plan": (ROW, Field("version", "of the contact plan", Kind.WHOLE)),
            "victims.plan_shared": (ROW, Field("state", "code of the State")),
            "victims.family_contact": (
                ROW,
                Field("contact", "number of the contact's row", Kind.WHOLE),
                Field("corrects", "number of the row that it takes the place of, or 0", Kind.WHOLE),
                Field("channel", "code of the kind of channel"),
                Field("reached", "they spoke", Kind.YES_NO),
                Field("first", "the first contact of the file", Kind.YES_NO),
                Field("hours", "whole hours from opening the file to the first one", Kind.WHOLE),
                Field("correction", "it corrects an entry before", Kind.YES_NO),
            ),
            "victims.record_handed": (ROW, Field("how", "code of how")),
            "victims.promise": (
                ROW,
                PROMISE_ROW,
                Field("due", "day by which it is to be kept, in UTC"),
            ),
            "victims.promise_settled": (
                ROW,
                PROMISE_ROW,
                Field("result", "code: kept, broken, taken_back"),
                Field("late", "after the time that was promised", Kind.YES_NO),
            ),
        }
    )


def _promise_said(params: dict[str, Any]) -> str:
    words = {
        PromiseEnd.KEPT: pgettext_lazy("timeline", "A promise of support file %(file)s was kept"),
        PromiseEnd.BROKEN: pgettext_lazy(
            "timeline", "A promise of support file %(file)s was not kept"
        ),
    }
    taken = pgettext_lazy("timeline", "A promise of support file %(file)s was taken back")
    return str(words.get(params["result"], taken)) % params
