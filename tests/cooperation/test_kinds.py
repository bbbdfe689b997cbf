"""Every kind of request is complete, translated, documented, and read as it is written."""

from datetime import UTC, date, datetime
from pathlib import Path

import polib
import pytest
from jsonschema import Draft202012Validator

from homeward.casework.cooperation import kinds as modules
from homeward.casework.cooperation.checks import faults_of, passed
from homeward.casework.cooperation.declaration import (
    ContentField,
    FieldType,
    Group,
    Kind,
    Urgency,
    all_kinds,
    kind_of,
)
from homeward.casework.cooperation.kinds.common import FACTS, INVESTIGATION, PURPOSE
from homeward.casework.cooperation.lifecycle import LIFECYCLES, Needs
from homeward.casework.cooperation.schemas import schemas
from homeward.foundation.access.roles import Role
from homeward.foundation.authorities.vocabulary import AuthorityFunction
from homeward.knowledge.law.references import pieces
from tests.cooperation.samples import least, sample
from tests.meta.repository import ROOT, tool

FOLDER = Path(modules.__file__).parent
EVERY = pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.code)
# DESIGN: each type of UNTOC 18(3), and what the other articles name.
DESIGN = {
    "police_information", "spontaneous_information", "preservation", "special_techniques",
    "joint_investigation", "testimony", "video_hearing", "service", "search", "examination",
    "evidence", "records", "identification", "voluntary_appearance", "other_assistance",
    "detainee_transfer", "extradition", "provisional_arrest", "tracing", "suspension", "freezing",
    "seizure", "confiscation", "asset_return", "proceedings_transfer", "victim_protection",
    "victim_contact",
}  # fmt: skip
ORDERS = ("freezing", "seizure", "suspension", "confiscation", "asset_return")


def test_the_kinds_of_the_design_are_declared_each_in_its_module() -> None:
    assert {kind.code for kind in all_kinds()} == DESIGN
    assert all((FOLDER / f"{code}.py").exists() for code in DESIGN)
    named = " ".join(f.article for kind in all_kinds() for f in (*kind.contents, *kind.answer))
    types = [f"UNTOC 18(3)({letter})" for letter in "abdefghi"]
    assert [one for one in types if one not in named] == []


@EVERY
def test_a_kind_is_complete(kind: Kind) -> None:
    assert kind.group in Group
    assert str(kind.label)
    assert str(kind.purpose).endswith(".")
    assert len(kind.legal_bases) > 1
    assert len({basis.code for basis in kind.legal_bases}) == len(kind.legal_bases)
    assert kind.sender_function in AuthorityFunction.values
    assert kind.receiver_function in AuthorityFunction.values
    assert set(kind.roles_to_draft) <= set(Role.values)
    assert set(kind.limits) == set(Urgency.values)
    spans = [kind.limits[one] for one in (Urgency.LIFE_AT_RISK, Urgency.URGENT, Urgency.ROUTINE)]
    assert spans == sorted(spans)
    steps = LIFECYCLES[kind.lifecycle].transitions
    refusable = any(step.needs is Needs.REFUSAL for step in steps)
    assert bool(kind.grounds) or not refusable or kind.lifecycle == "spontaneous"
    assert kind.answer
    for fields in (kind.contents, kind.answer, *(ground.fields for ground in kind.grounds)):
        _hangs_together(fields)
    for ground in kind.grounds:
        assert ground.article
        assert str(ground.label)


def _hangs_together(fields: tuple[ContentField, ...]) -> None:
    codes = [field.code for field in fields]
    assert len(set(codes)) == len(codes)
    for place, field in enumerate(fields):
        before = {one.code: one for one in fields[:place]}
        assert field.article
        assert str(field.label)
        assert str(field.help).endswith(".")
        assert (field.type is FieldType.CHOICE) == bool(field.choices)
        if field.not_before:
            assert before[field.not_before].type is FieldType.DATE
        if field.when is not None:
            assert field.required
            assert set(field.when.values) <= set(dict(before[field.when.code].choices))
        if field.to_come:
            assert field.type is FieldType.DATE


@EVERY
def test_every_article_of_a_kind_leads_to_its_text(kind: Kind) -> None:
    fields = (*kind.contents, *kind.answer, *(f for g in kind.grounds for f in g.fields))
    named = [one.article for one in (*fields, *kind.grounds, *kind.legal_bases) if one.article]
    read = [one for one in named if one.startswith(("UNTOC", "Hostages", "VCCR"))]
    assert [one for one in read if not any(piece.url for piece in pieces(one))] == []


@EVERY
def test_assistance_says_what_article_18_15_asks_for(kind: Kind) -> None:
    """(a) is in the head of every request; (c) is not asked for to serve documents."""
    codes = [field.code for field in kind.contents]
    if kind.code == "spontaneous_information":
        return
    for part in (INVESTIGATION, FACTS, PURPOSE):
        assert part.code in codes
    needed = {field.code for field in kind.contents if field.required}
    assert ("facts" in needed) is (kind.code != "service")
    sought = {"assistance", "actions", "questions", "data", "task", "measures", "way", "account",
              "person", "suspects", "aim"}  # fmt: skip
    assert sought & set(codes), "what is asked for"


@pytest.mark.parametrize("code", ORDERS)
def test_an_order_over_property_declares_what_it_is(code: str) -> None:
    answer = {field.code: field for field in kind_of(code).answer}
    assert {"authority", "reference", "valid_from"} <= set(answer)
    assert FieldType.AMOUNT in {field.type for field in answer.values()}
    assert all(answer[one].required for one in ("authority", "reference", "valid_from"))


@EVERY
@pytest.mark.parametrize("choice", [0, 1, 2])
def test_what_is_needed_is_enough_and_nothing_of_it_can_be_left_out(
    kind: Kind, choice: int
) -> None:
    """The check that both nodes make and the schema that others read say the same."""
    schema = Draft202012Validator(_contents_schema(kind))
    written = least(kind, choice)
    assert not faults_of(kind.contents, written)
    assert schema.is_valid(written)
    for code, value in written.items():
        if value and not _decides(kind, code):
            without = {**written, code: ""}
            assert [f.code for f in faults_of(kind.contents, without).missing] == [code]
            assert not schema.is_valid(without)
    whole = sample(kind.contents, choice)
    assert not faults_of(kind.contents, whole)
    assert schema.is_valid(whole)
    assert not faults_of(kind.answer, sample(kind.answer, choice))


def _decides(kind: Kind, code: str) -> bool:
    return any(field.when is not None and field.when.code == code for field in kind.contents)


def _contents_schema(kind: Kind) -> dict[str, object]:
    for rule in schemas()["cooperation.request"]["allOf"]:
        then = rule["then"]["properties"]
        if rule["if"]["properties"]["kind"]["enum"] == [kind.code] and "content" in then:
            found: dict[str, object] = then["content"]
            return found
    raise AssertionError(kind.code)


def test_days_that_contradict_each_other_and_days_that_have_passed_are_found() -> None:
    kind = kind_of("detainee_transfer")
    turned = {**sample(kind.contents), "needed_from": "2026-05-02", "needed_to": "2026-05-01"}
    ((later, earlier),) = faults_of(kind.contents, turned).reversed
    assert (later.code, earlier.code) == ("needed_to", "needed_from")
    over = passed(kind.contents, turned, date(2026, 5, 3))
    assert [field.code for field in over] == ["needed_from"]
    assert passed(kind.contents, turned, date(2026, 5, 2)) == []
    same = {**turned, "needed_to": "2026-05-02"}
    assert not faults_of(kind.contents, same)
    assert passed(kind.contents, sample(kind.contents), datetime.now(UTC).date()) == []


def test_every_word_of_the_kinds_is_in_the_french_catalogue() -> None:
    catalogue = polib.pofile(str(FOLDER.parent / "locale" / "fr" / "LC_MESSAGES" / "django.po"))
    french = {entry.msgid: entry.msgstr for entry in catalogue if not entry.obsolete}
    words = [
        str(word)
        for kind in all_kinds()
        for field in (*kind.contents, *kind.answer)
        for word in (field.label, field.help, *(word for _, word in field.choices))
    ]
    words += [str(word) for kind in all_kinds() for word in (kind.label, kind.purpose)]
    words += [str(one.label) for k in all_kinds() for one in (*k.grounds, *k.legal_bases)]
    words += [str(group.label) for group in Group]
    assert len(set(words)) > 350
    assert [word for word in words if not french.get(word)] == []


def test_the_page_of_the_kinds_is_current() -> None:
    page = (ROOT / "docs" / "reference" / "request-kinds.md").read_text(encoding="utf-8")
    assert page == tool("request_kinds").page(), "python tools/request_kinds.py write"
