"""The checker of pages finds what it is there to find."""

import pytest

from tests.page_checks import faults_of

GOOD = (
    '<!doctype html><html lang="en" dir="ltr"><head><title>A page</title></head><body>'
    '<h1>A page</h1><h2>Part</h2>{}<script type="application/json">{{}}</script></body></html>'
)


def test_a_good_page_has_no_fault() -> None:
    table = '<table><caption>T</caption><tr><th scope="col">A</th></tr></table>'
    link = '<a href="/cases/">a</a><a href="#x">b</a><a href="mailto:a@example.org">c</a>'
    label = '<label for="x">X</label><input id="x"><img src="data:image/svg+xml;base64,AA" alt="">'
    assert faults_of(GOOD.format(table + link + label)) == []


@pytest.mark.parametrize(
    ("piece", "fault"),
    [
        ('<p style="color: red">x</p>', "inline style"),
        ("<style>p {}</style>", "inline style"),
        ("<script>alert(1)</script>", "inline script"),
        ('<p onclick="go()">x</p>', "onclick"),
        ('<a href="https://example.org/">x</a>', "leads outside"),
        ('<img src="//example.org/x.png" alt="">', "leads outside"),
        ('<form action="javascript:x"></form>', "leads outside"),
        ('<img src="/x.png">', "without alt"),
        ("<table><tr><th>A</th></tr></table>", "without scope"),
        ("<table></table>", "captions"),
        ('<p id="a">x</p><p id="a">y</p>', "stands twice"),
        ('<label for="gone">x</label>', "not there"),
        ("<h4>x</h4>", "h2 is followed by h4"),
        ("<h1>x</h1>", "headings of the first level"),
        ("<p><div>x</p></div>", "closes"),
    ],
)
def test_each_fault_is_found(piece: str, fault: str) -> None:
    assert any(fault in found for found in faults_of(GOOD.format(piece)))


def test_the_language_of_the_page_is_looked_at() -> None:
    assert any("lang is 'en'" in found for found in faults_of(GOOD.format(""), "fr"))
