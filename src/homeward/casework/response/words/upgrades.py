"""What an upgrade would do with each step, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from homeward.casework.response.models import RunStep
from homeward.casework.response.run_upgrade import Fate, Verdict
from homeward.foundation.web.tones import Tone
from homeward.knowledge.manual.ports import RoleWord, role_names
from homeward.knowledge.manual.words import step_facts
from homeward.knowledge.manual.writing import step_from_data


@dataclass(frozen=True, slots=True)
class UpgradeLine:
    """A step before and after an upgrade."""

    title: str
    tone: Tone
    word: str
    status: str
    fields: Sequence[tuple[str, str, str]]


def upgrade_lines(steps: Sequence[RunStep], verdicts: Sequence[Verdict]) -> list[UpgradeLine]:
    """Every step that an upgrade touches or leaves behind; what is the same is left out."""
    held, roles = {step.step: step for step in steps}, role_names()
    return [
        _line(verdict, held.get(verdict.id), roles)
        for verdict in verdicts
        if verdict.fate is not Fate.KEEP
    ]


def _line(verdict: Verdict, row: RunStep | None, roles: Mapping[str, RoleWord]) -> UpgradeLine:
    word, tone = {
        Fate.ADD: (_("New: it is to be done"), Tone.INFORMATION),
        Fate.ADOPT: (_("Changed: it takes the new words"), Tone.INFORMATION),
        Fate.NOTE: (_("Changed: what was done stays as it was"), Tone.WARNING),
        Fate.STAY: (_("Gone: what was done stays"), Tone.WARNING),
        Fate.DROP: (_("Gone: nobody had begun it"), Tone.NEUTRAL),
        Fate.KEEP: ("", Tone.NEUTRAL),
    }[verdict.fate]
    before = step_facts(step_from_data(row.content), None, roles) if row else {}
    after = step_facts(verdict.step, None, roles)
    if verdict.fate in (Fate.STAY, Fate.DROP):
        after = {}
    return UpgradeLine(
        title=verdict.step.text().title,
        tone=tone,
        word=word,
        status=row.get_status_display() if row else "",
        fields=[
            (label, before.get(label, ""), after.get(label, ""))
            for label in before | after
            if before.get(label, "") != after.get(label, "")
        ],
    )
