"""Verifying the family's chapter: each outcome against the database or a program of its own."""

import io

from pypdf import PdfReader

from homeward.node.demo.checks import Check, rows_of
from homeward.node.demo.family import NUMBER, VICTIM, Family
from homeward.node.demo.family_help import ADDRESS, HEALTH


def family_checks(story: Family) -> list[Check]:
    """Every check of the family's chapter, in the order in which it was played."""
    return [
        Check(
            "The investigator finds no file of the family",
            f"{story.hidden} of 3",
            story.hidden == 3,
        ),
        _letter(story),
        _measures(story),
        _sealed(story),
        _alarm(story),
        _recalled(story),
        _sums(story),
    ]


def _one(story: Family, sql: str) -> tuple[object, ...]:
    return tuple(rows_of(story.stage, "XA", sql)[0])


def _letter(story: Family) -> Check:
    pages = PdfReader(io.BytesIO(story.letter)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    told = [word for word in (VICTIM, NUMBER, HEALTH) if word in text]
    kept = [word for word in ("savings", story.reference, "Joss") if word in text]
    found = f"holds {len(told)} of 3 parts, {len(kept)} others"
    return Check("The letter holds what the consent covers", found, len(told) == 3 and not kept)


def _measures(story: Family) -> Check:
    count = _one(story, "select count(*) from victims_measure where kind = 'accommodation'")[0]
    return Check("Two measures of a kind do not overlap", f"{count} in force", count == 1)


def _sealed(story: Family) -> Check:
    query = (
        "select count(*) from cases_sealedtext where position(convert_to(%s, 'UTF8') in locked) > 0"
    )
    readable = rows_of(story.stage, "XA", query, ADDRESS)[0][0]
    links = _one(story, "select count(*) from victims_protectedaddress")[0]
    found = f"{links} linked, {readable} readable"
    return Check("The address is sealed", found, (links, readable) == (1, 0))


def _alarm(story: Family) -> Check:
    count = _one(story, "select count(distinct file_id) from victims_threatalarm")[0]
    return Check("A contact of the crisis team raised an alarm", f"{count} files", count == 3)


def _recalled(story: Family) -> Check:
    status = _one(story, "select status from victims_referral")[0]
    return Check("The withdrawn consent recalled the referral", str(status), status == "cleared")


def _sums(story: Family) -> Check:
    losses = _one(story, "select sum(amount) from victims_loss where withdrawn_at is null")[0]
    paid = _one(story, "select sum(amount) from victims_compensationpaid")[0]
    found = f"lost {losses}, compensated {paid}"
    return Check("Losses and compensation add up", found, (losses, paid) == (550_000, 450_000))
