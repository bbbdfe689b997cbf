"""The map of squares: every State one square, near its place; what is missing has no colour."""

from decimal import Decimal
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from homeward.oversight.trends.maps import SHADES, ZERO, Kind, Square, map_svg, shade_of, thresholds
from homeward.oversight.trends.places import (
    COLUMNS,
    ROWS,
    cells,
    cells_with,
    coordinates,
    has_map,
    state_of,
)
from homeward.oversight.trends.regions import listed_states

SVG = "{http://www.w3.org/2000/svg}"


def test_every_listed_state_has_one_square_of_its_own_inside_the_map() -> None:
    where = cells()
    assert set(where) == set(listed_states())
    assert len(set(where.values())) == len(where) > 190
    assert all(0 <= x < COLUMNS and 0 <= y < ROWS for x, y in where.values())
    assert set(cells_with(["GL"])) == set(where) | {"GL"}


def test_neighbours_are_where_an_atlas_has_them() -> None:
    where = cells()
    for west, east in (("US", "FR"), ("BR", "KE"), ("IE", "DE"), ("IN", "JP"), ("AU", "NZ")):
        assert where[west][0] < where[east][0], (west, east)
    for north, south in (("CA", "MX"), ("NO", "IT"), ("DZ", "ZA"), ("JP", "AU"), ("EG", "KE")):
        assert where[north][1] < where[south][1], (north, south)


def test_places_on_both_sides_of_the_date_line_have_their_middle_there() -> None:
    assert abs(coordinates()["NZ"][1]) > 170
    assert coordinates()["FR"][0] > 45


def test_codes_of_areas_that_are_no_state_are_none() -> None:
    known = {"MEX": "MX", "BGR": "BG", "GBR": "GB", "XA": "XA", "FR": "FR"}
    for code, state in known.items():
        assert state_of(code) == state
    for code in ("GBR_E_W", "09", "WLD", "EU", "ZZ", "", "Total"):
        assert not state_of(code), code
    assert has_map(["MEX", "FRA", "09"])
    assert not has_map(["MEX", "MX", "09"])


@given(st.lists(st.integers(0, 10**6).map(Decimal), max_size=60))
def test_shades_follow_the_values_and_zero_has_a_colour_of_its_own(values: list[Decimal]) -> None:
    cuts = thresholds(values)
    assert list(cuts) == sorted(set(cuts))
    order = [ZERO, *SHADES]
    found = [order.index(shade_of(one, cuts)) for one in sorted(values)]
    assert found == sorted(found)
    for one, at in zip(sorted(values), found, strict=True):
        assert (at == 0) == (one == 0)


def fills(squares: list[Square]) -> dict[str, tuple[str, str]]:
    """State -> fill and dashes of its square, as an XML reader finds them."""
    root = ElementTree.fromstring(map_svg(squares, "Example & more"))  # noqa: S314  made here
    found = {}
    for group in root.iter(f"{SVG}g"):
        box, code = group.find(f"{SVG}rect"), group.find(f"{SVG}text")
        assert box is not None
        assert code is not None
        found[str(code.text)] = (box.get("fill", ""), box.get("stroke-dasharray", ""))
    return found


def test_missing_held_back_silent_and_zero_are_told_apart() -> None:
    found = fills(
        [
            Square("FR", "France <x>", Decimal(0), Kind.VALUE),
            Square("MX", "Mexico", Decimal(900), Kind.VALUE, "provisional"),
            Square("ES", "Spain", None, Kind.MISSING, "not recorded"),
            Square("XA", "Arandia", None, Kind.HELD, "held back"),
            Square("XD", "Drovnia", None, Kind.SILENT, "did not send"),
        ]
    )
    assert found["FR"] == (ZERO, "")
    assert found["MX"][0] in SHADES
    assert found["XA"] == ("url(#held)", "")
    for state in ("ES", "XD", "IT"):
        assert found[state][0] not in {ZERO, *SHADES}, state
    assert len({found[one] for one in ("FR", "MX", "ES", "XA", "XD", "IT")}) == 6
