"""Working out every figure of a report again, from the words of its DOCX and its annex alone.

It knows nothing of the code that made the annex, and imports none of it: it counts by the
definitions that the annex's page gives, as anybody could who holds the two files.
"""

import re
from decimal import Decimal
from typing import IO, Any

Annex = dict[str, Any]
MARKED = re.compile(r"(\d[\d\u00a0\u202f,.]*|[^\d\[\]]{3,40}?) \[(\d+)\]")
_DIGIT = re.compile(r"\d")
_SPACES = re.compile(r"[\u00a0\u202f]")


def words_of(docx: IO[bytes]) -> str:
    """The words of a DOCX, those of tables after the rest."""
    from docx import Document

    document = Document(docx)
    lines = [one.text for one in document.paragraphs]
    for table in document.tables:
        lines += [cell.text for row in table.rows for cell in row.cells]
    return "\n".join(lines)


def faults_of(
    annex: Annex, text: str, before: Annex | None, language: str = "en"
) -> tuple[int, list[str]]:
    """How many figures of the annex stand in the text, and each that is not what it comes to.

    `before` is the annex of the report before, with which figures are compared.
    """
    by_id = {one["id"]: one for one in annex["figures"]}
    seen, faults = set(), []
    for said, number in MARKED.findall(text):
        one = by_id.get(int(number))
        if one is None:
            faults.append(f"{said} [{number}] is in no annex")
            continue
        seen.add(one["id"])
        expected = recomputed(annex, one, before)
        plain = _SPACES.sub("", said)
        plain = plain.replace(",", ".") if language == "fr" else plain.replace(",", "")
        if expected is None:
            is_right = not _DIGIT.search(said)
        else:
            is_right = bool(_DIGIT.match(plain)) and Decimal(plain) == expected
        if not is_right:
            faults.append(f"{said} [{number}] should be {expected}")
    faults += [f"[{number}] stands nowhere in the text" for number in sorted(set(by_id) - seen)]
    return len(seen), faults


def recomputed(annex: Annex, one: dict[str, Any], before: Annex | None) -> Decimal | None:
    """What a figure comes to, by the words of the annex's page alone; None: nothing is recorded.

    Raises ValueError for an operation that the page does not name.
    """
    operation = one["operation"]
    if operation == "before":
        if before is None:
            return None
        now = next(each for each in annex["figures"] if each["id"] == one["of"])
        old = next(each for each in before["figures"] if each["key"] == now["key"])
        return recomputed(before, old, None)
    found = _of_replies(annex, one)
    return found if found is not None else _of_data(annex, one)


def _of_replies(annex: Annex, one: dict[str, Any]) -> Decimal | None:
    """Counts of States and of their answers; None for another operation."""
    asked = len(annex["states"])
    replied = sum(bool(state["replied"]) for state in annex["states"])
    answers = [row for row in annex["answers"] if row["paragraph"] == one["paragraph"]]
    counts = {
        "asked": asked,
        "replied": replied,
        "silent": asked - replied,
        "answered": sum(bool(row["text"]) for row in answers),
        "needing": sum(bool(row["needs"]) for row in answers),
    }
    found = counts.get(one["operation"])
    return None if found is None else Decimal(found)


def _of_data(annex: Annex, one: dict[str, Any]) -> Decimal | None:
    """What follows from the lines of the States for one indicator."""
    data = annex["data"]
    rows = [r for r in data if r["indicator"] == one["indicator"] and not r["breakdown"]]
    here = {
        row["state"]: Decimal(row["value"])
        for row in rows
        if row["period"] == one["period"] and row["value"] is not None
    }
    good = {row["state"] for row in rows if row["period"] == one["period"] and _is_whole(row)}
    panel = _panel(annex, rows)
    match one["operation"]:
        case "value":
            return here.get(one["states"][0])
        case "panel":
            return sum((here[state] for state in panel), Decimal(0)) if panel else None
        case "members":
            return Decimal(len(panel))
        case "naive":
            return sum((here[state] for state in good), Decimal(0))
        case "tellers":
            return Decimal(len(good))
        case "tellers_all":
            return Decimal(len(here))
        case "lowest":
            return min(here.values())
        case "highest":
            return max(here.values())
    raise ValueError(one["operation"])


def _panel(annex: Annex, rows: list[dict[str, Any]]) -> list[str]:
    """The States with a comparable value in each period of the window, and no break within."""
    inside = [r for r in rows if annex["first"] <= r["period"] <= annex["last"]]
    window = sorted({row["period"] for row in inside if _is_whole(row)})
    if not window:
        return []
    there = {(row["state"], row["period"]) for row in rows if _is_whole(row)}
    broken = {
        row["state"]
        for row in rows
        if row["status"] == "B" and window[0] < row["period"] <= window[-1]
    }
    replied = [state["state"] for state in annex["states"] if state["replied"]]
    return [
        state
        for state in replied
        if state not in broken and all((state, period) in there for period in window)
    ]


def _is_whole(row: dict[str, Any]) -> bool:
    return row["value"] is not None and not row["partial"] and row["status"] != "P"
