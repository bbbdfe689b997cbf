"""What timeline, people, proceedings and merging say in the journal, the timeline and the facts."""

from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homeward.casework.cases import ports
from homeward.casework.cases.queries.merging import reference_of
from homeward.casework.cases.vocabulary.case import Outcome
from homeward.casework.cases.vocabulary.people import HarmKind, IdentifierKind
from homeward.casework.cases.vocabulary.proceedings import DecisionKind, Stage
from homeward.foundation.access.roles import Compartment
from homeward.foundation.journal.facts import register_facts_of
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import Field, Kind, Said, register_verbs, says
from homeward.foundation.web.formats import day_text

_ROLE = Field("role", "code of the person's role in the case")
_STAGE = Field("stage", "code of where the charge stands now")
_OTHER = Field("other", "number of the other file", Kind.WHOLE)
_KIND = Field("kind", "code of the kind")
_HARM = Field("harm_kind", "code of the kind of harm")
_PERSON = Field("person", "number of the person's row", Kind.WHOLE)

VERBS: dict[str, str | Promise | Said] = {
    "case.event_reported": gettext_lazy("entered what was reported"),
    "case.event_corrected": says(
        gettext_lazy("corrected an entry of the timeline"),
        Field("corrected", "number of the entry that was corrected", Kind.WHOLE),
    ),
    "case.event_verified": gettext_lazy("verified an entry of the timeline"),
    "case.person_changed": gettext_lazy("changed what is known of a person"),
    "case.person_part_added": says(gettext_lazy("gave a person another part in the case"), _ROLE),
    "case.identifier_added": says(gettext_lazy("recorded what a person is known by"), _KIND),
    "case.harm_recorded": says(
        gettext_lazy("recorded harm of a victim"), _KIND, Field("cause", "code of the cause")
    ),
    "case.harm_withdrawn": says(gettext_lazy("withdrew a line of harm"), _KIND),
    "case.group_added": gettext_lazy("added a group"),
    "case.group_changed": gettext_lazy("changed what is known of a group"),
    "case.group_member_added": gettext_lazy("added a person to a group"),
    "case.group_member_taken_out": gettext_lazy("took a person out of a group"),
    "case.linked_offences_set": says(
        gettext_lazy("set the offences linked with the case"),
        Field("codes", "codes of the offences", Kind.TEXTS),
    ),
    "case.charged": says(gettext_lazy("recorded a charge"), _STAGE),
    "case.charge_covered": gettext_lazy("said which offence of a surrender covers a charge"),
    "case.hearing_added": says(gettext_lazy("recorded a hearing"), _STAGE),
    "case.hearing_held": gettext_lazy("recorded what came of a hearing"),
    "case.hearing_moved": says(
        gettext_lazy("gave a hearing another day"),
        Field("before", "the day on which it was to be held"),
        Field("after", "the day on which it is to be held now"),
    ),
    "case.charge_decided": says(gettext_lazy("recorded the decision on a charge"), _STAGE),
    "case.sentence_added": says(gettext_lazy("recorded a sentence"), _STAGE),
    "case.appeal_added": says(gettext_lazy("recorded an appeal"), _STAGE),
    "case.appeal_answered": says(gettext_lazy("recorded the result of an appeal"), _STAGE),
    "case.charge_moved": says(gettext_lazy("changed where a charge stands"), _STAGE),
    "case.merged": says(gettext_lazy("merged two files of one kidnapping"), _OTHER),
    "case.unmerged": says(gettext_lazy("undid the merge of two files"), _OTHER),
    "case.persons_joined": gettext_lazy("joined two records as one person"),
    "case.persons_separated": gettext_lazy("separated two records of persons"),
}

FACTS = {
    "case.person": (
        _PERSON,
        _ROLE,
        Field("sex", "code of the sex, empty where it is not recorded"),
        Field("age", "full years at the taking; of an estimate the lower end", Kind.WHOLE),
        Field("nationality", "code of the State, empty where it is not recorded"),
        Field("outcome", "code of what became of a victim, empty for others"),
    ),
    "case.same_person": (
        _PERSON,
        Field("other", "number of the other person's row", Kind.WHOLE),
        Field("joined", "whether they are one; no where that was undone", Kind.YES_NO),
    ),
    "case.harm": (
        _PERSON,
        Field("harm", "number of the line of harm", Kind.WHOLE),
        _HARM,
        Field("cause", "code of whether the kidnapping caused it"),
        Field("withdrawn", "whether the line was taken back", Kind.YES_NO),
    ),
    "case.group": (
        Field("group", "number of the group's row", Kind.WHOLE),
        Field("group_kind", "code of the kind of group"),
        Field("members", "how many persons are recorded in it", Kind.WHOLE),
    ),
    "case.linked_offences": (Field("codes", "codes of the offences", Kind.TEXTS),),
    "case.charge": (
        Field("charge", "number of the charge", Kind.WHOLE),
        Field("suspect", "number of the suspect's row", Kind.WHOLE),
        _STAGE,
        Field("decision", "code of a decision that was just made, else empty"),
        Field("sentence", "code of a sentence that was just passed, else empty"),
        Field("harms", "codes of the kinds of harm that it relies on", Kind.TEXTS),
    ),
    "case.ransom": (
        Field("figure", "demanded, agreed or paid"),
        Field("currency", "code of the currency"),
        Field("amount", "minor units; left out where the figure was taken back", Kind.WHOLE),
    ),
    "case.merged": (Field("into", "number of the file that remains", Kind.WHOLE),),
    "case.unmerged": (Field("into", "number of the file that remained", Kind.WHOLE),),
}


def register() -> None:
    """Fill the ports."""
    register_verbs(VERBS)
    register_facts_of(FACTS)
    ports.register_event_kinds(EVENTS)
    ports.register_event_room("case", gettext_lazy("Case file"))
    register_caption("event", lambda number: _("Entry %(number)s") % {"number": number})
    register_caption("group", lambda number: _("Group %(number)s") % {"number": number})
    register_caption("charge", lambda number: _("Charge %(number)s") % {"number": number})
    everyone = frozenset(Compartment.values)
    for code, label, url, order in (
        ("people", gettext_lazy("People"), "cases:people", 30),
        ("proceedings", gettext_lazy("Proceedings"), "cases:proceedings", 60),
    ):
        ports.register_tab(ports.CaseTab(code, label, url, everyone, order))


def _outcome(params: dict[str, Any]) -> str:
    return _("Outcome for a victim: %(outcome)s") % {"outcome": Outcome(params["outcome"]).label}


def _identifier(params: dict[str, Any]) -> str:
    return _("Recorded of a person: %(kind)s") % {"kind": IdentifierKind(params["what"]).label}


def _harm(params: dict[str, Any]) -> str:
    return _("Harm of a victim recorded: %(kind)s") % {"kind": HarmKind(params["what"]).label}


def _no_harm(params: dict[str, Any]) -> str:
    return _("Harm of a victim withdrawn: %(kind)s") % {"kind": HarmKind(params["what"]).label}


def _decided(params: dict[str, Any]) -> str:
    word = DecisionKind(params["decision"]).label
    return _("A charge was decided: %(decision)s") % {"decision": word}


def _hearing_moved(params: dict[str, Any]) -> str:
    days = {name: day_text(date.fromisoformat(params[name])) for name in ("before", "after")}
    return _("A hearing of %(before)s was moved to %(after)s") % days


def _moved(params: dict[str, Any]) -> str:
    return _("A charge now stands: %(stage)s") % {"stage": Stage(params["stage"]).label}


def _merged_into(params: dict[str, Any]) -> str:
    """The other file by its reference only for whoever may see it."""
    reference = reference_of(params["other"])
    if reference:
        return _("This file was merged into %(reference)s") % {"reference": reference}
    return _("This file was merged into another file")


def _merged_from(params: dict[str, Any]) -> str:
    reference = reference_of(params["other"])
    if reference:
        return _("The file %(reference)s was merged into this one") % {"reference": reference}
    return _("Another file was merged into this one")


def _unmerged(params: dict[str, Any]) -> str:
    reference = reference_of(params["other"])
    if reference:
        return _("The merge with %(reference)s was undone") % {"reference": reference}
    return _("The merge with another file was undone")


EVENTS: dict[str, ports.Sentence] = {
    "case.reported": gettext_lazy("Reported by an officer"),
    "case.person_changed": gettext_lazy("What is known of a person changed"),
    "case.outcome_set": _outcome,
    "case.identifier_added": _identifier,
    "case.harm_recorded": _harm,
    "case.harm_withdrawn": _no_harm,
    "case.group_added": gettext_lazy("A group was added"),
    "case.group_changed": gettext_lazy("What is known of a group changed"),
    "case.group_member_added": gettext_lazy("A person was added to a group"),
    "case.group_member_taken_out": gettext_lazy("A person was taken out of a group"),
    "case.linked_offences_set": gettext_lazy("The linked offences were set"),
    "case.charged": gettext_lazy("A suspect was charged"),
    "case.charge_covered": gettext_lazy("What covers a charge of a surrendered person was said"),
    "case.hearing_added": gettext_lazy("A hearing was recorded"),
    "case.hearing_held": gettext_lazy("What came of a hearing was recorded"),
    "case.hearing_moved": _hearing_moved,
    "case.charge_decided": _decided,
    "case.sentence_added": gettext_lazy("A sentence was recorded"),
    "case.appeal_added": gettext_lazy("An appeal was recorded"),
    "case.appeal_answered": gettext_lazy("An appeal was answered"),
    "case.charge_moved": _moved,
    "case.merged_into": _merged_into,
    "case.merged_from": _merged_from,
    "case.unmerged_into": _unmerged,
    "case.unmerged_from": _unmerged,
    "case.persons_joined": gettext_lazy("Two records were joined as one person"),
    "case.persons_separated": gettext_lazy("Two records of persons were separated"),
}
