"""Adding figures: a file that somebody imports, and the node's own count."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from homeward.foundation.access.models import User
from homeward.foundation.guard.actor import Actor, service
from homeward.foundation.guard.jobs import job
from homeward.foundation.journal.actions import record
from homeward.oversight.trends.access import check_may_add
from homeward.oversight.trends.counting import count, end_of_last_quarter
from homeward.oversight.trends.errors import NoFigures, OtherDefinition
from homeward.oversight.trends.files import read_table
from homeward.oversight.trends.indicators import INDICATORS
from homeward.oversight.trends.models import Apart, Dataset, Figure, Upload
from homeward.oversight.trends.queries import known_areas, latest_of_key, values_of
from homeward.oversight.trends.statistics.importing import (
    Plan,
    Reading,
    Rejection,
    read_figures,
    read_population,
)
from homeward.oversight.trends.statistics.observations import Cell, Observation
from homeward.oversight.trends.tallies import FactRow

COUNTER = service("trends")
OWN = "node:"
LONGEST_KEY = 60
#: The kinds of facts that rules of indicators use.
FACTS = (
    "case.opened",
    "case.classified",
    "case.merged",
    "case.unmerged",
    "case.person",
    "case.same_person",
    "case.harm",
    "cooperation.step",
    "training.tested",
    "training.revoked",
    "victims.family_contact",
    "victims.file",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a source says of its figures."""

    kind: str
    title: str
    publisher: str = ""
    address: str = ""
    coverage: str = ""
    under_reporting: str = ""


@transaction.atomic
def bring_file(name: str, content: bytes, *, user: User) -> Upload:
    """Keep a file for its mapping; raises TableUnreadable and Forbidden."""
    check_may_add(user)
    read_table(name, content)
    Upload.objects.filter(by=user.pk).delete()  # one at a time; the older one was abandoned
    return Upload.objects.create(name=name, content=content, by=user.pk, at=datetime.now(UTC))


@transaction.atomic
def import_figures(upload: Upload, plan: Plan, about: About, *, user: User) -> Dataset:
    """Make a data set of an upload, which is then gone; what cannot stand is kept apart in it.

    A data set with the same title is an earlier vintage, and values that differ from it are
    revised. Raises NoFigures, and OtherDefinition where the earlier one was defined otherwise.
    """
    check_may_add(user)
    content = bytes(upload.content)
    _columns, rows = read_table(upload.name, content)
    read = readings(rows, plan, about.kind)
    if not read.observations:
        raise NoFigures
    made = _keep(
        about,
        read.observations,
        read.rejections,
        read.names,
        key=_key_of(about),
        indicator=plan.indicator,
        unit=plan.unit,
        definition=read.defined,
        plan=asdict(plan),
        file_name=upload.name,
        digest=hashlib.sha256(content).hexdigest(),
        skipped=read.skipped,
        added_by=user.pk,
    )
    upload.delete()
    record(
        "trends.imported",
        actor=user.actor,
        subject=("trends_dataset", made.pk),
        figures=len(read.observations),
        apart=len(read.rejections),
    )
    return made


def readings(rows: list[dict[str, str]], plan: Plan, kind: str) -> Reading:
    """What a table of figures, or of a population, comes to."""
    if kind != Dataset.POPULATION:
        return read_figures(rows, plan)
    found, read = read_population(rows, plan, known_areas())
    every = tuple(
        Observation(Cell(plan.indicator, plan.unit, area, year), Decimal(value))
        for (area, year), value in found.items()
    )
    return replace(read, observations=every)


def _key_of(about: About) -> str:
    """What the vintages of a data set share: kind and title, cut only where its digest tells it
    from another title that begins so."""
    key = f"{about.kind}:{about.title.casefold()}"
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[:43]}~{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def ask_for_count(*, user: User) -> None:
    """Have the node's facts counted by the one service that reads them."""
    check_may_add(user)
    record("trends.count_asked", actor=user.actor, subject=("trends_count", "own"))
    count_facts.defer(actor=COUNTER, now=datetime.now(UTC).isoformat())


@job("trends.count_facts")
def count_facts(*, actor: Actor, now: str) -> None:
    """Count all indicators and keep them as a new vintage of the node's own data sets."""
    until = end_of_last_quarter(datetime.fromisoformat(now))
    by_indicator: dict[str, list[Observation]] = {}
    for one in count(_facts(until), settings.HOMEWARD_STATE, until):
        by_indicator.setdefault(one.cell.indicator, []).append(one)
    for code, observations in by_indicator.items():
        indicator = INDICATORS[code]
        about = About(kind=Dataset.FIGURES, title=code, publisher=settings.HOMEWARD_STATE)
        _keep(about, observations, [], {}, key=OWN + code, indicator=code, unit=indicator.unit)
    record("trends.counted", actor=actor, subject=("trends_count", "own"), until=until.isoformat())


def _facts(until: datetime) -> Iterable[FactRow]:
    """The facts that indicators use, as only the service of statistics reads them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select kind, at, case_id, data::text from journal_fact where at < %s and"
            " kind = any(%s) order by at, id",
            [until, list(FACTS)],
        )
        return [FactRow(kind, at, case, _read(data)) for kind, at, case, data in cursor.fetchall()]


def _read(data: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(data)
    return found


def _keep(
    about: About,
    observations: Iterable[Observation],
    rejections: Iterable[Rejection],
    names: Mapping[str, str],
    *,
    key: str,
    **columns: Any,
) -> Dataset:
    before = latest_of_key(key)
    if before is not None:
        was = (before.indicator, before.unit, before.definition)
        if was != (columns["indicator"], columns["unit"], columns.get("definition", "")):
            raise OtherDefinition(title=about.title, before=" · ".join(filter(None, was)))
    old = values_of(before) if before else {}
    made = Dataset.objects.create(key=key, **asdict(about), **columns, added_at=datetime.now(UTC))
    figures = []
    for one in observations:
        cell = one.cell
        past = old.get((cell.area, cell.period, cell.breakdown))
        figures.append(
            Figure(
                dataset=made,
                area=cell.area,
                area_name=names.get(cell.area, "")[:120],
                period=cell.period,
                breakdown=cell.breakdown,
                value=one.value,
                status=one.status.value,
                revised=past is not None and past != _as_kept(one.value),
                note=one.note,
            )
        )
    Figure.objects.bulk_create(figures, batch_size=1000)
    Apart.objects.bulk_create(
        [_apart(made, one) for one in rejections],
        batch_size=1000,
    )
    return made


def _as_kept(value: Decimal | None) -> Decimal | None:
    """A value with the decimals that the table keeps."""
    return None if value is None else round(value, 6)


def _apart(dataset: Dataset, one: Rejection) -> Apart:
    return Apart(
        dataset=dataset,
        row=one.row,
        column=one.column[:120],
        reason=one.reason.value,
        found=one.found,
        against=one.against,
    )
