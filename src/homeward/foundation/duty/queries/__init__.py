"""Reads of duty."""

from homeward.foundation.duty.queries.tasks import (
    TaskFilter,
    listed_tasks,
    open_tasks,
    task_for,
    tasks_of_case,
)

__all__ = ["TaskFilter", "listed_tasks", "open_tasks", "task_for", "tasks_of_case"]
