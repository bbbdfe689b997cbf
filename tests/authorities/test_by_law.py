"""Whom to ask in a State that nobody entered: its institutions, and the channels of every State."""

import pytest

from homeward.foundation.authorities.routing import Advice, who_to_ask
from homeward.foundation.authorities.vocabulary import AuthorityFunction
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.knowledge.law.institutions import ROLE_WORDS
from homeward.knowledge.law.shelf import shipped
from homeward.knowledge.law.statelaw import ROLES
from homeward.knowledge.law.words import ROLE_NAMES
from tests.authorities.test_routing import SUNDAY
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People

SETUP = service("setup")


def asked(state: str, kind: str, urgency: str = "routine", treaty: str = "untoc") -> Advice:
    with opened(SETUP):
        return who_to_ask(state, kind, urgency, treaty, SUNDAY)


def test_every_state_whose_law_is_recorded_has_somebody_to_ask(people: People) -> None:
    for state in shipped():
        advice = asked(state, "anti_kidnapping", "life_at_risk")
        assert advice.options == []
        assert [one.kind.value for one in advice.channels] == ["interpol", "diplomatic"], state
        assert all(one.reason for one in advice.channels)


def test_the_institution_its_role_and_the_channel_with_reasons(people: People) -> None:
    assistance = asked("MX", "assistance")
    assert [one.institution.original for one in assistance.by_law] == [
        "Fiscalía General de la República"
    ]
    assert [one.kind.value for one in assistance.channels] == ["diplomatic", "interpol"]
    extradition = asked("MX", "extradition")
    assert [one.institution.original for one in extradition.by_law] == [
        "Secretaría de Relaciones Exteriores"
    ]
    entered = asked("XD", "assistance")
    assert (entered.by_law, entered.channels) == ([], []), "it has an entry that can be taken"
    page = check_page(
        signed_in(people.dan).get("/authorities/who/?state=MX&kind=extradition&urgency=urgent")
    )
    assert "Secretaría de Relaciones Exteriores" in page
    assert "from memory" in page
    assert "Diplomatic channel" in page


def test_an_administrator_enters_what_the_law_names(people: People) -> None:
    client = signed_in(people.adam)
    page = check_page(client.get("/authorities/states/MX/"))
    assert "/authorities/states/MX/enter/?institution=0" in page
    form = check_page(client.get("/authorities/states/MX/enter/?institution=0"))
    assert "Office of the Attorney General" in form
    assert client.get("/authorities/states/MX/enter/?institution=99999").status_code == 200


def test_every_role_of_the_files_has_words_and_functions() -> None:
    assert set(ROLES) == set(ROLE_WORDS) == set(ROLE_NAMES)
    for _words, functions in ROLE_WORDS.values():
        assert set(functions) <= set(AuthorityFunction.values)


@pytest.mark.parametrize("state", sorted(shipped()))
def test_institutions_are_public_facts_without_contacts(state: str) -> None:
    for one in shipped()[state].institutions:
        text = f"{one.name} {one.original} {one.paraphrase}"
        assert "@" not in text
        assert not any(word.isdecimal() and len(word) > 4 for word in text.split()), text
