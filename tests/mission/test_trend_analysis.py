"""59/154 §8(b): examine trends. An analyst brings a published file in, and reads what it says and
what it does not: who stopped reporting, what a panel says instead, whether chance explains it."""

from tests.browser_client import signed_in
from tests.people import People
from tests.trends.test_pages import bring, mapping, text_of


def test_trends_are_read_from_a_published_file(people: People) -> None:
    named = (("XA", "Xandria"), ("XB", "Xbeland"))
    rows = [f"{a},{n},{y},{10 + 2 * (y - 2012)},d" for a, n in named for y in range(2012, 2022)]
    rows += [f"XC,Xcedo,{y},900,d" for y in range(2012, 2018)]
    content = "\n".join(["code,country,year,count,definition", *rows]).encode()
    analyst = signed_in(people.carol)
    at = bring(analyst, "published.csv", content)
    made = analyst.post(at, mapping(step="import"))["Location"]
    words = text_of(analyst.get(f"{made}?from=2012&to=2021"))
    assert "The constant panel is 2 areas" in words
    assert "The naive total misleads" in words
    assert "− 900 Xcedo" in words  # what the naive total lost because Xcedo stopped reporting
    one = text_of(signed_in(people.dan).get(f"{made}areas/XB/"))
    assert "Rising: chance alone would seldom make this." in one
    assert "A survey found one in ten reported." in one
    assert "2021 28 as counted" in one
    stopped = text_of(analyst.get(f"{made}areas/XC/"))
    assert "Too few comparable values to test for a trend." in stopped  # and no zero after 2017
    assert "2018" not in stopped.split("Values")[1].split("What these figures are")[0]
