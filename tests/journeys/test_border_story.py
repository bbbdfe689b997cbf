"""The border story by clicking and typing: two States at real browsers, on nodes of their own.

XA works in English and XB in French. What XC does repeats XB's part, so the demonstration's client
does it.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from homeward.node.demo.stage import Stage
from homeward.node.demo.story import Story
from tests.journeys import tale as chapters
from tests.journeys.tale import Tale
from tests.journeys.visitor import Visitor, visitor

pytestmark = [pytest.mark.browser, pytest.mark.nodes]


@pytest.fixture
def tale(stage: Stage, browser: Browser) -> Iterator[Tale]:
    """Four people at their windows. In the end none of these may have complained of anything."""
    with ExitStack() as stack:

        def window(username: str, language: str) -> Visitor:
            state = username[-2:].upper()
            url = stage.url(state)
            one = stack.enter_context(visitor(browser, state, url, language=language))
            one.sign_in(username)
            assert one.page.locator("html").get_attribute("lang") == language
            return one

        yield Tale(
            officer=window("officer.xa", "en"),
            central=window("central.xa", "en"),
            officer_b=window("officer.xb", "fr"),
            central_b=window("central.xb", "fr"),
            story=Story(stage, lambda step: None),
        )


def test_the_ransom_is_followed_over_the_border_and_frozen(tale: Tale) -> None:
    chapters.open_the_case(tale)
    chapters.record_victim_and_ransom(tale)
    chapters.let_the_central_authority_in(tale)
    chapters.upload_the_statement(tale)
    chapters.claim_the_ransom_and_trace_it(tale)
    chapters.prepare_the_run(tale)
    chapters.take_up_the_request(tale)
    chapters.xc_takes_part(tale)
    chapters.see_the_run_finish(tale)
    chapters.ask_for_freezing(tale)
    chapters.freeze(tale)
    chapters.read_the_answer(tale)
