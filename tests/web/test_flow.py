"""The money-flow picture: its words from the server, its graph without circles in the browser."""

import json
import subprocess
from collections import Counter
from datetime import UTC, datetime, timedelta
from graphlib import TopologicalSorter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.utils import translation

from homeward.foundation.web.components import AccountKind, Flow, FlowLink, FlowNode
from homeward.foundation.web.flow import flow_data, flow_rows
from tests.web.conftest import ROOT

FRONTEND = ROOT / "frontend"
START = datetime(2026, 11, 20, tzinfo=UTC)
RUNNER = """
import { unroll } from "./flow-graph.mjs";
import { readFileSync } from "node:fs";
const graphs = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(graphs.map(unroll)));
"""


def a_flow() -> Flow:
    nodes = [
        FlowNode("f", "Family", "XA", AccountKind.SOURCE),
        FlowNode("a", "XA00TEST0000000001", "XA"),
        FlowNode("w", "Wallet", "XC"),
        FlowNode("n", "Unknown holder"),
    ]
    links = [
        FlowLink("a", "w", 11_000_000, START + timedelta(hours=2)),
        FlowLink("f", "a", 25_000_000, START),
        FlowLink("w", "n", 100, START + timedelta(hours=3)),
    ]
    return Flow(nodes, links, "XAD")


def test_rows_are_in_time_order_and_say_where_borders_are_crossed() -> None:
    rows = flow_rows(a_flow(), "en")
    assert [(row.source.id, row.target.id, row.crossing) for row in rows] == [
        ("f", "a", False),
        ("a", "w", True),
        ("w", "n", False),  # a State that is not known is not a border
    ]
    assert rows[0].amount == "XAD\xa0250,000.00"


def test_the_data_of_the_picture_say_what_the_table_says() -> None:
    data = flow_data(a_flow(), "fr")
    assert [link["label"] for link in data["links"]] == [
        row.amount for row in flow_rows(a_flow(), "fr")
    ]
    assert json.loads(json.dumps(data)) == data
    assert "Family" in data["links"][0]["title"]


def test_what_a_colour_says_is_also_said_in_words(french: str) -> None:
    flow = Flow([FlowNode("r", "R", kind=AccountKind.RESTRAINED), FlowNode("a", "A")], [], "XAD")
    assert [node["note"] for node in flow_data(flow, "en")["nodes"]] == ["restrained", ""]
    with translation.override(french):
        assert [node["note"] for node in flow_data(flow, french)["nodes"]] == ["gelé ou saisi", ""]


@pytest.fixture(scope="module")
def unroll(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The script's own function, bundled and run by node over a list of graphs."""
    folder: Path = tmp_path_factory.mktemp("flow")
    (folder / "run.mjs").write_text(RUNNER)
    esbuild = FRONTEND / "node_modules" / ".bin" / "esbuild"
    target = f"--outfile={folder / 'flow-graph.mjs'}"
    subprocess.run(
        [esbuild, "src/flow-graph.ts", "--format=esm", target],
        cwd=FRONTEND,
        check=True,
        capture_output=True,
    )

    def call(graphs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        done = subprocess.run(
            ["node", folder / "run.mjs"],
            input=json.dumps(graphs),
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        answer: list[dict[str, Any]] = json.loads(done.stdout)
        return answer

    return call


def random_graph(random: Random) -> dict[str, Any]:
    """A ledger with circles, payments to oneself, zero amounts and equal times."""
    accounts = [f"n{at}" for at in range(random.randint(1, 7))]
    links = []
    for _ in range(random.randint(1, 25)):
        moment = START + timedelta(minutes=random.randint(0, 30))
        links.append(
            {
                "source": random.choice(accounts),
                "target": random.choice(accounts),
                "amount": random.choice([0, 1, 5, 9]),
                "label": "",
                "title": "",
                "time": moment.isoformat(),
                "crossing": False,
            }
        )
    nodes = [
        {"id": name, "label": name, "state": "", "kind": "account", "note": ""} for name in accounts
    ]
    return {"nodes": nodes, "links": links}


def test_unrolling_keeps_every_payment_and_leaves_no_circle(unroll: Any) -> None:
    random = Random(20261122)
    graphs = [random_graph(random) for _ in range(400)]
    split = 0
    for graph, drawn in zip(graphs, unroll(graphs), strict=True):
        account = {node["key"]: node["id"] for node in drawn["nodes"]}
        sorter: TopologicalSorter[str] = TopologicalSorter()
        for stream in drawn["streams"]:
            sorter.add(stream["target"], stream["source"])
        sorter.prepare()  # raises CycleError for a circle
        paid = Counter(
            (link["source"], link["target"], link["amount"])
            for link in graph["links"]
            if link["amount"] > 0
        )
        shown = Counter(
            (account[stream["source"]], account[stream["target"]], stream["value"])
            for stream in drawn["streams"]
        )
        assert shown == paid
        times = [stream["data"]["time"] for stream in drawn["streams"]]
        assert times == sorted(times)
        split += sum(node["nth"] > 1 for node in drawn["nodes"])
    assert split > 100  # the graphs did hold circles


def test_a_ledger_without_circles_is_not_split(unroll: Any) -> None:
    line = flow_data(a_flow(), "en")
    (drawn,) = unroll([line])
    assert sorted(node["key"] for node in drawn["nodes"]) == ["a#1", "f#1", "n#1", "w#1"]
