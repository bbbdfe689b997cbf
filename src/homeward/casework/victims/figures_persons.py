"""From nameless facts to persons: for each support file what holds today, each thing once.

A person is one support file. What was corrected gives way to its correction, what was withdrawn or
entered by mistake is left out, and of what changed the last state counts.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from homeward.casework.cases.vocabulary.people import Sex
from homeward.casework.victims.words.figures import AgeGroup, group_of_age

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FactRow:
    """A nameless fact: what kind, when it became so, its codes and numbers."""

    kind: str
    at: datetime
    data: Data


@dataclass(slots=True)
class History:
    """All facts of one support file, and those of its person's rows in the case, by kind."""

    file: int
    opened: FactRow
    rows: dict[str, list[FactRow]] = field(default_factory=lambda: defaultdict(list))

    def of(self, kind: str) -> list[FactRow]:
        """The facts of a kind in the order of their time; those of a correction in force only."""
        found = self.rows.get(kind, [])
        replaced = {row.data.get("corrects") for row in found} - {None, 0}
        key = {"victims.family_contact": "contact", "victims.assessed": "assessment"}.get(kind)
        return [row for row in found if key is None or row.data.get(key) not in replaced]

    def last(self, kind: str, key: str) -> list[Data]:
        """Of each thing, named by the field `key`, how it stands now."""
        now = {row.data.get(key): row.data for row in self.of(kind)}
        return list(now.values())

    def has(self, kind: str, **codes: Any) -> bool:
        """Whether there is a fact with these codes."""
        return any(codes.items() <= row.data.items() for row in self.of(kind))


@dataclass(frozen=True, slots=True)
class Supported:
    """A person of the figures: by what tables are broken down, and the rows he is counted in.

    `rows` are pairs of the codes of a table and of its row; `waits` are hours by code.
    """

    opened: date
    sex: str
    age: str
    rows: frozenset[tuple[str, str]]
    waits: dict[str, int]

    @property
    def quarter(self) -> int:
        """In which quarter of its year the file was opened, 1 to 4."""
        return (self.opened.month + 2) // 3


def histories(facts: Iterable[FactRow]) -> list[History]:
    """The facts of each support file; in `facts` they stand in the order of their time."""
    files: dict[int, History] = {}
    rest: dict[int, list[FactRow]] = defaultdict(list)
    of_person: dict[int, list[FactRow]] = defaultdict(list)
    for row in facts:
        if row.kind == "victims.file":
            files[row.data["file"]] = History(row.data["file"], row)
        elif row.kind.startswith("case."):
            of_person[row.data["person"]].append(row)
        else:
            rest[row.data["file"]].append(row)
    for number, history in files.items():
        known = history.opened.data
        persons = {known[name] for name in ("person", "known_as") if name in known}
        own = [row for person in persons for row in of_person[person]]
        for row in sorted(own, key=lambda one: one.at) + rest[number]:
            history.rows[row.kind].append(row)
    return list(files.values())


def sex_of(history: History) -> str:
    """The sex as it was recorded last; `unknown` where nobody did."""
    said = [row.data.get("sex") for row in history.rows["case.person"]]
    known = [one for one in [history.opened.data.get("sex"), *said] if one not in ("", None)]
    return known[-1] if known else Sex.UNKNOWN.value


def age_of(history: History) -> str:
    """The age group at the opening; where it was not known then, by the age recorded since."""
    known: str = history.opened.data.get("age_group") or AgeGroup.UNKNOWN.value
    if known != AgeGroup.UNKNOWN:
        return known
    said = [row for row in history.rows["case.person"] if row.at > history.opened.at]
    ages = [row.data["age"] for row in said if row.data.get("age") is not None]
    return str(group_of_age(ages[-1])) if ages else known


def day_of(row: FactRow) -> date:
    """The day of a fact where this node is."""
    return localdate(row.at)
