"""What holds once all is delivered, whatever went wrong on the way."""

from itertools import pairwise

from psycopg import OperationalError

from tests.chaos.nodes import ChaosNode


def on_its_way(node: ChaosNode) -> list[tuple[str, str, int, str]]:
    """Some of the messages of a node that no receipt has settled; as long as its database is being
    started again, nobody knows."""
    try:
        return node.query(
            "select peer, type, attempts, last_error from exchange_outmessage"
            " where delivery = 'pending' order by created_at limit 5"
        )
    except OperationalError as error:
        return [("", "", 0, str(error))]


def check_pair(sender: ChaosNode, receiver: ChaosNode, threads: set[str]) -> None:
    """Each request had its effect once and has its receipt; the count and the chain are whole."""
    effects = receiver.query(
        "select id::text from cooperation_request where other_state = %s", sender.state
    )
    assert sorted(row[0] for row in effects) == sorted(threads), "each has its effect, once"
    taken = receiver.query(
        "select sequence, digest, previous, thread, receipt, type from exchange_inmessage"
        " where sender = %s order by sequence",
        sender.state,
    )
    assert [row[0] for row in taken] == list(range(1, len(taken) + 1)), "the count has no gap"
    chain = [("", ""), *((row[1], row[2]) for row in taken)]
    assert all(after[1] == before[0] for before, after in pairwise(chain))
    receipts = sender.query(
        "select m.thread::text, r.state, r.statement from exchange_receipt r"
        " join exchange_outmessage m on m.id = r.message_id"
        " where m.peer = %s and m.type = 'cooperation.request'",
        receiver.state,
    )
    # Where the first answer was lost, the receipt of a later state may settle a message.
    assert {row[0] for row in receipts} == threads, "each has a receipt"
    given = {row[3]: bytes(row[4]) for row in taken if row[5] == "cooperation.request"}
    for thread, state, statement in receipts:
        if state in ("accepted", "delivered", "refused"):
            assert bytes(statement) == given[thread], "the very same on both sides"
