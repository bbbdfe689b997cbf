"""The room's pages in a real browser, under the content security policy."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import HEIGHT, WIDTHS, axe_faults, launched, scrolls_sideways, watch
from tests.web.conftest import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of the sample site, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "tests.web.sample_site", str(port)], cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urlopen(address, timeout=5).close()  # noqa: S310  our own loopback address
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the sample site did not start")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The pinned Chromium."""
    with launched() as browser:
        yield browser


@dataclass
class Visit:
    """A page with what the browser complained about."""

    page: Page
    complaints: list[str]


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Any]:
    contexts: list[BrowserContext] = []

    def go(path: str = "/", width: int = 1366, language: str = "en", **settings: str) -> Visit:
        scheme: Any = settings.pop("color_scheme", None)
        size: Any = {"width": width, "height": HEIGHT}
        context = browser.new_context(viewport=size, color_scheme=scheme)
        contexts.append(context)
        cookies = {f"homeward_{name}": value for name, value in settings.items()}
        cookies["django_language"] = language
        context.add_cookies([{"name": n, "value": v, "url": site} for n, v in cookies.items()])
        complaints = watch(context).complaints
        seen = Visit(context.new_page(), complaints)
        seen.page.goto(site + path, wait_until="load")
        return seen

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize("path", ["/", "/form/?bad", "/search/?q=nobody"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=list(WIDTHS))
@pytest.mark.parametrize(("theme", "language"), [("light", "fr"), ("dark", "ar")])
def test_pages_are_accessible_fit_and_obey_the_policy(
    visit: Any, path: str, width: int, theme: str, language: str
) -> None:
    seen = visit(path, width, language, theme=theme)
    assert axe_faults(seen.page) == []
    assert not scrolls_sideways(seen.page)
    assert seen.complaints == []


def test_the_theme_follows_the_device_until_the_reader_chooses(visit: Any) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = visit(color_scheme="dark").page.evaluate(ground)
    light = visit(color_scheme="light").page.evaluate(ground)
    assert dark != light
    assert visit(color_scheme="light", theme="dark").page.evaluate(ground) == dark
    assert visit(color_scheme="dark", theme="light").page.evaluate(ground) == light


def test_the_account_menu_changes_theme_and_language_without_script(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/form/")
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.url == site + "/form/"
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="العربيّة").click()
    assert page.locator("html").get_attribute("dir") == "rtl"
    context.close()


@pytest.mark.parametrize(("language", "forward"), [("en", "ArrowRight"), ("ar", "ArrowLeft")])
def test_the_arrow_keys_follow_the_money(visit: Any, language: str, forward: str) -> None:
    page = visit("/", language=language).page
    nodes = page.locator(".flow-node")
    assert nodes.count() == 6  # five accounts, one of which the money comes back to
    assert page.locator(".flow-node[tabindex='0']").count() == 1
    nodes.first.focus()
    focused = "document.activeElement.getAttribute('aria-label').split(',')[0]"
    seen = [page.evaluate(focused)]
    for _ in range(2):
        page.keyboard.press(forward)
        seen.append(page.evaluate(focused))
    assert seen == ["Family account", "XA00TEST0000000001", "XB00TEST0000000002"]
    assert page.locator(".flow-link.flow-on").count() >= 2


def test_the_picture_is_mirrored_in_arabic(visit: Any) -> None:
    place = "[...document.querySelectorAll('.flow-node')].map(n => n.getBoundingClientRect().x)"
    left_to_right = visit("/").page.evaluate(place)
    right_to_left = visit("/", language="ar").page.evaluate(place)
    assert left_to_right[0] < left_to_right[1]
    assert right_to_left[0] > right_to_left[1]


def test_keys_open_help_search_places_and_palette(visit: Any) -> None:
    page = visit("/").page
    page.keyboard.press("?")
    assert page.locator("#keys-dialog").is_visible()
    page.keyboard.press("g")
    page.keyboard.press("m")
    assert page.url.endswith("/")  # nothing behind an open dialog
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "site-search"
    page.keyboard.type("g?m")
    assert page.locator("#site-search").input_value() == "g?m"
    assert not page.locator("#keys-dialog").is_visible()
    page.locator("h1").click()
    page.keyboard.press("Control+k")
    page.keyboard.type("First")
    assert page.locator("#palette [aria-selected='true']").inner_text() == "First call"
    page.keyboard.press("Enter")
    page.wait_for_url("**/form/")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url(lambda url: url.endswith("/") and "form" not in url)


def test_single_keys_can_be_switched_off_and_the_palette_stays(visit: Any) -> None:
    page = visit("/", keys="off").page
    page.keyboard.press("?")
    assert not page.locator("#keys-dialog").is_visible()
    page.keyboard.press("Control+k")
    assert page.locator("#palette").is_visible()


def test_a_refused_form_puts_the_reader_at_the_summary(visit: Any) -> None:
    page = visit("/form/?bad").page
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="Channel").click()
    assert page.evaluate("document.activeElement.id") == "id_channel_0"


def test_focus_is_never_hidden_under_the_strip(visit: Any) -> None:
    page = visit("/").page
    hidden = """() => {
        const strip = document.querySelector('.case-strip');
        const main = document.querySelector('main');
        const found = [];
        for (const one of main.querySelectorAll('a, button, [tabindex="0"]')) {
            if (strip.contains(one)) continue;
            document.activeElement.blur();
            scrollBy(0, one.getBoundingClientRect().top - 20);  // where the strip lies over it
            one.focus();
            const box = one.getBoundingClientRect();
            const edge = strip.getBoundingClientRect().bottom;
            if (scrollY > 0 && box.top < edge && box.bottom <= edge) found.push(one.outerHTML);
        }
        return found;
    }"""
    assert page.evaluate(hidden) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_written_runs_as_its_script_does(visit: Any, language: str) -> None:
    seen = visit("/form/", language=language)
    for control in ("#id_place", "#id_said", "#site-search"):
        for words, runs in (("محمد، شارع ٥", "rtl"), ("Mira, 5 Quay Street", "ltr")):
            seen.page.fill(control, words)
            way = seen.page.eval_on_selector(control, "one => getComputedStyle(one).direction")
            assert way == runs, (control, words)
    assert axe_faults(seen.page) == []


def test_targets_are_large_enough_and_print_leaves_the_frame_out(visit: Any) -> None:
    page = visit("/", density="compact").page
    small = """[...document.querySelectorAll('button, .btn, .tabs a, .main-menu a, summary')]
        .map(e => e.getBoundingClientRect()).filter(b => b.width && (b.width < 24 || b.height < 24))
        .length"""
    assert page.evaluate(small) == 0
    page.emulate_media(media="print")
    for part in (".site-header", ".main-menu", ".site-footer", ".tabs"):
        assert not page.locator(part).is_visible()
    assert page.locator(".table").first.is_visible()


def test_forced_colours_keep_the_borders_of_a_status(visit: Any) -> None:
    page = visit("/").page
    page.emulate_media(forced_colors="active")
    width = page.locator(".status").first.evaluate("e => getComputedStyle(e).borderTopWidth")
    assert width == "1px"
    assert page.locator(".flow-link").first.evaluate("e => getComputedStyle(e).stroke") != "none"
