"""docs/reference/ports.md names every port of the code with the rooms that fill it."""

import ast

import pytest

from tests.meta.repository import tool

reference = tool("reference")


def test_the_page_agrees_with_the_code() -> None:
    _, text, wanted = reference.present_and_wanted("ports.md")
    assert text == wanted, "run tools/reference.py write"


def test_every_module_of_ports_is_there() -> None:
    parsed = reference.source_modules()
    found = {port.module for port in reference.ports(parsed).values()}
    assert {module for module in parsed if module.endswith(".ports")} <= found


def test_every_port_is_filled() -> None:
    empty = [
        p.function for p in reference.ports(reference.source_modules()).values() if not p.fillers
    ]
    assert empty == []


PORT = "def register_thing(thing):\n    '''Take a thing in. More.'''\n"


@pytest.mark.parametrize(
    "filler",
    [
        "from homeward.low.ports import register_thing\nregister_thing(1)",
        "from homeward.low.ports import register_thing as add\ndef ready():\n    add(1)",
        "from homeward.low import ports\nports.register_thing(1)",
        "from homeward.low import ports as low_ports\nlow_ports.register_thing(1)",
    ],
)
def test_a_filler_is_found_however_it_imports(filler: str) -> None:
    sources = {"homeward.low.ports": PORT, "homeward.casework.high.apps": filler}
    (port,) = reference.ports({name: ast.parse(text) for name, text in sources.items()}).values()
    assert port.says == "Take a thing in. More."
    assert port.fillers == {"casework.high"}
