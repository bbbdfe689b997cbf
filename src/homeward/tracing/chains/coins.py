"""Transactions of several files as one: each once, none against another, each after its inputs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from homeward.tracing.chains.payments import Place, Refusals, RowRefused
from homeward.tracing.chains.transactions import Coin, Output, Transaction


@dataclass(frozen=True, slots=True)
class Placed:
    """A transaction and where it stands."""

    place: Place
    told: Transaction


def confirmed_once(found: Iterable[Placed], refusals: Refusals) -> tuple[list[Placed], list[Place]]:
    """Every confirmed transaction once, and the rows of those that are in no block anywhere.

    Refused are rows of one transaction that contradict each other, transactions that spend the
    same coin, and those that tell otherwise what a coin holds than the transaction that made it.
    """
    by_id: dict[str, list[Placed]] = defaultdict(list)
    for each in found:
        by_id[each.told.id].append(each)
    waiting: list[Place] = []
    kept: list[Placed] = []
    for alike in by_id.values():
        confirmed = [each for each in alike if each.told.is_confirmed]
        _refuse_differing(alike, confirmed, refusals)
        if not confirmed:
            waiting.extend(each.place for each in alike)
        elif not any(each.place in refusals.rows for each in alike):
            best = max(confirmed, key=lambda each: each.told.height is not None)
            kept.append(replace(best, told=_with_addresses(best.told, alike)))
    _refuse_spent_twice(kept, refusals)
    _refuse_other_coins(kept, refusals)
    return [each for each in kept if each.place not in refusals.rows], waiting


def _refuse_differing(alike: list[Placed], confirmed: list[Placed], refusals: Refusals) -> None:
    """Refuse all rows of a transaction of which two say something else."""
    field = ""
    first = alike[0].told
    coins = [coin for coin, _ in first.inputs]
    differ = any([coin for coin, _ in each.told.inputs] != coins for each in alike)
    if differ or _differ([_held(each.told) for each in alike]):
        field = "source"
    elif _differ([each.told.outputs for each in alike]):
        field = "target"
    elif len({each.told.seconds for each in confirmed}) > 1:
        field = "time"
    elif len({each.told.height for each in confirmed} - {None}) > 1:
        field = "order"
    for each, other in zip(alike, [*alike[1:], alike[0]], strict=True) if field else ():
        _contradict(each, other, field, refusals)


def _held(told: Transaction) -> tuple[Output, ...]:
    return tuple(held for _, held in told.inputs)


def _differ(told: list[tuple[Output, ...]]) -> bool:
    """Whether outputs are told in two ways; an address that one leaves out contradicts none."""
    if len({tuple(each.value for each in outputs) for outputs in told}) > 1:
        return True
    return any(
        len({each.address for each in alike} - {None}) > 1 for alike in zip(*told, strict=True)
    )


def _with_addresses(told: Transaction, alike: list[Placed]) -> Transaction:
    """A transaction with the addresses that any of its rows tells."""
    held = _known([_held(each.told) for each in alike])
    coins = [coin for coin, _ in told.inputs]
    outputs = _known([each.told.outputs for each in alike])
    return replace(told, inputs=tuple(zip(coins, held, strict=True)), outputs=outputs)


def _known(told: list[tuple[Output, ...]]) -> tuple[Output, ...]:
    found = zip(*told, strict=True)
    return tuple(max(alike, key=lambda each: each.address is not None) for alike in found)


def _contradict(each: Placed, other: Placed, field: str, refusals: Refusals) -> None:
    word = refusals.word(other.place)
    refusals.add(each.place, RowRefused(field, "rows_contradict", other=word))


def _refuse_spent_twice(kept: list[Placed], refusals: Refusals) -> None:
    spent: dict[Coin, Placed] = {}
    for each in kept:
        for coin, _ in each.told.inputs:
            other = spent.setdefault(coin, each)
            if other is not each:
                for one, two in ((each, other), (other, each)):
                    facts = {"value": f"{coin[0]}:{coin[1]}", "other": refusals.word(two.place)}
                    refusals.add(one.place, RowRefused("source", "coin_spent_twice", **facts))


def _refuse_other_coins(kept: list[Placed], refusals: Refusals) -> None:
    made = {each.told.id: each for each in kept}
    for each in kept:
        for (maker, number), held in each.told.inputs:
            parent = made.get(maker)
            if parent is None:
                continue
            outputs = parent.told.outputs
            known = outputs[number] if number < len(outputs) else None
            if known is None or known.value != held.value:
                field = "amount"
            elif None not in (known.address, held.address) and known.address != held.address:
                field = "source"
            elif _is_before(each.told, parent.told):
                field = "order"
            else:
                continue
            _contradict(each, parent, field, refusals)
            _contradict(parent, each, field, refusals)


def _is_before(told: Transaction, parent: Transaction) -> bool:
    return None not in (told.height, parent.height) and (told.height or 0) < (parent.height or 0)


def in_order(kept: list[Placed], refusals: Refusals) -> tuple[list[Placed], list[Place]]:
    """Transactions in time, each after those whose outputs it spends, and the rows whose moment
    was moved for that.

    The clock of a block may be up to two hours behind that of the block before, so that money
    would be spent before it came: such a transaction is taken at the moment of its inputs.
    """
    made = {each.told.id: number for number, each in enumerate(kept)}
    children: Mapping[int, list[int]] = defaultdict(list)
    open_inputs = [0] * len(kept)
    for number, each in enumerate(kept):
        for maker in {coin[0] for coin, _ in each.told.inputs} & made.keys():
            children[made[maker]].append(number)
            open_inputs[number] += 1
    seconds = [each.told.seconds for each in kept]
    ready = [_key(kept, seconds, number) for number, left in enumerate(open_inputs) if not left]
    heapify(ready)
    ordered: list[Placed] = []
    moved: list[Place] = []
    while ready:
        number = heappop(ready)[-1]
        each = kept[number]
        if seconds[number] != each.told.seconds:
            moved.append(each.place)
            each = replace(each, told=replace(each.told, seconds=seconds[number]))
        ordered.append(each)
        for child in children[number]:
            seconds[child] = max(seconds[child], seconds[number])
            open_inputs[child] -= 1
            if not open_inputs[child]:
                heappush(ready, _key(kept, seconds, child))
    for number, left in enumerate(open_inputs):
        if left:  # it spends what follows from it, which no chain holds
            problem = RowRefused("source", "part_unusable", part="vin", value=kept[number].told.id)
            refusals.add(kept[number].place, problem)
    return ordered, moved


def _key(kept: list[Placed], seconds: list[int], number: int) -> tuple[int, int, str, int]:
    each = kept[number]
    return (seconds[number], each.told.height or 0, each.told.id, number)
