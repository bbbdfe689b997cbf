"""Prepares the money-flow picture: the words are made here, the script only draws."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from homeward.foundation.web import formats
from homeward.foundation.web.components import Flow, FlowLink, FlowNode


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A row of the table beside the picture."""

    time: datetime
    source: FlowNode
    target: FlowNode
    amount: str
    crossing: bool


def flow_rows(flow: Flow, language: str, *, local_digits: bool = False) -> list[FlowRow]:
    """Every movement of the picture in time order, with its amount written out."""
    nodes = {node.id: node for node in flow.nodes}
    return [
        FlowRow(
            time=link.time,
            source=nodes[link.source],
            target=nodes[link.target],
            amount=_amount(flow, link, language, local_digits),
            crossing=_crosses(nodes[link.source], nodes[link.target]),
        )
        for link in _ordered(flow)
    ]


def flow_data(flow: Flow, language: str, *, local_digits: bool = False) -> dict[str, Any]:
    """What the script reads, ready for JSON.

    nodes: [{id, label, state, kind, note}]; links: [{source, target, amount, label, title, time,
    crossing}]. Amounts are plain numbers for the widths only; the words carry the exact ones.
    """
    nodes = {node.id: node for node in flow.nodes}
    links = [
        {
            "source": link.source,
            "target": link.target,
            "amount": link.amount,
            "label": _amount(flow, link, language, local_digits),
            "title": _title(flow, link, language, local_digits),
            "time": link.time.isoformat(),
            "crossing": _crosses(nodes[link.source], nodes[link.target]),
        }
        for link in _ordered(flow)
    ]
    drawn = [
        {
            "id": node.id,
            "label": node.label,
            "state": node.state,
            "kind": str(node.kind),
            "note": node.kind.word,
        }
        for node in flow.nodes
    ]
    return {"nodes": drawn, "links": links}


def _ordered(flow: Flow) -> list[FlowLink]:
    return sorted(flow.links, key=lambda link: link.time)


def _crosses(source: FlowNode, target: FlowNode) -> bool:
    return bool(source.state and target.state and source.state != target.state)


def _amount(flow: Flow, link: FlowLink, language: str, local_digits: bool) -> str:
    return formats.money(
        link.amount, flow.currency, language, exponent=flow.exponent, local_digits=local_digits
    )


def _title(flow: Flow, link: FlowLink, language: str, local_digits: bool) -> str:
    nodes = {node.id: node for node in flow.nodes}
    words = {
        "amount": _amount(flow, link, language, local_digits),
        "source": nodes[link.source].label,
        "target": nodes[link.target].label,
        "time": formats.moment(link.time, language),
    }
    return gettext("%(amount)s from %(source)s to %(target)s, %(time)s") % words
