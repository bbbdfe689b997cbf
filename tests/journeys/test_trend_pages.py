"""Pages of figures, which the story does not lead to, in a browser: desk and phone, both
directions of writing."""

import pytest

from tests.browser import HEIGHT, WIDTHS, axe_faults, scrolls_sideways
from tests.browser_client import signed_in
from tests.journeys.office import office
from tests.people import People
from tests.trends.test_pages import bring, mapping, national_file

pytestmark = pytest.mark.browser
SET = "/trends/sets/1/"
PAGES = ("/trends/", "/trends/method/", "/trends/office/", SET, f"{SET}apart/")
PAGES += (f"{SET}areas/XA/", "/trends/import/")


def test_figures_are_read_on_every_screen_and_by_everybody(people: People) -> None:
    carol = signed_in(people.carol)
    at = bring(carol, "xa.csv", national_file())
    assert carol.post(at, mapping(step="import")).status_code == 302
    mapped = bring(carol, "again.csv", national_file())
    faults = []
    with office(people.carol) as desks:
        page = desks("Carol").page
        for width, direction in (("desk", "ltr"), ("phone", "ltr"), ("phone", "rtl")):
            page.set_viewport_size({"width": WIDTHS[width], "height": HEIGHT})
            for path in (*PAGES, mapped):
                page.goto(desks.url + path)
                page.evaluate("to => { document.documentElement.dir = to }", direction)
                where = (path, width, direction)
                if scrolls_sideways(page):
                    faults.append((*where, "wider than the window"))
                if direction == "ltr":
                    faults += [(*where, fault) for fault in axe_faults(page)]
    assert faults == []
