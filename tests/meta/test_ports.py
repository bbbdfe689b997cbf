"""Every port of the code is filled by some room; `make check` holds docs/reference to the code."""

import ast

import pytest

from tests.meta.repository import SOURCES, parsed, tool

reference = tool("reference")


def test_every_module_of_ports_is_there_and_every_port_is_filled() -> None:
    modules = {
        ".".join(path.relative_to(SOURCES.parent).with_suffix("").parts).removesuffix(
            ".__init__"
        ): tree
        for path, tree in parsed().items()
    }
    found = reference.ports(modules).values()
    assert {name for name in modules if name.endswith(".ports")} <= {p.module for p in found}
    assert [port.function for port in found if not port.fillers] == []


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
