"""What duty needs of higher rooms: the words of their tasks."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A task's sentence (named places filled from its params) and the one next step."""

    code: str
    sentence: str | Promise
    step: str | Promise


_kinds: dict[str, TaskKind] = {}


def register_task_kind(kind: TaskKind) -> None:
    """Add a kind of task; a second of the same code is refused."""
    if kind.code in _kinds:
        raise ValueError(f"The task kind {kind.code} is registered twice.")
    _kinds[kind.code] = kind


def task_kind(code: str) -> TaskKind:
    """The registered kind; raises KeyError for an unknown one."""
    return _kinds[code]
