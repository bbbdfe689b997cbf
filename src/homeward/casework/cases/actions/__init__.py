"""Writes to a case; each in one transaction with its journal entry and its line of the timeline."""

from homeward.casework.cases.actions.groups import (
    GroupFacts,
    add_group,
    add_to_group,
    change_group,
    set_linked_offences,
    take_from_group,
)
from homeward.casework.cases.actions.harm import record_harm, withdraw_harm
from homeward.casework.cases.actions.items import add_item, change_item, note_item_viewed
from homeward.casework.cases.actions.merging import (
    join_persons,
    merge_case,
    separate_persons,
    undo_merge,
)
from homeward.casework.cases.actions.opening import NewCase, open_case, set_status
from homeward.casework.cases.actions.people import (
    PersonFacts,
    add_identifier,
    add_part,
    add_person,
    change_person,
)
from homeward.casework.cases.actions.proceedings import (
    NewCharge,
    add_charge,
    add_hearing,
    cover_charge,
    decide_charge,
    end_charge,
    move_hearing,
    tell_hearing_outcome,
)
from homeward.casework.cases.actions.ransom import RansomFacts, record_ransom
from homeward.casework.cases.actions.sentences import (
    NewSentence,
    add_appeal,
    add_sentence,
    answer_appeal,
)
from homeward.casework.cases.actions.timeline import (
    Reported,
    add_event,
    correct_event,
    report_event,
    verify_event,
)

__all__ = [
    "GroupFacts",
    "NewCase",
    "NewCharge",
    "NewSentence",
    "PersonFacts",
    "RansomFacts",
    "Reported",
    "add_appeal",
    "add_charge",
    "add_event",
    "add_group",
    "add_hearing",
    "add_identifier",
    "add_item",
    "add_part",
    "add_person",
    "add_sentence",
    "add_to_group",
    "answer_appeal",
    "change_group",
    "change_item",
    "change_person",
    "correct_event",
    "cover_charge",
    "decide_charge",
    "end_charge",
    "join_persons",
    "merge_case",
    "move_hearing",
    "note_item_viewed",
    "open_case",
    "record_harm",
    "record_ransom",
    "report_event",
    "separate_persons",
    "set_linked_offences",
    "set_status",
    "take_from_group",
    "tell_hearing_outcome",
    "undo_merge",
    "verify_event",
    "withdraw_harm",
]
