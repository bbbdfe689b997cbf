"""Tasks of a case that are over, whomever they stand before."""

from homeward.foundation.access.guarded import call_guard


def end_tasks_of(subject_kind: str, subject_id: object, *kinds: str) -> None:
    """Mark the open tasks of these kinds about a subject as done, in the present transaction.

    `finish_tasks` of duty reaches only rows that the writer sees, and a task is shown to its own
    person: here any member of the case ends it.
    """
    call_guard(
        "select guard.finish_case_tasks(%s, %s, %s)", subject_kind, str(subject_id), list(kinds)
    )
