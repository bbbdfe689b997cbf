"""Writes of duty. Other rooms use `add_task`, `finish_tasks`, `pass_tasks` and `set_clocks`."""

from homeward.foundation.duty.actions.tasks import add_task, finish_tasks, pass_tasks, set_clocks

__all__ = ["add_task", "finish_tasks", "pass_tasks", "set_clocks"]
