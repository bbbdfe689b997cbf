"""Running what was queued: the very jobs, with the token they were deferred with."""

from django.db import connection
from procrastinate.contrib.django import app


def run_jobs(*names: str, rounds: int = 5, due: bool = False) -> int:
    """Run every queued job of these names in this process until none is left; returns how many.

    With `due` only those whose time has come; else those of later too.
    """
    done: set[int] = set()
    for _ in range(rounds):
        waiting = [job for job in _queued(names, due) if job[0] not in done]
        if not waiting:
            break
        for number, name, arguments in waiting:
            app.tasks[name].func(**arguments)
            done.add(number)
    return len(done)


def _queued(names: tuple[str, ...], due: bool) -> list[tuple[int, str, dict[str, object]]]:
    import json

    with connection.cursor() as cursor:
        cursor.execute(
            "select id, task_name, args::text from procrastinate_jobs"
            " where status = 'todo' and task_name = any(%s)"
            " and (scheduled_at is null or scheduled_at <= now() or not %s) order by id",
            [list(names), due],
        )
        return [(number, name, json.loads(args)) for number, name, args in cursor.fetchall()]
