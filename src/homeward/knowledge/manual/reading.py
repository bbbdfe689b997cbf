"""Reading a playbook strictly: every field has its kind, nothing is missing, nothing unknown.

The same reader takes the shipped files (one `structure.toml` and one file of words for each
language) and the national versions that the database keeps in the same shape.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from homeward.knowledge.manual.errors import PlaybookFault
from homeward.knowledge.manual.playbook import (
    LANGUAGES,
    Evidence,
    Grade,
    Phase,
    Playbook,
    PlaybookText,
    Step,
    StepText,
)

ID = re.compile(r"[a-z][a-z0-9-]{1,39}")
LONGEST_CLOCK = 366 * 24 * 60
_GONE = object()


class Table:
    """One table of a file: each field is taken once by its kind; what is left over is a fault."""

    def __init__(self, data: Any, file: str, place: str = "playbook") -> None:
        self.file, self.place = file, place
        if not isinstance(data, Mapping):
            self.fail("*", "a table of fields is expected")
        self.left: dict[str, Any] = dict(data)

    def fail(self, field: str, problem: str) -> NoReturn:
        """Raise the fault that names file, place and field."""
        raise PlaybookFault(file=self.file, place=self.place, field=field, problem=problem)

    def _take(self, field: str, kind: type, words: str, default: Any = _GONE) -> Any:
        if field not in self.left:
            if default is _GONE:
                self.fail(field, "it is missing")
            return default
        value = self.left.pop(field)
        if type(value) is not kind:
            self.fail(field, f"{words} is expected")
        return value

    def text(self, field: str, default: Any = _GONE) -> str:
        """A text that is not empty."""
        found: str = self._take(field, str, "a text", default)
        if found is not default and not found.strip():
            self.fail(field, "it is empty")
        return found

    def name(self, field: str) -> str:
        """A code of small letters, figures and hyphens."""
        found = self.text(field)
        if not ID.fullmatch(found):
            self.fail(field, f"“{found}” is not of small letters, figures and hyphens")
        return found

    def whole(self, field: str, default: Any = _GONE, *, most: int = LONGEST_CLOCK) -> Any:
        """A whole number from 0 to `most`."""
        found = self._take(field, int, "a whole number", default)
        if found is not default and not 0 <= found <= most:
            self.fail(field, f"it is not between 0 and {most}")
        return found

    def flag(self, field: str) -> bool:
        """Yes or no; no where it does not stand."""
        return bool(self._take(field, bool, "true or false", False))

    def choice(self, field: str, known: Iterable[str], default: Any = _GONE) -> str:
        """One of a closed list."""
        found = self.text(field, default)
        if found is not default and found not in (listed := sorted(known)):
            self.fail(field, f"“{found}” is none of {', '.join(listed)}")
        return found

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts that are not empty."""
        found = self._take(field, list, "a list of texts", [])
        if any(type(one) is not str or not one.strip() for one in found):
            self.fail(field, "a list of texts is expected, none of them empty")
        return tuple(found)

    def conditions(self, field: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts."""
        found = self._take(field, list, "a list of conditions", [])
        if any(type(one) is not list or not one for one in found):
            self.fail(field, "each condition is a list of terms")
        if any(type(term) is not str for one in found for term in one):
            self.fail(field, "each term is a text")
        return tuple(tuple(one) for one in found)

    def tables(self, field: str) -> list[Any]:
        """A list of tables."""
        return list(self._take(field, list, "a list of tables"))

    def table(self, field: str, place: str) -> "Table":
        """A table inside of this one; where it is missing, its own place is named."""
        if field not in self.left:
            self.place = place
        return Table(self._take(field, dict, "a table"), self.file, place)

    def end(self) -> None:
        """Whatever nobody took is unknown."""
        if self.left:
            self.fail(sorted(self.left)[0], "nobody knows this field")


def read_playbook(
    structure: Any, words: Mapping[str, Any], *, folder: str, complete: bool = True
) -> Playbook:
    """The playbook of a structure and its words by language. Raises PlaybookFault.

    With `complete` every language has every word, as in what is shipped; else each step has its
    words in one language at least.
    """
    table = Table(structure, f"{folder}/structure.toml")
    if complete and set(words) != set(LANGUAGES):
        table.fail("languages", f"there must be words in {', '.join(LANGUAGES)}")
    files = {code: Table(data, f"{folder}/{code}.toml") for code, data in sorted(words.items())}
    if not files:
        table.fail("languages", "there are no words")
    headings = {code: file.table("phases", "phases") for code, file in files.items()}
    bodies = {code: file.table("steps", "steps") for code, file in files.items()}
    phases: list[Phase] = []
    steps: list[Step] = []
    for number, data in enumerate(_phases_of(table), 1):
        phase, found = _phase(
            Table(data, table.file, f"phase {number}"), headings, bodies, complete
        )
        phases.append(phase)
        steps += found
    texts = {code: _own_text(file) for code, file in files.items()}
    _same_counts(table.file, "playbook", {c: (len(t.use), len(t.avoid)) for c, t in texts.items()})
    playbook = Playbook(
        code=table.name("code"),
        version=table.whole("version"),
        order=table.whole("order"),
        grade=Grade(table.choice("grade", list(Grade))),
        recommend=table.conditions("recommend"),
        against=table.conditions("against"),
        sources=table.texts("sources"),
        phases=tuple(phases),
        steps=tuple(steps),
        texts=texts,
    )
    for one in (table, *files.values(), *headings.values(), *bodies.values()):
        one.end()
    return playbook


def _phases_of(table: Table) -> list[Any]:
    """The phases, once no step of them stands twice: else the second would seem to lack words."""
    phases = table.tables("phases")
    steps = [step for one in phases if isinstance(one, Mapping) for step in one.get("steps", ())]
    ids = Counter(step.get("id") for step in steps if isinstance(step, Mapping))
    for step_id, times in ids.items():
        if times > 1:
            table.place = f"step {step_id}"
            table.fail("id", "it stands twice")
    return phases


def _own_text(file: Table) -> PlaybookText:
    return PlaybookText(
        file.text("title"), file.text("purpose"), file.texts("use"), file.texts("avoid")
    )


def _phase(
    table: Table, headings: Mapping[str, Table], bodies: Mapping[str, Table], complete: bool
) -> tuple[Phase, list[Step]]:
    phase_id = table.name("id")
    titles = {
        code: heading.text(phase_id)
        for code, heading in headings.items()
        if complete or phase_id in heading.left
    }
    if not titles:
        table.fail("id", f"the phase {phase_id} has no heading in any language")
    steps = [
        _step(Table(data, table.file, f"{phase_id}, step {number}"), phase_id, bodies, complete)
        for number, data in enumerate(table.tables("steps"), 1)
    ]
    table.end()
    return Phase(phase_id, titles), steps


def _step(table: Table, phase: str, bodies: Mapping[str, Table], complete: bool) -> Step:
    step_id = table.name("id")
    table.place = f"step {step_id}"
    evidence = Evidence(table.choice("evidence", ["note", "item"], ""))
    texts = {
        code: _step_text(body.table(step_id, f"step {step_id}"), evidence)
        for code, body in bodies.items()
        if complete or step_id in body.left
    }
    if not texts:
        table.fail("id", "it has no words in any language")
    _same_counts(table.file, table.place, {c: (len(t.cautions),) for c, t in texts.items()})
    step = Step(
        id=step_id,
        phase=phase,
        role=table.text("role"),
        minutes=table.whole("due", None),
        after=table.text("after", ""),
        when=table.texts("when"),
        evidence=evidence,
        life=table.flag("life"),
        grade=Grade(table.choice("grade", list(Grade), Grade.PROMISING)),
        memory=table.flag("memory"),
        sources=table.texts("sources"),
        practice=table.text("practice", ""),
        texts=texts,
    )
    table.end()
    return step


def read_step(data: Any, words: Mapping[str, Any], *, phase: str, file: str) -> Step:
    """One step that stands alone, as a plan keeps it. Raises PlaybookFault."""
    step_id = data.get("id") if isinstance(data, Mapping) else None
    bodies = {code: Table({step_id: found}, file) for code, found in words.items()}
    return _step(Table(data, file), phase, bodies, complete=True)


def _step_text(table: Table, evidence: Evidence) -> StepText:
    text = StepText(
        title=table.text("title"),
        do=table.text("do"),
        cautions=table.texts("cautions"),
        evidence=table.text("evidence") if evidence else "",
    )
    table.end()
    return text


def _same_counts(file: str, place: str, counts: Mapping[str, Sequence[int]]) -> None:
    """Languages say the same number of things: a caution is never missing in one of them."""
    if len({tuple(found) for found in counts.values()}) > 1:
        listed = ", ".join(f"{code} {list(found)}" for code, found in counts.items())
        raise PlaybookFault(
            file=file, place=place, field="texts", problem=f"languages differ in number: {listed}"
        )
