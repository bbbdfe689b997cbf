"""A playbook as the database keeps it, in the shape of its files: the way back of `reading`."""

from typing import Any

from homeward.knowledge.manual.playbook import Playbook, Step, StepText
from homeward.knowledge.manual.reading import Table, read_playbook, read_step

NATIONAL = "national"
PLAN = "plan"


def to_data(playbook: Playbook) -> dict[str, Any]:
    """Structure and words as plain values."""
    structure = {
        "code": playbook.code,
        "version": playbook.version,
        "order": playbook.order,
        "grade": str(playbook.grade),
        "recommend": [list(one) for one in playbook.recommend],
        "against": [list(one) for one in playbook.against],
        "sources": list(playbook.sources),
        "phases": [
            {"id": phase.id, "steps": [step_data(s) for s in playbook.steps_of(phase.id)]}
            for phase in playbook.phases
        ],
    }
    return {
        "structure": structure,
        "words": {code: _words(playbook, code) for code in playbook.texts},
    }


def from_data(data: Any) -> Playbook:
    """The playbook that was kept; raises PlaybookFault for what cannot be one."""
    table = Table(data, NATIONAL)
    structure, words = table.table("structure", "structure"), table.table("words", "words")
    table.end()
    return read_playbook(structure.left, words.left, folder=NATIONAL, complete=False)


def step_data(step: Step) -> dict[str, Any]:
    """A step's structure; what does not stand is left out, as in a file."""
    found: dict[str, Any] = {"id": step.id, "role": step.role}
    if step.minutes is not None:
        found["due"] = step.minutes
    optional = {
        "after": step.after,
        "when": list(step.when),
        "evidence": str(step.evidence),
        "life": step.life,
        "memory": step.memory,
        "sources": list(step.sources),
        "practice": step.practice,
    }
    return (
        found
        | {name: value for name, value in optional.items() if value}
        | {"grade": str(step.grade)}
    )


def text_data(text: StepText) -> dict[str, Any]:
    """A step's words."""
    found: dict[str, Any] = {"title": text.title, "do": text.do, "cautions": list(text.cautions)}
    return found | ({"evidence": text.evidence} if text.evidence else {})


def step_to_data(step: Step) -> dict[str, Any]:
    """A step that stands alone, with its words."""
    words = {code: text_data(text) for code, text in step.texts.items()}
    return {"phase": step.phase, "structure": step_data(step), "words": words}


def step_from_data(data: Any) -> Step:
    """The step that was kept; raises PlaybookFault for what cannot be one."""
    table = Table(data, PLAN)
    phase, words = table.text("phase"), table.table("words", "words").left
    return read_step(table.table("structure", "structure").left, words, phase=phase, file=PLAN)


def _words(playbook: Playbook, language: str) -> dict[str, Any]:
    own = playbook.texts[language]
    return {
        "title": own.title,
        "purpose": own.purpose,
        "use": list(own.use),
        "avoid": list(own.avoid),
        "phases": {p.id: p.texts[language] for p in playbook.phases if language in p.texts},
        "steps": {
            step.id: text_data(step.texts[language])
            for step in playbook.steps
            if language in step.texts
        },
    }
