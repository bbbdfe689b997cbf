"""What cooperation gives to lower rooms: verbs, sentences of the timeline, messages and tasks."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.ports import (
    CaseTab,
    register_event_kinds,
    register_event_room,
    register_tab,
)
from homeward.casework.cooperation import (
    addressing,
    arrivals,
    paper_registration,
    taking,
    work,
)
from homeward.casework.cooperation.actions import recall, surrender, undelivered
from homeward.casework.cooperation.actions.files import on_attachment
from homeward.casework.cooperation.declaration import asking_compartments
from homeward.casework.cooperation.desk import cross_check, facts
from homeward.casework.cooperation.lifecycle import TRANSITIONS
from homeward.casework.cooperation.models import Undelivered
from homeward.casework.cooperation.payloads import CHANGE, DRAFT, REQUEST
from homeward.casework.cooperation.words import DEEDS, crossed_word
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.exchange.ports import (
    MessageType,
    register_life_at_risk,
    register_message_type,
)
from homeward.foundation.exchange.schemas import schemas_in
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import Field, Kind, Said, says
from homeward.foundation.web.formats import language_text
from homeward.knowledge.law.matching import Result
from homeward.knowledge.law.words import RESULTS

SCHEMAS = Path(__file__).parent / "messages"
# After so long a node that does not answer, or a message on no desk, is a matter for a person.
_DEADLINES = {"accepted": timedelta(hours=1), "delivered": timedelta(hours=1)}

_FILE = (
    Field("blob", "id of the file in the vault"),
    Field("sha256", "SHA-256 of the file"),
    Field("size", "bytes", Kind.WHOLE),
)

_STEP = (
    Field("step", "translation or certification"),
    Field("language", "into which language"),
)

VERBS: dict[str, str | Promise | Said] = {
    "cooperation.drafted": says(
        _("drafted a request"),
        Field("kind", "code of the kind of request"),
        Field("to", "State that is asked"),
    ),
    "cooperation.drafted_again": says(
        _("drafted a refused or withdrawn request again"),
        Field("earlier", "id of the request before it"),
    ),
    "cooperation.written": _("wrote in a request"),
    "cooperation.readdressed": says(
        _("chose the authority that a request goes to"),
        Field("authority", "code of the authority that was chosen"),
        Field("recommended", "code of the one that the directory recommends, empty for none"),
    ),
    "cooperation.arrived": says(
        _("entered a request that arrived"),
        Field("kind", "code of the kind of request"),
        Field("sender", "State that asks"),
    ),
    "cooperation.draft_arrived": says(
        _("entered a draft that was shown for a view"),
        Field("kind", "code of the kind of request"),
        Field("sender", "State that shows it"),
    ),
    "cooperation.waived": says(
        _("let an incomplete request be approved"),
        Field("parts", "codes of the parts that are missing"),
    ),
    "cooperation.linked": _("linked a request to a case"),
    "cooperation.viewed": _("read a request"),
    "cooperation.assigned": says(
        _("gave a request to a person, or laid it back on the desk"),
        Field("person", "number of the person who has it now, 0 for nobody", Kind.WHOLE),
    ),
    "cooperation.cross_checked": says(
        _("compared a request with own cases"),
        Field("exact", "how many identifiers were the same", Kind.WHOLE),
        Field("alike", "how many names were the same", Kind.WHOLE),
        Field("cases", "numbers of the cases in which they lie", Kind.WHOLES),
        Field("people", "numbers of the people who were shown", Kind.WHOLES),
    ),
    "cooperation.law_checked": says(
        _("checked double criminality and the way to ask for a request"),
        Field("result", "met, not_met or unclear"),
        Field("editions", "each State, the number of its version, and SHA-256 of its text"),
    ),
    "cooperation.calendar_kept": says(
        _("kept the calendar of a State"),
        Field("zone", "its time zone"),
        Field("days", "how many days differ from the rule", Kind.WHOLE),
    ),
    "cooperation.template_kept": says(
        _("took a template of letters into use"),
        Field("language", "language of the letters"),
        Field("number", "number of the version", Kind.WHOLE),
        Field("sha256", "SHA-256 of the file, empty for the shipped template"),
    ),
    "cooperation.letter_read": says(
        _("noted that a lawyer read the words of letters"),
        Field("language", "language of the letters"),
        Field("edition", "digest of the template and the words"),
    ),
    "cooperation.languages_chosen": says(
        _("chose the languages of a request"),
        Field("language", "language of the letter, empty for the node's choice"),
        Field("written_in", "language of the contents, empty for the node's own"),
    ),
    "cooperation.step_asked": says(
        _("asked for a translation or its certification"),
        *_STEP,
        Field("owner", "number of the person whose step it is"),
    ),
    "cooperation.translated": says(
        _("wrote a translation"), *_STEP, Field("done", "whether it is finished", Kind.YES_NO)
    ),
    "cooperation.certified": says(_("certified a translation"), *_STEP),
    "cooperation.letter_made": says(
        _("made the letter of a request as a file"),
        Field("language", "language of the letter"),
        Field("form", "docx or pdf"),
        Field("sha256", "SHA-256 of the file"),
    ),
    "cooperation.crossed": says(
        _("recorded a change that crossed another"),
        Field("side", "who made the change: requesting or requested"),
        Field("change", "code of the change"),
    ),
    "cooperation.undelivered": says(
        _("learned that a message was not delivered"),
        Field("change", "code of the change"),
        Field("delivery", "refused or expired"),
        Field("reason", "why, as the receipt says"),
    ),
    "cooperation.recalled": says(
        _("closed what the other State recalled"), Field("change", "code of the change")
    ),
    "cooperation.taken": says(
        _("took what the other State gave into the case"),
        Field("change", "code of the change that gave it"),
        Field("items", "numbers of the items", Kind.WHOLES),
    ),
    "cooperation.surrendered_named": says(
        _("named the person whom another State surrendered"),
        Field("person", "number of the person's record", Kind.WHOLE),
    ),
    "cooperation.surrender_dated": says(
        _("recorded the day of a surrender"),
        Field("person", "number of the person's record", Kind.WHOLE),
        Field("day", "the day, as YYYY-MM-DD"),
    ),
    "cooperation.oral_recorded": says(
        _("recorded an oral request"),
        Field("side", "whether the own State spoke (requesting) or heard (requested)"),
        Field("state", "the other State"),
    ),
    "cooperation.oral_confirmed": says(
        _("took a written request as the confirmation of an oral one"),
        Field("state", "the other State"),
    ),
    "cooperation.evidence_attached": says(
        _("attached evidence of the case to a request"),
        Field("items", "numbers of the items whose files were copied", Kind.WHOLES),
        Field("permitted", "of these, those that a permission lets go", Kind.WHOLES),
        Field("package", "id of the package that holds their custody"),
    ),
    "cooperation.file_attached": says(_("attached a file to a request"), *_FILE),
    "cooperation.file_removed": says(_("removed a file that was not sent"), *_FILE),
    "cooperation.file_opened": says(_("opened a file of a request"), *_FILE),
    "cooperation.file_recalled": says(_("closed a file that the other State recalled"), *_FILE),
    **paper_registration.VERBS,
    **{
        f"cooperation.{name}": says(
            DEEDS[name], Field("side", "whether the own State requests or is requested")
        )
        for name in TRANSITIONS
    },
}

TASKS = (
    TaskKind(
        "cooperation.acknowledge",
        _("Request %(reference)s of %(state)s has arrived"),
        _("Read and acknowledge"),
    ),
    TaskKind(
        "cooperation.assigned",
        _("Request %(reference)s of %(state)s is with you"),
        _("Make the next step"),
    ),
    TaskKind(
        "cooperation.read_change",
        _("Request %(reference)s has moved on"),
        _("Read what happened"),
    ),
    TaskKind(
        "cooperation.comment_draft",
        _("%(state)s shows a draft of request %(reference)s"),
        _("Read the draft and comment on it"),
    ),
    TaskKind(
        "cooperation.look_again",
        _("Request %(reference)s of %(state)s was postponed until now"),
        _("Resume it, or consult and postpone it anew"),
    ),
    TaskKind(
        "cooperation.ask_again",
        _("%(state)s postponed request %(reference)s until now"),
        _("Ask how it is going"),
    ),
    TaskKind(
        "cooperation.send_documents",
        _("Request %(reference)s: %(state)s holds the person until the documents are due"),
        _("Send the request for extradition with its documents"),
    ),
    TaskKind(
        "cooperation.documents_due",
        _("Request %(reference)s: the documents of %(state)s are due"),
        _("Look whether they came, or whether the person is to be released"),
    ),
    TaskKind(
        "cooperation.take_over",
        _("Request %(reference)s: the surrender by %(state)s is arranged"),
        _("Take the person over as arranged"),
    ),
    TaskKind(
        "cooperation.hand_over",
        _("Request %(reference)s: the surrender to %(state)s is arranged"),
        _("Hand the person over as arranged, and record it"),
    ),
    TaskKind(
        "cooperation.return_person",
        _("Request %(reference)s: the person is to be returned to %(state)s"),
        _("Return the person, and record it"),
    ),
    TaskKind(
        "cooperation.joint_ends",
        _("Request %(reference)s: the joint investigation with %(state)s ends"),
        _("End it, or propose to prolong it"),
    ),
    TaskKind(
        "cooperation.translate",
        _("Request %(reference)s is to be translated (%(language)s)"),
        _("Write the translation"),
    ),
    TaskKind(
        "cooperation.certify",
        _("The translation of request %(reference)s is to be certified (%(language)s)"),
        _("Read and certify it"),
    ),
    TaskKind(
        "cooperation.confirm_written",
        _("Request %(reference)s was made to %(state)s orally"),
        _("Confirm it in writing: have it approved and issued"),
    ),
    TaskKind(
        "cooperation.await_written",
        _("%(state)s made an oral request (%(reference)s)"),
        _("Look whether its written confirmation came, and ask for it"),
    ),
    TaskKind(
        "cooperation.request_refused",
        _("%(state)s did not take in request %(reference)s"),
        _("Read why, then draft it anew or send it by another channel"),
    ),
    TaskKind(
        "cooperation.change_refused",
        _("%(state)s did not take in a change of request %(reference)s"),
        _("Read why and make the change again"),
    ),
    TaskKind(
        "cooperation.expired",
        _("A message of request %(reference)s to %(state)s expired"),
        _("Ask the other State by another channel whether it has it"),
    ),
)


def register() -> None:
    """Fill the ports of cases, exchange, duty, authorities and journal."""
    addressing.register()
    taking.register()
    surrender.register()
    register_event_room("cooperation", _("Requests"))
    register_event_kinds(
        {
            "cooperation.drafted": _("Request %(reference)s to %(state)s was drafted"),
            "cooperation.linked": _("Request %(reference)s of %(state)s came into this case"),
            "cooperation.opened_for": _("Opened for request %(reference)s of %(state)s."),
            "cooperation.readdressed": _("Request %(reference)s is addressed to %(authority)s"),
            "cooperation.law_checked": _law_checked,
            "cooperation.changed": _changed,
            "cooperation.crossed": _crossed,
            "cooperation.oral_spoken": _("Request %(reference)s to %(state)s was made orally"),
            "cooperation.undelivered": _undelivered,
            "cooperation.recalled": _("%(state)s recalled what it sent in request %(reference)s"),
            "cooperation.file_arrived": _("Request %(reference)s: the file %(file)s has arrived"),
            "cooperation.file_recalled": _("Request %(reference)s: the file %(file)s was recalled"),
            "cooperation.file_lost": _("Request %(reference)s: the file %(file)s will not arrive"),
        }
    )
    seen_by = frozenset(part.value for part in asking_compartments())
    register_tab(CaseTab("requests", _("Requests"), "cooperation:case", seen_by, 60))
    _messages()
    paper_registration.register(SCHEMAS, _DEADLINES)
    register_life_at_risk(arrivals.is_life_at_risk)
    for kind in TASKS:
        register_task_kind(kind)
    register_caption("request", work.request_caption)
    register_caption("oral_request", work.oral_caption)
    cross_check.register()
    facts.register()
    register_caption("language_step", work.language_step_caption)
    register_caption("letter_template", language_text)


def _messages() -> None:
    for type_, effect, accepted in (
        (REQUEST, arrivals.on_request, arrivals.on_request_accepted),
        (CHANGE, arrivals.on_change, arrivals.on_change_accepted),
        (DRAFT, arrivals.on_draft, arrivals.on_change_accepted),
    ):
        register_message_type(
            MessageType(
                type_,
                1,
                effect,
                accepted,
                undelivered.on_refused,
                undelivered.on_expired,
                on_attachment=on_attachment,
                on_recall=recall.on_recall,
                on_file_recall=recall.on_file_recall,
                deadlines=_DEADLINES,
                page=_page_of,
                schemas=schemas_in(SCHEMAS, type_),
            )
        )


def _page_of(thread: UUID) -> str:
    return reverse("cooperation:request", args=[thread])


def _changed(params: dict[str, Any]) -> str:
    return now("Request %(reference)s: %(change)s") % {
        "reference": params["reference"],
        "change": TRANSITIONS[params["change"]].done,
    }


def _law_checked(params: dict[str, Any]) -> str:
    return now("Request %(reference)s: double criminality was checked: %(result)s") % {
        "reference": params["reference"],
        "result": RESULTS[Result(params["result"])].word,
    }


def _crossed(params: dict[str, Any]) -> str:
    return now("Request %(reference)s: %(change)s. %(outcome)s") % {
        "reference": params["reference"],
        "change": TRANSITIONS[params["change"]].done,
        "outcome": crossed_word(params["change"]),
    }


def _undelivered(params: dict[str, Any]) -> str:
    return now("Request %(reference)s to %(state)s: %(change)s. %(outcome)s") % {
        "reference": params["reference"],
        "state": params["state"],
        "change": TRANSITIONS[params["change"]].done,
        "outcome": Undelivered(params["delivery"]).label,
    }
