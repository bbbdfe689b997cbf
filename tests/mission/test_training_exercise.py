"""59/154 §8(a), 61/179 §6: a State asks for training, it is paid for, and an exercise is played.

On the nodes of XA and of the Secretariat, and on two of the environment *exercise* beside them.
"""

from html import unescape

import pytest

from homeward.node.demo.checks import Check
from homeward.node.demo.training import Training
from tests.database import rows

pytestmark = pytest.mark.nodes


def test_an_exercise_is_asked_for_paid_played_and_evaluated(
    trained: tuple[Training, list[Check]],
) -> None:
    story, checks = trained
    assert not [f"{one.name}: {one.found}" for one in checks if not one.passed]
    names = " · ".join(one.name for one in checks)
    for words in ("steps missed", "simulated desk answered", "another environment", "the mark"):
        assert words in names
    (found,) = [one.found for one in checks if one.name == "Exercise: steps missed"]
    assert found == "One person is with the family"
    for node in ("XA", "XZ"):
        stage = "select stage from assistance_assistancerequest where id = %s"
        assert rows(story, node, stage, story.request) == [("evaluated",)]
    assert "one step was missed" in unescape(story.person("central.xa").get(story.page))


def test_nothing_of_it_is_on_the_nodes_of_the_demonstration(
    trained: tuple[Training, list[Check]],
) -> None:
    story, _ = trained
    for node in story.stage.nodes:
        assert rows(story, node, "select id from assistance_exercisesession") == []
        assert rows(story, node, "select id from cases_case where title like 'Exercise:%%'") == []
    refused = rows(
        story, "XB", "select data->>'code' from journal_entry where verb = 'exchange.bad_message'"
    )
    assert refused, "what an exercise node carried there is in the journal as refused"
