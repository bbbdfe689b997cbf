"""Every address with every kind of person, as docs/reference/access.md says; none is listed here.

A new address is tried as soon as it is mounted: strangers by its parameters, members of other
compartments by rows that `filling` makes for the records that its parameters name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from uuid import UUID

import psycopg
import pytest
from django.test import Client

from homeward.casework.cases.actions import add_item, add_person
from homeward.casework.cases.models import Case
from homeward.casework.cases.vocabulary.case import ItemKind, PersonRole
from homeward.casework.cooperation.actions.draft import NewRequest, draft_request
from homeward.foundation.access.actions import add_team, add_user, grant_membership
from homeward.foundation.access.glass import BREAKERS
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment, Role
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from tests.access.glasses import broken, hours_pass
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.examples import ALL, in_turn
from tests.meta.filling import MARK, Filled, fill, guarded_models
from tests.meta.repository import ROOT
from tests.meta.test_urls import PUBLIC, ROUTES, SAMPLES, parameters
from tests.notices import listening
from tests.people import PASSWORD, People, a_case

# With every address for everybody it takes minutes.
pytestmark = pytest.mark.story
WALLS = tuple(Compartment.values)
NOT_THERE, NOT_ALLOWED, OTHER_METHOD = 404, 403, 405
LINE = re.compile(r"^\| `([^`]+)` \|([^|]*)\|([^|]*)\|([^|]*)\|$", re.M)
# One's own account, and what other nodes and visitors open: the same for whoever signs in.
OWN = ("account/", "language/", "display/", "health/", "exchange/")
# Who broke a glass and who reviews it know the reference of its case.
TOLD = ("glass", "overseer")
# Parameters that name their record otherwise than by its model.
NAMED = {"number": "SealedItem", "opening": "SealedOpening", "file_id": "RequestFile"}
NAMED |= {"request_id": "Request"}


@dataclass(frozen=True)
class Rule:
    """A line of the page: whom an address is open to, and what everybody else gets."""

    address: str
    roles: frozenset[str]
    places: frozenset[str]
    otherwise: int

    def fits(self, address: str) -> bool:
        if self.address.endswith("**"):
            return address.startswith(self.address[:-2])
        return address == self.address

    def is_for(self, person: User) -> bool:
        """Whether the page gives the address to a role of the person, or by a line to everybody."""
        named = "everybody" in self.roles and self.address != "**"
        return named or bool(self.roles & set(person.roles))


def words(cell: str) -> frozenset[str]:
    return frozenset(word.strip() for word in cell.split(",") if word.strip())


@cache
def rules() -> list[Rule]:
    text = (ROOT / "docs" / "reference" / "access.md").read_text("utf-8")
    table = text.split("## A place in a case")[0]
    return [Rule(a, words(r), words(p), int(o.strip() or 0)) for a, r, p, o in LINE.findall(table)]


def written(route: str) -> str:
    """A route as the page writes it: without the types of its parameters."""
    return re.sub(r"<\w+:(\w+)>", r"<\1>", route)


def rule_of(route: str) -> Rule:
    return next(rule for rule in rules() if rule.fits(written(route)))


TRIED = [route for route in ROUTES if not route.startswith(OWN) and route not in PUBLIC]
OF_A_CASE = [r for r in TRIED if [n for _, n in parameters(r)] == ["reference"]]
OF_RECORDS = [r for r in TRIED if {n for _, n in parameters(r)} - {"reference"}]
PLAIN = [r for r in TRIED if not parameters(r)]


def test_the_page_speaks_of_addresses_that_are_there() -> None:
    used = {rule_of(route).address for route in TRIED}
    assert {rule.address for rule in rules()} == used
    assert {role for rule in rules() for role in rule.roles} <= {*Role.values, "everybody"}
    assert all(route in PUBLIC or not route.startswith("exchange/") for route in ROUTES)
    assert min(len(OF_A_CASE), len(OF_RECORDS), len(PLAIN)) > 8


@dataclass(frozen=True)
class World:
    """A case with something in every compartment, and everybody who might look at it."""

    case: Case
    request: UUID
    people: People
    roles: dict[str, User]
    outside: dict[str, User]
    inside: dict[str, User]


def add(name: str, roles: list[str], **more: object) -> User:
    with opened(service("setup")) as actor:
        return add_user(
            name,
            actor=actor,
            full_name=name.title(),
            authority="XA-POLICE",
            roles=roles,
            password=PASSWORD,
            **more,  # type: ignore[arg-type]
        )


@pytest.fixture
def world(
    people: People, node: TestNode, suite: SuiteCluster, monkeypatch: pytest.MonkeyPatch
) -> World:
    listening(monkeypatch)
    case = a_case(people)
    inside = {wall: add(f"in-{wall}", ["officer", "central"]) for wall in WALLS}
    with opened(people.alice.actor) as actor:
        for wall, person in inside.items():
            grant_membership(case.pk, person, wall, actor=actor)
            secret = f"{MARK}{wall}"
            add_person(case, PersonRole.WITNESS, actor=actor, compartment=wall, name=secret)
            add_item(case, ItemKind.NOTE, secret, actor=actor, compartment=wall)
    drafter = inside["finance"]
    with opened(drafter.actor):
        new = NewRequest(kind="tracing", other_state="XB", legal_basis="untoc", urgency="routine")
        request = draft_request(case, new, user=drafter).pk
    with opened(service("setup")) as actor:
        team = add_team("other", actor=actor, name="Another desk", authority="XA-FIU")
    roles = {role: add(f"as-{role}", [role]) for role in Role.values}
    late = add("late", ["officer"])
    hours_pass(node, suite, broken(late, case, *WALLS), 5)
    # Roles only add to what a person may: whoever has all that work on cases stands for each.
    outside = {
        "another team": add("elsewhere", [*BREAKERS], teams=[team]),
        "expired glass": late,
        "overseer": roles["overseer"],
        "administrator": roles["administrator"],
    }
    return World(case, request, people, roles, outside, inside)


def filled_in(route: str, case: Case, records: dict[str, object]) -> str:
    address = route
    for converter, name in parameters(route):
        known = case.reference if name == "reference" else records.get(name)
        value = SAMPLES[converter][0] if known is None else known
        address = address.replace(f"<{converter}:{name}>", str(value))
    return f"/{address}"


def answers(client: Client, address: str, *, sent: bool = True) -> Iterator[tuple[str, int, str]]:
    """Method, status and text of what somebody gets who opens an address, and who sends to it."""
    for method in ("get", "post") if sent else ("get",):
        answer = getattr(client, method)(address, {"unknown": "1"} if method == "post" else {})
        text = "" if answer.streaming else answer.content.decode(errors="replace")
        yield method, answer.status_code, text


def sent_to(number: int, people: dict[str, User]) -> set[str]:
    """Who tries the address of this number: one of them in turn, and all in `make deep`."""
    names = list(people)
    return set(names) if ALL else {names[number % len(names)]}


def names_of_records() -> dict[str, str]:
    """Parameter -> table of the record that it names."""
    tables = {model.__name__.lower(): model._meta.db_table for model in guarded_models()}
    found = {}
    for route in ROUTES:
        for _, name in parameters(route):
            plain = NAMED.get(name, name.removesuffix("_id").replace("_", "")).lower()
            if plain in tables and name != "reference":
                found[name] = tables[plain]
    return found


def records_of(filled: Filled, wall: str) -> dict[str, object]:
    """For each parameter the key of a row in the compartment."""
    return {name: filled.parent(table, wall) for name, table in names_of_records().items()}


def test_nobody_without_a_place_finds_anything_of_a_case(
    world: World, node: TestNode, suite: SuiteCluster
) -> None:
    """Another team, whatever its roles, an expired glass, oversight, administration: the records
    are there, and 404 is the answer."""
    assert len(names_of_records()) > 8, "most parameters name a record that this test makes"
    url = suite.cluster.superuser_url(node.home.config.database)
    with psycopg.connect(url, autocommit=True) as owner:
        records = records_of(fill(owner, world.case), "finance")
    for who, person in world.outside.items():
        client = signed_in(person)
        for number, route in enumerate(OF_A_CASE + OF_RECORDS):
            rule, found = rule_of(route), set()
            if who not in sent_to(number, world.outside) or rule.is_for(person):
                continue  # no record of a case, but what the page gives to a role or to all
            for method, status, text in answers(client, filled_in(route, world.case, records)):
                found.add(status)
                assert status in (NOT_THERE, OTHER_METHOD), (who, method, route, status)
                assert MARK not in text, (who, route)
                assert world.case.title not in text, (who, route)
            assert NOT_THERE in found, (who, route)


def test_pages_of_a_role_open_to_it_alone(world: World) -> None:
    glass = world.outside["expired glass"]
    everyone = {**world.roles, "glass": glass}
    for turn, (who, person) in enumerate(everyone.items()):
        client = signed_in(person)
        for number, route in enumerate(PLAIN):
            if not in_turn(number + turn, 3):
                continue
            rule = rule_of(route)
            open_to = "everybody" in rule.roles or bool(rule.roles & set(person.roles))
            is_sent = who in sent_to(number, everyone)
            for method, status, text in answers(client, f"/{route}", sent=is_sent):
                assert MARK not in text, (who, route)
                assert world.case.reference not in text or who in TOLD, (who, route)
                if status == OTHER_METHOD:
                    continue
                refused = status in (NOT_THERE, NOT_ALLOWED)
                assert refused is not open_to, (who, method, route, status)
                assert open_to or status == rule.otherwise, (who, method, route, status)


def status_of(client: Client, route: str, case: Case) -> int:
    return int(client.get(filled_in(route, case, {})).status_code)


def test_members_open_what_their_compartment_is_for(world: World) -> None:
    """Also: a live glass opens what a member of the same compartment opens, and no more."""
    everyone = {**world.inside, "lead": world.people.alice}
    late = world.outside["expired glass"]
    broken(late, world.case, "crisis", minutes=5)
    by_glass = signed_in(late)
    for turn, (place, person) in enumerate(everyone.items()):
        client, others = signed_in(person), [w for w in WALLS if w != place and place != "lead"]
        for number, route in enumerate(OF_A_CASE):
            if not in_turn(number + turn, 2):
                continue
            places = rule_of(route).places
            address, is_sent = filled_in(route, world.case, {}), place in sent_to(number, everyone)
            for method, status, text in answers(client, address, sent=is_sent):
                assert status < 500, (place, method, route, status)
                assert not [w for w in others if f"{MARK}{w}" in text], (place, route)
                if status == OTHER_METHOD or "any" in places:
                    continue
                held = {*WALLS, "lead"} if place == "lead" else {place}
                refused = status in (NOT_THERE, NOT_ALLOWED)
                assert refused is not bool(places & held), (place, method, route, status)
                assert not refused or status == rule_of(route).otherwise, (place, route, status)
            if place == "crisis":
                seen = status_of(client, route, world.case)
                assert status_of(by_glass, route, world.case) == seen, route


def test_a_record_opens_to_no_other_compartment(
    world: World, node: TestNode, suite: SuiteCluster
) -> None:
    """Members of the case, with the address of a record that is in a compartment not theirs."""
    url = suite.cluster.superuser_url(node.home.config.database)
    with psycopg.connect(url, autocommit=True) as owner:
        filled = fill(owner, world.case)
    tried = 0
    for wall, person in world.inside.items():
        client = signed_in(person)
        other = WALLS[WALLS.index(wall) - 1]
        records = records_of(filled, other)
        for number, route in enumerate(OF_RECORDS):
            is_sent = wall in sent_to(number, world.inside)
            if not is_sent or not walled(route, filled, records, wall):
                continue
            tried += 1
            for method, status, text in answers(client, filled_in(route, world.case, records)):
                refused = (NOT_THERE, NOT_ALLOWED, OTHER_METHOD)
                assert status in refused, (wall, other, method, route, status)
                assert MARK not in text, (wall, other, route)
    assert tried > 50


def walled(route: str, filled: Filled, records: dict[str, object], wall: str) -> bool:
    """Whether the address names a record that is in another compartment than this one."""
    tables = names_of_records()
    held = [
        filled.rows[tables[name]].get(records[name], "")
        for _, name in parameters(route)
        if name in tables
    ]
    return any(one not in ("", wall) for one in held)
