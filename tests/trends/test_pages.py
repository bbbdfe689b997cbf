"""Figures through the pages: brought, mapped, checked, imported, read, exported; and the node's own
count. One staging for the file."""

import io
import re
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from homeward.foundation.guard.context import opened
from homeward.oversight.trends.actions import COUNTER, OWN, About, _keep, count_facts
from homeward.oversight.trends.exporting import STRUCTURE_ID
from homeward.oversight.trends.models import Apart, Dataset, Figure, Upload
from homeward.oversight.trends.statistics.observations import Unit
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People
from tests.trends.making import observed

YEARS = range(2014, 2024)


def national_file() -> bytes:
    """XA rises all along; XB, large, leaves after 2019; a few rows cannot stand."""
    rows = ["code,country,year,count,definition"]
    rows += [f"XA,Xandria,{y},{10 + 3 * (y - 2014)},old" for y in YEARS]
    rows += [f"XB,Xbeland,{y},1000,old" for y in range(2014, 2020)]
    rows += [f"XW,World,{y},5000,old" for y in YEARS]
    rows += ["XB,Xbeland,2020,:,old", "XC,Xcedo,2014,-4,old"]
    rows += ["XC,Xcedo,2015,7,old", "XC,Xcedo,2015,9,old", "XC,Xcedo,2016,5,new law"]
    return "\n".join(rows).encode()


def mapping(**more: str) -> dict[str, str]:
    return {
        "kind": "figures",
        "title": "Example kidnappings",
        "publisher": "Example office",
        "indicator": "020221",
        "unit": "offences",
        "under_reporting": "A survey found one in ten reported.",
        "area": "code",
        "name": "country",
        "period": "year",
        "value": "count",
        "definition": "definition",
        "whole": "Total",
    } | more


def bring(client: Client, name: str, content: bytes) -> str:
    file = io.BytesIO(content)
    file.name = name
    answer = client.post("/trends/import/", {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_figures_from_a_file_to_totals_trends_rates_and_files(people: People) -> None:
    client = signed_in(people.carol)
    check_page(client.get("/trends/"))
    # A file that is no table is refused by name.
    broken = io.BytesIO(b"\xff\xfe\x00")
    broken.name = "odd.csv"
    refused = client.post("/trends/import/", {"file": broken})
    assert refused.status_code == 400
    assert "odd.csv cannot be read: it is not written in UTF-8" in text_of(refused)

    at = bring(client, "xa.csv", national_file())
    check_page(client.get(at))
    preview = client.post(at, mapping(step="preview"))
    check_page(preview)
    words = text_of(preview)
    assert "A count is never negative." in words
    assert "Totals of other areas, shown as series and never added: World" in words
    assert "Other rows give another value for the same cell." in words
    assert "The definition is not that of the data set." in words
    with opened(people.carol.actor):
        assert not Dataset.objects.exists()  # nothing is a figure yet
    done = client.post(at, mapping(step="import"))
    assert done.status_code == 302
    with opened(people.carol.actor):
        dataset = Dataset.objects.get()
        assert not Upload.objects.exists()
        kept = [(one.row, one.column, one.reason) for one in Apart.objects.all()]
        assert kept == [
            (29, "count", "negative"),
            (30, "count", "two_values"),
            (31, "count", "two_values"),
            (32, "definition", "other_definition"),
        ]
        # Neither of the two values, nor their mean, nor a zero for what was missing.
        assert not Figure.objects.filter(area="XC").exists()
        assert Figure.objects.get(area="XB", period="2020").value is None
    page = client.get(f"/trends/sets/{dataset.pk}/?from=2014&to=2023")
    check_page(page)
    assert "The constant panel is 1 area that has a comparable value" in text_of(page)
    assert "The naive total misleads" in text_of(page)
    assert "In these periods it moves against the panel" in text_of(page)
    assert "Totals of other areas, shown as series and never added: World" in text_of(page)
    check_page(client.get(f"/trends/sets/{dataset.pk}/apart/"))
    # The map has the States, the table beside it the same, and the world is on neither.
    shown = client.get(f"/trends/sets/{dataset.pk}/map/?at=2020")
    check_page(shown)
    assert "1 State has a value. 1 has none for this period, which is not zero." in text_of(shown)
    assert "legal status of a country" in text_of(shown)
    drawn = client.get(f"/trends/sets/{dataset.pk}/map/picture/?at=2020").content.decode()
    assert "<title>Xandria: 28</title>" in drawn
    assert "<title>Xbeland: not recorded</title>" in drawn
    assert "World" not in drawn
    # What the State's own source says is in the tables for its statistics office.
    office = client.get("/trends/office/")
    check_page(office)
    assert "Example office" in text_of(office)
    assert client.get("/trends/office/export/csv/").content.count(b",Example office,") == len(YEARS)
    assert client.get("/trends/office/export/xlsx/").content.startswith(b"PK")
    assert client.get("/trends/office/export/pdf/").status_code == 404

    # A population of another place is kept apart; that of the area gives rates.
    people_file = "area,name,year,count\n" + "".join(
        f"XA,Xandria,{y},{2_000_000 + (y - 2014) * 1000}\n" for y in YEARS if y != 2020
    )
    people_file += "XA,Xandria,2020,90000\nXQ,Elsewhere,2020,5000000\nXB,Otherland,2019,4000\n"
    at = bring(client, "people.csv", people_file.encode())
    given = mapping(step="import", kind="population", title="Example census", unit="persons")
    given |= {"area": "area", "name": "name", "definition": ""}
    done = client.post(at, given)
    assert done.status_code == 302
    with opened(people.carol.actor):
        census = Dataset.objects.get(kind="population")
        assert {one.reason for one in census.apart.all()} == {
            "not_this_size",
            "unknown_area",
            "other_name",
        }
    page = client.get(f"/trends/sets/{dataset.pk}/areas/XA/")
    check_page(page)
    assert "Rising" in text_of(page)
    assert "Example census 2014" in text_of(page)
    for path in (
        f"/trends/sets/{dataset.pk}/picture/",
        f"/trends/sets/{dataset.pk}/areas/XA/picture/",
    ):
        picture = client.get(path)
        assert picture.status_code == 200
        assert picture.content.startswith(b"<svg")
    check_files(client, dataset.pk)

    # The same title with another definition is not joined; with another value it is revised.
    again = national_file().replace(b"XA,Xandria,2023,37", b"XA,Xandria,2023,40")
    at = bring(client, "xa2.csv", again)
    joined = client.post(at, mapping(step="import", defined="new law"))
    assert "were defined otherwise" in text_of(joined)
    assert client.post(at, mapping(step="import")).status_code == 302
    with opened(people.carol.actor):
        revised = Figure.objects.filter(revised=True)
        assert [(one.area, one.period, one.value) for one in revised] == [("XA", "2023", 40)]
    check_page(client.get("/trends/method/"))
    # Everybody who signs in reads; only some add.
    reader = signed_in(people.dan)
    assert reader.get(f"/trends/sets/{dataset.pk}/").status_code == 200
    assert reader.get("/trends/import/").status_code == 403
    assert reader.post("/trends/count/").status_code == 403
    assert reader.get(at).status_code == 404


def check_files(client: Client, number: int) -> None:
    """Each file is read back by somebody else's reader, and says the same."""
    import openpyxl
    import pyarrow.parquet
    from pysdmx.io.csv.sdmx20.reader import read

    text = client.get(f"/trends/sets/{number}/export/csv/").content.decode()
    (data,) = read(text)
    assert STRUCTURE_ID in str(data.structure)
    assert len(data.data) == 27
    missing = data.data[data.data["OBS_STATUS"] == "O"]
    assert list(missing["REF_AREA"]) == ["XB"]
    assert missing["OBS_VALUE"].isna().all() or list(missing["OBS_VALUE"]) == [""]
    table = pyarrow.parquet.read_table(
        io.BytesIO(client.get(f"/trends/sets/{number}/export/parquet/").content)
    )
    assert table["OBS_VALUE"].null_count == 1
    assert table["OBS_VALUE"][0].as_py() == 10
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/trends/sets/{number}/export/xlsx/").content)
    )
    assert book["figures"].max_row == 28
    assert "one in ten" in str([cell.value for cell in book["about"]["B"]])
    assert client.get(f"/trends/sets/{number}/export/doc/").status_code == 404


def test_the_node_counts_its_own_facts_and_holds_small_counts_back(people: People) -> None:
    client = signed_in(people.carol)
    page = text_of(client.get("/trends/"))
    assert "Requests complete at first sending – per cent – no count yet" in page
    assert "Practices of the manual adopted – practices – not recorded" in page
    assert client.post("/trends/count/").status_code == 302
    with opened(COUNTER):
        count_facts.work(actor=COUNTER, now=datetime(2035, 2, 1, tzinfo=UTC).isoformat())
    # Nobody is in this node, so nothing is counted: no figure, and no zero.
    with opened(people.carol.actor):
        assert not Figure.objects.exists()


def test_an_older_count_of_the_node_is_not_read_beside_the_newest(people: People) -> None:
    code = "kidnapping_victims"
    with opened(COUNTER):
        older, newest = (
            _keep(
                About(kind=Dataset.FIGURES, title=code),
                [observed("XA", "2034", number, unit=Unit.VICTIMS)],
                [],
                {},
                key=OWN + code,
                indicator=code,
                unit=Unit.VICTIMS,
            )
            for number in (7, 8)
        )
    client = signed_in(people.carol)
    for path in ("", "picture/", "areas/XA/", "export/csv/"):
        assert client.get(f"/trends/sets/{older.pk}/{path}").status_code == 404
    page = client.get(f"/trends/sets/{newest.pk}/")
    assert page.status_code == 200
    assert f"/trends/sets/{older.pk}/" not in page.content.decode()
    with opened(people.carol.actor):
        assert [one.value for one in Figure.objects.all()] == [8]
    # The service still knows what it revises.
    with opened(COUNTER):
        assert {one.value for one in Figure.objects.all()} == {7, 8}
