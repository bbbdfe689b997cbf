"""A practice as a playbook: its steps run on a case, with their clocks, roles and conditions."""

from homeward.knowledge.manual.guide.headings import heading
from homeward.knowledge.manual.guide.library import Held
from homeward.knowledge.manual.guide.markdown import plain
from homeward.knowledge.manual.guide.practice import Body, Practice, PracticeStep
from homeward.knowledge.manual.playbook import Phase, Playbook, PlaybookText, Step, StepText

PHASE = "steps"
SOURCE = "practice"  # the key among the sources of playbooks
_AFTER_PLAYBOOKS = 1000


def playbook_of(held: Held) -> Playbook:
    """The plan of a practice that runs on cases; its code is the practice's.

    Only languages that follow its present revision are in it: in an older translation another step
    may stand at the same place. The cautions of the whole stand at its first step.
    """
    practice = held.practice
    bodies = _bodies(practice)
    return Playbook(
        code=practice.code,
        version=practice.revision,
        order=_AFTER_PLAYBOOKS,
        grade=practice.grade,
        recommend=(),
        against=(),
        sources=(f"{SOURCE} {practice.code}",),
        phases=(Phase(PHASE, {one: heading("steps", one) for one in bodies}),),
        steps=tuple(_step(practice, number, bodies) for number in range(len(practice.steps))),
        texts={language: _text(practice, language, body) for language, body in bodies.items()},
    )


def _bodies(practice: Practice) -> dict[str, Body]:
    return {
        language: words.body
        for language, words in practice.texts.items()
        if words.body is not None and words.of == practice.revision
    }


def _text(practice: Practice, language: str, body: Body) -> PlaybookText:
    words = practice.texts[language]
    use, avoid = (tuple(plain(one) for one in part) for part in (body.use, body.avoid))
    return PlaybookText(words.title, words.summary, use, avoid)


def _step(practice: Practice, number: int, bodies: dict[str, Body]) -> Step:
    step: PracticeStep = practice.steps[number]
    cautions = {
        language: tuple(plain(one) for one in body.cautions) if number == 0 else ()
        for language, body in bodies.items()
    }
    return Step(
        id=step.id,
        phase=PHASE,
        role=step.role,
        minutes=step.minutes,
        after=step.after,
        when=step.when,
        life=step.life,
        grade=practice.grade,
        memory=practice.from_memory,
        sources=(f"{SOURCE} {practice.code}",),
        practice=practice.code,
        texts={
            language: StepText(
                body.steps[number].title, plain(body.steps[number].do), cautions[language]
            )
            for language, body in bodies.items()
        },
    )
