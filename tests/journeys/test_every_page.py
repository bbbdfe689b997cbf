"""Every page of the nodes after the border story, looked at in a browser, but for those of the case
file and the crisis (test_every_crisis_page.py) and of support (test_every_support_page.py).

One in six is drawn, on a desk and a telephone, in light, and the others are read as they were
sent; with `make pages` all are drawn, in French and in the dark too. Without a fault of
accessibility, a complaint of the browser, or a word that was not translated. The pages are found by
following links; a page that nobody was led to fails here unless it is listed with its reason.
"""

from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser

from homeward.node.demo.cast import password_of
from homeward.node.demo.checks import Check
from homeward.node.demo.client import Person, Refused
from homeward.node.demo.requests import Requests
from homeward.node.demo.story import Step, Story
from tests.journeys.crawl import IN_FULL, Sight, crawl, named_addresses
from tests.journeys.french import untranslated
from tests.journeys.inspection import LANGUAGES, Inspection
from tests.journeys.rooms import (
    ACTION,
    AT_SECRETARIAT,
    ELSEWHERE,
    FILE,
    IN_SUPPORT,
    IN_THE_CRISIS,
    NOT_PLAYED,
)
from tests.journeys.scenery import NEWCOMER, Scenery, set_scene
from tests.journeys.visitor import Visitor, visitor

pytestmark = [pytest.mark.browser, pytest.mark.nodes]
Played = tuple[Story, list[Step]]
Requested = tuple[Requests, list[Check]]

# Who is led through the pages, in this order: a colleague is shown only what is new.
PEOPLE = ("officer.xa", "central.xa", "overseer.xa", "admin.xa", "officer.xb", "central.xb")
NO_PAGE = {
    "proceeds:accept": ACTION,
    "proceeds:discard": ACTION,
    "proceeds:mapping": ACTION,
    "proceeds:choose": ACTION,
    "proceeds:decide": ACTION,
    "proceeds:ask_trace": ACTION,
    "web:preferences": ACTION,
    "exchange:messages": "for other nodes",
    "exchange:bundles": "for other nodes",
    "witness_peers:heads": "for other nodes",
    "witness_peers:proofs": "for other nodes",
    "exchange:attachment_status": "for other nodes",
    "exchange:attachment_part": "for other nodes",
    "authorities:refresh": ACTION,
    "authorities:verify": ACTION,
    "authorities:remove": ACTION,
    "authorities:remove_point": ACTION,
    "authorities:send_ping": ACTION,
    "authorities:answer_ping": ACTION,
    "authorities:ping_code": ACTION,
    "authorities:unfollow": ACTION,
    "authorities:decide": "an administrator is led there when the keys of a node change",
    "witness:settle": ACTION,
    "connections:room": "an administrator is led there when a file finds no room",
    "cooperation:completing": "a part of the page on which a request is written",
    "cooperation:file": FILE,
    "cooperation:letter_file": FILE,
    "cooperation:letter_of_change": FILE,
    "cooperation:draft_again": ACTION,
    "cooperation:template_file": FILE,
    "cooperation:figures_csv": FILE,
    "cooperation:language_step": ACTION,
    "cooperation:letter_reading": ACTION,
    "cooperation:take_shipped": ACTION,
    "cooperation:offer": ACTION,
    "cooperation:decline": ACTION,
    "cooperation:end_offer": ACTION,
    "cooperation:hand_over": "for a State that joins while a request to it is on paper",
    "cooperation:certification": ACTION,
    "cooperation:take": ACTION,
    "cooperation:surrendered": NOT_PLAYED,
    "cooperation:surrender_day": "a surrender that was named before its day was kept",
    "assistance:send": ACTION,
    "assistance:again": ACTION,
    "training:enrol": ACTION,
    "training:close": ACTION,
    "training:scorm": FILE,
    "training:certificate": FILE,
    "training:session": NOT_PLAYED,
    "training:add_person": NOT_PLAYED,
    "training:attendance": NOT_PLAYED,
    "training:test": NOT_PLAYED,
    "training:revoke": NOT_PLAYED,
    "assistance:request": NOT_PLAYED,
    "assistance:edit": NOT_PLAYED,
    "assistance:step": NOT_PLAYED,
    "assistance:commit": NOT_PLAYED,
    "assistance:funds": AT_SECRETARIAT,
    "assistance:new_fund": AT_SECRETARIAT,
    "assistance:fund": AT_SECRETARIAT,
    "assistance:edit_fund": AT_SECRETARIAT,
    "assistance:spend": AT_SECRETARIAT,
    "assistance:release": AT_SECRETARIAT,
    "trends:dataset": NOT_PLAYED,
    "trends:area": NOT_PLAYED,
    "trends:area_picture": FILE,
    "trends:picture": FILE,
    "trends:map": NOT_PLAYED,
    "trends:map_picture": FILE,
    "trends:cts_export": FILE,
    "trends:count": ACTION,
    "trends:choose": NOT_PLAYED,
    "trends:export": FILE,
    "trends:apart": NOT_PLAYED,
    "cooperation:offer_all": "for a State that joins while a request to it is on paper",
    "law:export": FILE,
    "law:export_all": FILE,
    "law:compare_file": FILE,
    "law_check:document": FILE,
    "law:follow": ACTION,
    "law:decide": ACTION,
    "law:take_out": "for a State that was added here",
    "law:propose_imported": ACTION,
    "cooperation:remove_file": ACTION,
    "set_language": "keeps the language and leads back",
    "health": "for monitors",
    "drafts:draft": "for the script of a page",
    "public_alerts:feed": "for everybody's readers of alerts",
    "public_alerts:message": "for everybody's readers of alerts",
    "mfa_download_recovery_codes": "a text file",
    "proceeds:trace_progress": "a part of the page of a trace",
    "proceeds:run_progress": "a part of the page of a run",
}
# Pages that no link leads to, or only in a state that the story has left behind.
OF_VISITORS = ("/account/login/", "/account/login/?next=/&ended=1", "/account/inactive/")
OF_OFFICERS = (
    "/account/logout/",
    "/account/reauthenticate/",
    "/account/2fa/reauthenticate/",
    "/search/",
    "/search/?q=harbour",
    "/search/?q=nothing-like-it",
)
# Forms that come back with what is missing when they are sent empty.
REFUSED = ("/cases/new/", "/account/password/change/", "/cases/{case}/people/new/")


@pytest.fixture(scope="module")
def scene(played: Played, requested: Requested) -> Scenery:
    """What the stories of the border and of requests leave out and some pages need."""
    return set_scene(played[0])


@pytest.fixture(scope="module")
def inspection(played: Played, scene: Scenery, browser: Browser) -> Inspection:
    """Everything, looked at once."""
    story, _ = played
    found = Inspection()
    look_before_sign_in(found, story, browser)
    shown: dict[str, set[tuple[str, str]]] = {}
    for username in PEOPLE:
        person = story.person(username)
        sights = [*crawl(person, shown, elsewhere=IN_THE_CRISIS | IN_SUPPORT)]
        sights += extra_sights(story, scene, person)
        with visitor(browser, person.state, story.stage.url(person.state)) as one:
            one.sign_in(username)
            for sight in sights:
                found.visit(one, sight)
            if username == "officer.xa":
                look_at_refused_forms(found, story, one)
    look_as_newcomer(found, story, browser)
    return found


def extra_sights(story: Story, scene: Scenery, person: Person) -> Iterator[Sight]:
    """Pages without a link: some of the account, and the refusals."""
    name, state = person.username, person.state
    if name == "officer.xa":
        yield from (Sight(state, name, path) for path in OF_OFFICERS)
        yield Sight(state, name, "/cases/?status=nonsense", 400)
        yield Sight(state, name, f"/requests/{story.freezing}/content/", 409)
        yield Sight(state, name, "/no/such/page/", 404)
        yield Sight(state, name, "/law/compare/?about=kidnapping&states=JP&states=BR")
        facts = "requesting=CO&requested=AR&acts=hide&willing=no&purposes=gain"
        yield Sight(state, name, f"/law-check/?{facts}")
        yield Sight(state, name, "/law/states/JP/shipped/")
        yield Sight(state, name, f"/law-check/route/?{facts}&asked=extradition")
    if name == "central.xa":
        yield Sight(state, name, "/law/states/XA/change/pacts/xa-xb-assistance/")
        yield Sight(state, name, "/authorities/calls/XD-POLICE/?point=duty")
    if name == "officer.xb":
        yield Sight(state, name, f"/cases/{story.cases['XA']}/", 404)
        yield Sight(state, name, scene.freezing_page, 403)


def look_before_sign_in(found: Inspection, story: Story, browser: Browser) -> None:
    """The door, from outside and between its two steps."""
    url = story.stage.url("XA")
    with visitor(browser, "XA", url) as one:
        for path in OF_VISITORS:
            found.visit(one, Sight("XA", "", path))
        one.give_password("overseer.xa", password_of("XA"))
        found.visit(one, Sight("XA", "", "/account/2fa/authenticate/"))


def look_at_refused_forms(found: Inspection, story: Story, one: Visitor) -> None:
    """Every form says what is missing; some stand for all."""
    for form in REFUSED:
        sight = Sight("XA", "officer.xa", form.format(case=story.cases["XA"]), 400)
        for language in LANGUAGES:
            found.be_ready(one, language)
            one.open(sight.path)
            with one.watch.expecting(400):
                answer = one.press(one.page.locator("main form .btn-primary"))
            found.look(one.page, sight, language, answer)


def look_as_newcomer(found: Inspection, story: Story, browser: Browser) -> None:
    """The first sign-in: set up the app, then the recovery codes that come with it."""
    with visitor(browser, "XB", story.stage.url("XB")) as one:
        one.give_password(NEWCOMER, password_of("XB"))
        found.visit(one, Sight("XB", NEWCOMER, "/account/2fa/totp/activate/"))
        one.open("/account/2fa/totp/activate/")  # each time it is read it shows another secret
        secret = one.page.locator("form .reference").inner_text()
        one.enter_code(pyotp.TOTP(secret).now)
        for path in ("", "recovery-codes/", "recovery-codes/generate/"):
            found.visit(one, Sight("XB", NEWCOMER, f"/account/2fa/{path}"))


def test_every_address_that_shows_a_page_was_looked_at(inspection: Inspection) -> None:
    unseen = named_addresses() - inspection.seen - IN_THE_CRISIS - IN_SUPPORT - ELSEWHERE
    assert unseen ^ set(NO_PAGE) == set()


def test_what_was_left_out_shows_no_page(inspection: Inspection, played: Played) -> None:
    story, _ = played
    officer, money = story.person("officer.xa"), story.money("XA")
    for path in ("/display/", f"{money}ledgers/1/accept/", f"{money}claims/1/trace/"):
        with pytest.raises(Refused, match="405"):
            officer.get(path)
    for path in ("/health/", f"{money}traces/1/progress/"):
        assert "<html" not in officer.get(path)


def test_pages_are_accessible_fit_and_well_formed(inspection: Inspection) -> None:
    assert inspection.faults == []


@pytest.mark.skipif(not IN_FULL, reason="`make pages` opens every page in French as well")
def test_french_pages_speak_french(inspection: Inspection) -> None:
    assert untranslated(inspection.words.values()) == set()


def test_a_sentence_left_in_english_is_found() -> None:
    page = ["Borduvia", "XA-2026-000001/01", "police@xa.example.org", "Suspect", "Left in English"]
    page += ["Egypt", "Egypt was added", "0203 Exploitation", "Unlawful detention (section 99)"]
    assert untranslated([{"en": page, "fr": page}]) == {
        "Left in English",
        "Egypt was added",
        "Unlawful detention (section 99)",
    }
