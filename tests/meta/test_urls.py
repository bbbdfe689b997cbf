"""Every address of the node, found by walking the URL configuration, for visitors and strangers.

A new page is covered as soon as it is mounted. A page that is meant to be public is listed here
with its reason; everything else sends a visitor to sign-in or does not exist for him.
"""

from collections.abc import Iterator
from itertools import cycle, islice, pairwise
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.actions.draft import NewRequest, draft_request
from homeward.foundation.access.actions import add_user, grant_membership
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.examples import ALL, in_turn, some
from tests.page_checks import check_page
from tests.people import PASSWORD, People, a_case

SIGN_IN = "/account/login/"
# Address -> why somebody who has not signed in may open it, and what he gets by GET and by POST.
PUBLIC = {
    "account/login/": ("the door itself", 200, 400),
    "account/logout/": ("ends what is not there, and leads to sign-in", 302, 302),
    "account/inactive/": ("tells a person who was switched off whom to ask", 200, 405),
    "account/2fa/authenticate/": ("the door's second step; leads to the first", 302, 302),
    "language/setlang/": ("pages are read in one's language before sign-in", 302, 302),
    "display/": ("pages are shown as one sees best before sign-in", 405, 400),
    "health/": ("for monitors; says that the node answers and nothing else", 200, 405),
    "alerts/feed.atom": ("published public alerts and nothing else; off by default", 404, 405),
    "alerts/<uuid:identifier>.xml": (
        "one published public alert and nothing else; off by default",
        404,
        405,
    ),
    "exchange/v1/messages": ("for other nodes, who prove themselves by signatures", 405, None),
    "exchange/v1/bundles": ("for other nodes, who prove themselves by signatures", 405, None),
    "exchange/v1/heads": ("for other nodes, who prove themselves by signatures", 405, 401),
    "exchange/v1/proofs": ("for other nodes, who prove themselves by signatures", 405, 401),
    "exchange/v1/attachments/<str:sender>/<uuid:attachment>": (
        "for other nodes, who prove themselves by signatures",
        411,
        405,
    ),
    "exchange/v1/attachments/<str:sender>/<uuid:attachment>/<int:number>": (
        "for other nodes, who prove themselves by signatures",
        405,
        405,
    ),
}
NOBODY = UUID("00000000-0000-4000-8000-000000000001")
SAMPLES: dict[str, list[Any]] = {
    "uuid": [NOBODY],
    "int": [1],
    "slug": ["approve"],
    "str": ["approve"],
    "path": ["approve"],
}


def addresses() -> Iterator[tuple[str, URLPattern]]:
    """Every route of the node with its pattern."""

    def walk(
        patterns: list[URLPattern | URLResolver], before: str
    ) -> Iterator[tuple[str, URLPattern]]:
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, route)
            else:
                yield route, one

    yield from walk(get_resolver().url_patterns, "")


def parameters(route: str) -> list[tuple[str, str]]:
    """Converter and name of each part of a route that varies."""
    return [tuple(part.split(">")[0].split(":")) for part in route.split("<")[1:]]  # type: ignore[misc]


def filled(route: str, case: Case, request_id: UUID) -> str:
    """The route with real records where there are some: what must stay hidden exists."""
    address = route
    for converter, name in parameters(route):
        value = {"reference": case.reference, "request_id": request_id}.get(name)
        value = SAMPLES[converter][0] if value is None else value
        address = address.replace(f"<{converter}:{name}>", str(value))
    return f"/{address}"


ROUTES = [route for route, _ in addresses()]
OF_RECORDS = [route for route in ROUTES if parameters(route) and route not in PUBLIC]
PLAIN = [route for route in ROUTES if not parameters(route)]


@pytest.fixture
def world(people: People) -> tuple[People, Case, UUID]:
    """A case with a request in draft, both of which Dan must not learn of."""
    case = a_case(people)
    with opened(service("setup")) as actor:
        fay = add_user(
            "fay",
            actor=actor,
            full_name="Fay",
            authority="XA-CENTRAL",
            roles=["central", "officer"],
            password=PASSWORD,
            teams=[people.central],
        )
    with opened(people.alice.actor) as actor:
        grant_membership(case.pk, fay, "finance", actor=actor)
    with opened(fay.actor):
        new = NewRequest(kind="tracing", other_state="XB", legal_basis="untoc", urgency="routine")
        return people, case, draft_request(case, new, user=fay).pk


def test_every_route_is_written_with_converters() -> None:
    """Regular expressions would slip through this file."""
    assert [route for route in ROUTES if "(?P" in route or "^" in route] == []
    assert len(set(ROUTES)) == len(ROUTES)
    assert set(PUBLIC) <= set(ROUTES)


def leads_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(SIGN_IN)


def test_a_visitor_is_sent_to_sign_in_from_everywhere(
    world: tuple[People, Case, UUID],
) -> None:
    _, case, request_id = world
    for number, route in enumerate(ROUTES):
        address = filled(route, case, request_id)
        for method in ("get", "post") if in_turn(number, 3) or route in PUBLIC else ("get",):
            answer = getattr(Client(), method)(address)
            if route in PUBLIC:
                expected = PUBLIC[route][1 if method == "get" else 2]
                assert expected is None or answer.status_code == expected, (method, address)
                continue
            assert leads_to_sign_in(answer) or answer.status_code == 404, (method, address)


def test_what_is_public_names_no_case(world: tuple[People, Case, UUID]) -> None:
    _, case, request_id = world
    for route in PUBLIC:
        answer = Client().get(f"/{route}")
        for secret in (case.reference, case.title, str(request_id)):
            assert secret not in answer.content.decode()


def test_a_stranger_finds_no_record(world: tuple[People, Case, UUID]) -> None:
    people, case, request_id = world
    client = signed_in(people.dan)
    for number, route in enumerate(OF_RECORDS):
        address = filled(route, case, request_id)
        answers = [client.get(address)]
        if in_turn(number, 3) or answers[0].status_code == 405:
            answers.append(client.post(address))
        # A page that takes one method only says so before it looks at the record.
        assert {answer.status_code for answer in answers} <= {404, 405}, address
        pages = [answer.content.decode() for answer in answers if answer.status_code == 404]
        assert pages, address
        assert not any(case.title in page for page in pages)
    check_page(client.get(address), status=404)  # they are all made of one template


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_plain_page_renders_for_everybody(people: People, language: str) -> None:
    for turn, person in enumerate((people.alice, people.carol, people.olga, people.adam)):
        client = signed_in(person, language=language)
        for route in some(PLAIN, 3 if language == "en" else 8, turn):
            answer = client.get(f"/{route}")
            if answer.headers["Content-Type"].startswith("text/html") and answer.status_code in (
                200,
                404,
            ):
                check_page(answer, language, answer.status_code)
            assert answer.status_code in (200, 302, 403, 404, 405), route


def test_no_address_with_strange_characters_breaks_a_page(world: tuple[People, Case, UUID]) -> None:
    people, case, request_id = world
    client = signed_in(people.alice)
    for turn, strange in enumerate(("%00", "..%2f..", "x" * 300, "%F0%9F%8F%A0", "'%20or%201=1")):
        routes = some(OF_RECORDS, 5, turn)
        written = [filled(route, case, request_id) for route in routes]
        tried = [one.replace(case.reference, strange) for one in written if case.reference in one]
        nowhere = [one for one in tried if not leads_somewhere(one)]
        for address in set(tried).difference(nowhere[1:]):  # one answer for all that lead nowhere
            answer = client.get(address)
            assert answer.status_code < 500, (address, strange)


def leads_somewhere(address: str) -> bool:
    try:
        resolve(unquote(address))
    except Resolver404:
        return False
    return True


STRANGE = ("%01%1f%7f", "%00", "a%00b", "%ED%A0%80", "%FF%FE", "-1", "99999999999999999999", "%27")
PARAMETERS = ("q", "page", "next", "sort", "kind", "state", "function", "verb", "case", "since")


def test_no_query_string_breaks_a_page(
    world: tuple[People, Case, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown parameters are ignored; known ones are read as what anybody may have written.

    A page that reads none of them is asked once; the others too, each parameter with something
    else that is strange, and in the long run (`make deep`) with everything.
    """
    people, case, request_id = world
    asked = what_is_asked_of_queries(monkeypatch)
    reading = set()
    for person, routes in ((people.alice, ROUTES), (people.olga, some(PLAIN, 4))):
        client = signed_in(person)
        for route in routes:
            if route == "account/logout/":
                continue
            for turn in range(len(STRANGE) if ALL else 1):
                asked.clear()
                given = zip(PARAMETERS, islice(cycle(STRANGE), turn, None), strict=False)
                query = "&".join(f"{name}={strange}" for name, strange in given)
                answer = client.get(f"{filled(route, case, request_id)}?{query}")
                assert answer.status_code < 500, (route, query)
                if answer.status_code != 400 and not asked & set(PARAMETERS):
                    break
                reading.add(route)
    assert {"search/", "cases/", "requests/", "journal/"} <= reading


def what_is_asked_of_queries(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names that views and forms ask query strings for, from now on."""
    asked: set[str] = set()
    for method in ("__getitem__", "getlist"):
        usual = getattr(QueryDict, method)

        def noting(self: QueryDict, key: str, *more: Any, usual: Any = usual) -> Any:
            asked.add(key)
            return usual(self, key, *more)

        monkeypatch.setattr(QueryDict, method, noting)
    return asked


def test_a_null_in_any_field_is_answered_with_a_sentence(people: People) -> None:
    client = signed_in(people.alice)
    for address in ("/search/?q=%00", "/?x=%00", "/cases/?q=a%00"):
        assert "hidden character" in check_page(client.get(address), status=400)
    answer = client.post("/display/", {"theme": "dark\x00"})
    assert "hidden character" in check_page(answer, status=400)
    client.cookies["homeward_xa_session"] = '"\\000\\000\\000\\000\\000\\000\\000\\000\\000"'
    assert leads_to_sign_in(client.get("/cases/"))


def test_the_middleware_stands_in_the_order_that_the_walls_need() -> None:
    from django.conf import settings

    order = [name.rsplit(".", 1)[1] for name in settings.MIDDLEWARE]
    wanted = [
        "CleanText",
        "CSPMiddleware",
        "SessionMiddleware",
        "CsrfViewMiddleware",
        "AuthenticationMiddleware",
        "ContextMiddleware",
        "SecondFactorMiddleware",
        "MessageMiddleware",
        "AccountMiddleware",
    ]
    assert all(order.index(a) < order.index(b) for a, b in pairwise(wanted))
