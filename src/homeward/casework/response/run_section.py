"""The plan on the crisis page: each playbook that runs with how far it is, and what would fit."""

from datetime import UTC, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from homeward.casework.cases.models import Case
from homeward.casework.response.access.runs import sees_plan
from homeward.casework.response.models import PlaybookRun
from homeward.casework.response.queries.runs import (
    newer,
    playbook_of,
    progress_of,
    proposed,
    runs_of,
    steps_of,
)
from homeward.casework.response.words.runs import because, progress_words
from homeward.foundation.access.models import User


def plan_section(viewer: User, case: Case) -> SafeString | str:
    """The plans that run, for a member of their compartment; nothing for others."""
    if not sees_plan(viewer, case):
        return ""
    context = {"reference": case.reference, "runs": run_rows(viewer, case, ended=False)}
    context["proposals"] = proposal_rows(viewer, case)
    return render_to_string("response/run_section.html", context)


def plan_wall(viewer: User, case: Case) -> SafeString | str:
    """The same for the wall of the crisis room: figures and titles of the manual, no more."""
    if not sees_plan(viewer, case):
        return ""
    rows = run_rows(viewer, case, ended=False)
    return render_to_string("response/run_wall.html", {"runs": rows})


def run_rows(viewer: User, case: Case, *, ended: bool) -> list[dict[str, Any]]:
    """The plans of a case that run, or those that were ended."""
    now = datetime.now(UTC)
    runs = runs_of(viewer, case).filter(ended_at__isnull=not ended)
    return [_row(viewer, run, now) for run in runs]


def _row(viewer: User, run: PlaybookRun, now: datetime) -> dict[str, Any]:
    progress = progress_of(steps_of(viewer, run), now)
    return {
        "run": run,
        "title": playbook_of(run).title,
        "progress": progress,
        "words": progress_words(progress),
        "because": because(run.because) if run.because else "",
        "newer": newer(viewer, run),
    }


def proposal_rows(viewer: User, case: Case) -> list[dict[str, Any]]:
    """The playbooks that fit the case, each with its reason."""
    return [
        {
            "code": one.playbook.code,
            "title": one.playbook.title,
            "purpose": one.playbook.text().purpose,
            "because": because(one.because),
        }
        for one in proposed(viewer, case)
    ]
