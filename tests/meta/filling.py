"""Rows in every table that belongs to a case, so that no wall is tried on nothing.

Rows are made from what the models say of their columns: each table gets one for each compartment,
whose references lead to the rows of the same compartment. People and desks in them are nobody's.
A table that this cannot fill gets its value in `GIVEN`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from psycopg.types.json import Jsonb

from homeward.casework.cases.models import Case
from homeward.foundation.access.roles import Compartment
from tests.meta.test_layout import case_models

NOBODY = 999_000_000
MARK = "walled-"  # in every text, so that a leak can be searched for
# What a check constraint of a table wants beyond its columns' types: column -> value.
_VICTIMS = {"compartment": "victims"}
_CRISIS = {"compartment": "crisis"}  # all that these tables ever hold, and their walls say so
GIVEN: dict[str, dict[str, Any]] = {
    "cases_detention": {"conditions": "", "hold_why": ""},
    "cases_sameperson": {"person_id": NOBODY, "other_id": NOBODY + 1},
    "response_clock": _CRISIS,
    "response_contact": _CRISIS,
    "response_handover": _CRISIS,
    "response_proofcheck": _CRISIS,
    "response_roleassignment": _CRISIS,
    **{f"victims_{table}": _VICTIMS for table in ("contactplan", "familycontact")},
    "victims_familypromise": _VICTIMS,
    "victims_planshare": _VICTIMS | {"override_id": None},
    **{f"victims_{table}": _VICTIMS for table in ("arrangement", "contactend")},
    **{f"victims_{table}": _VICTIMS for table in ("debriefsession", "supportstep")},
    "victims_assessment": _VICTIMS,
    "victims_assessmentdate": _VICTIMS,
    "victims_assessmentlevel": _VICTIMS,
    "victims_channel": _VICTIMS,
    "victims_compensationclaim": _VICTIMS | {"currency": "XAD"},
    "victims_compensationdecision": _VICTIMS,
    "victims_compensationgrant": _VICTIMS,
    "victims_compensationpaid": _VICTIMS,
    "victims_compensationpart": _VICTIMS,
    "victims_compensationpayment": _VICTIMS,
    "victims_compensationrepaid": _VICTIMS,
    "victims_complaint": _VICTIMS | {"end": "", "answered_by_id": None},
    "victims_consent": _VICTIMS,
    "victims_goal": _VICTIMS,
    "victims_familyaccess": _VICTIMS,
    "victims_familyupdate": _VICTIMS | {"written_by_id": NOBODY, "released_by_id": None},
    "victims_guardian": _VICTIMS,
    "victims_measure": _VICTIMS,
    "victims_measureentry": _VICTIMS,
    "victims_override": _VICTIMS | {"asked_by_id": NOBODY, "approved_by_id": None},
    "victims_protectedaddress": _VICTIMS,
    "victims_sharedrequest": _VICTIMS | {"override_id": None},
    "victims_referral": _VICTIMS | {"override_id": None},
    "victims_referralstep": _VICTIMS,
    "victims_expressedview": _VICTIMS | {"end": ""},
    "victims_noticewish": _VICTIMS,
    "victims_owednotice": _VICTIMS | {"end": "", "settled_by_id": None},
    "victims_loss": _VICTIMS | {"currency": "XAD", "verified_by_id": None},
    "victims_lossevidence": _VICTIMS,
    "victims_recoveredsum": _VICTIMS | {"currency": "XAD"},
    "victims_need": _VICTIMS,
    "victims_needchange": _VICTIMS,
    "victims_planstep": _VICTIMS,
    "victims_supportfile": _VICTIMS,
    "victims_tellingrule": _VICTIMS,
    "victims_threatalarm": _VICTIMS,
    "victims_threatassessment": _VICTIMS,
}
_SIMPLE: list[tuple[type[models.Field[Any, Any]], Callable[[int], Any]]] = [
    (models.UUIDField, lambda n: uuid.uuid5(uuid.NAMESPACE_OID, str(n))),
    (models.BooleanField, lambda n: False),
    (models.SmallIntegerField, lambda n: n % 30_000),
    (models.IntegerField, lambda n: NOBODY + n),
    (models.DateTimeField, lambda n: datetime.now(UTC) - timedelta(days=1)),
    (models.DateField, lambda n: date(2026, 1, 1)),
    (models.TimeField, lambda n: "12:00"),
    (models.DurationField, lambda n: timedelta(minutes=1)),
    (models.FloatField, lambda n: 0.5),
    (models.DecimalField, lambda n: 1),
    (models.BinaryField, lambda n: str(n).encode()),
    (models.JSONField, lambda n: Jsonb({})),
    (models.GenericIPAddressField, lambda n: "192.0.2.1"),
    (ArrayField, lambda n: []),
]


@dataclass
class Filled:
    """The rows that were made: of each table, primary keys with their compartment ("" for none)."""

    rows: dict[str, dict[Any, str]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def parent(self, table: str, wall: str) -> Any:
        """The key of a row of a table for the compartment, or of the only one."""
        found = self.rows[table]
        return next((key for key, held in found.items() if held == wall), next(iter(found)))


def guarded_models() -> list[type[models.Model]]:
    """Every model whose rows belong to a case, those that others refer to first."""
    known = case_models()
    left = [m for m in apps.get_models() if m in known]
    done: list[type[models.Model]] = []
    while left:
        ready = [m for m in left if set(_parents(m)) & set(left) <= {m}]
        assert ready, f"references run in a circle: {left}"
        done += ready
        left = [m for m in left if m not in ready]
    return done


def fill(owner: psycopg.Connection[Any], case: Case) -> Filled:
    """Rows of `case` in every table that belongs to a case; `owner` is PostgreSQL's superuser."""
    owner.execute("set session_replication_role = replica")  # no triggers, no foreign keys
    filled = Filled({Case._meta.db_table: {case.pk: ""}}, {Case._meta.db_table: "id"})
    number = 0
    for model in guarded_models():
        if model is Case:
            continue
        table = model._meta.db_table
        filled.keys[table] = str(model._meta.pk.column)
        filled.rows[table] = {}
        for wall in Compartment.values:
            number += 1
            _insert(owner, model, _row(model, case, filled, wall, number), filled, wall)
    return filled


def _insert(
    owner: psycopg.Connection[Any],
    model: type[models.Model],
    row: dict[str, Any],
    filled: Filled,
    wall: str,
) -> None:
    table, key = model._meta.db_table, model._meta.pk.column
    columns, places = ", ".join(f'"{c}"' for c in row), ", ".join(["%s"] * len(row))
    statement = (
        f"insert into {table} ({columns}) values ({places})"  # noqa: S608  names of our models
        f' on conflict do nothing returning "{key}"'
    )
    try:
        made = owner.execute(statement, list(row.values())).fetchone()  # type: ignore[arg-type]
    except psycopg.Error as problem:
        filled.failed[table] = str(problem).splitlines()[0]
        return
    if made is not None:
        filled.rows[table][made[0]] = _wall_of(model, row, filled, wall)


def _row(
    model: type[models.Model], case: Case, filled: Filled, wall: str, number: int
) -> dict[str, Any]:
    row = {f.column: _value(f, case, filled, wall, number) for f in _columns(model)}
    return row | GIVEN.get(model._meta.db_table, {})


def _columns(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    for one in model._meta.concrete_fields:
        if not isinstance(one, models.GeneratedField):
            yield one


def _value(one: models.Field[Any, Any], case: Case, filled: Filled, wall: str, number: int) -> Any:
    if one.column == "case_id":
        return case.pk
    if one.column == "compartment":
        return wall
    if isinstance(one, models.ForeignKey):
        table = one.related_model._meta.db_table  # type: ignore[union-attr]
        if filled.rows.get(table):
            return filled.parent(table, wall)
        return None if one.null else NOBODY
    if one.null and not one.primary_key:
        return None
    if one.choices:
        return next(value for value, _ in one.flatchoices if value != "")
    for kind, make in _SIMPLE:
        if isinstance(one, kind):
            return make(number)
    text = f"{MARK}{number}"
    return text[-one.max_length :] if one.max_length else text


def _wall_of(model: type[models.Model], row: dict[str, Any], filled: Filled, wall: str) -> str:
    """The compartment of a row: its own, or that of the first row it belongs to."""
    if "compartment" in row:
        return str(row["compartment"])
    for parent in _parents(model):
        for one in model._meta.concrete_fields:
            if one.related_model is parent:
                held = filled.rows[parent._meta.db_table].get(row[one.column], "")
                if held:
                    return held
    return ""


def _parents(model: type[models.Model]) -> list[type[models.Model]]:
    known = case_models()
    found = [f.related_model for f in model._meta.concrete_fields if f.is_relation]
    return [m for m in found if isinstance(m, type) and m in known]
