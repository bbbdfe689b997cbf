"""A ledger kept as a folder of arrays opens as it was saved, or is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from typer.testing import CliRunner

from homeward.cli.trace import app
from homeward.tracing import Claim, Ledger, errors, read_ledger, trace
from homeward.tracing.store.manifest import MANIFEST
from tests.examples import examples
from tests.tracing import oracle
from tests.tracing.worlds import claims_of, ledger_of, worlds

ROWS: list[Any] = [
    ("P1", 0, "A", "B", 10, "XAD"),
    ("P2", 1_000_000, "B", "Ünïcode", 4, "XAD", None, None, None, "R2"),
]


@settings(
    deadline=None,
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(world=worlds())
def test_a_saved_ledger_traces_the_same(
    world: oracle.World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("store") / "ledger"
    for ledger in (ledger_of(world), ledger_of(world).indexed()):
        ledger.save(folder, replacing=True)
        again = Ledger.open(folder)
        for name in ("time", "order", "position", "source", "target", "amount", "credited"):
            assert getattr(again, name).tolist() == getattr(ledger, name).tolist()
        assert again.has_delays == ledger.has_delays
        assert again.ids.to_pylist() == ledger.ids.to_pylist()
        assert again.account_ids == ledger.account_ids
        assert again.account_currencies == ledger.account_currencies
        assert again.warnings == ledger.warnings
        assert (again.index is None) == (ledger.index is None)
        assert again.index is None or again.index.fits(again)
        for rule in ("fifo", "lifo", "pro-rata"):
            one = trace(ledger, claims_of(world), rule=rule)
            assert trace(again, claims_of(world), rule=rule).document() == one.document()


def saved(folder: Path, **options: Any) -> Path:
    Ledger.from_rows(ROWS, openings={"A": 3}, exits=["Ünïcode"]).indexed(**options).save(folder)
    return folder


def test_the_command_keeps_the_tables_of_the_rules_asked_for(tmp_path: Path) -> None:
    given = tmp_path / "ledger.csv"
    given.write_text(
        "id,time,source,target,amount,currency\n"
        "P1,2026-01-01T00:00:00Z,family,A,1717,XAD\n"
        "P2,2026-01-02T00:00:00Z,A,B,700,XAD\n"
    )
    kept = {
        "lifo": "index_lifo_parts.npy",
        "fifo": "index_fifo_parts.npy",
        "pro-rata": "index_ratios.npy",
    }
    for number, rules in enumerate([[], ["lifo"], ["lifo", "pro-rata", "fifo"]]):
        folder = tmp_path / f"stored{number}"
        asked = [word for rule in rules for word in ("--for", rule)]
        done = CliRunner().invoke(app, ["index", str(given), "--out", str(folder), *asked])
        assert done.exit_code == 0, done.stderr
        for rule, name in kept.items():
            assert (folder / name).exists() == (rule in rules)
        result = CliRunner().invoke(
            app, ["run", str(folder), "--claim", "P1", "--rule", "lifo", "--json"]
        )
        held = {each["account"]: each["amount"] for each in json.loads(result.stdout)["holdings"]}
        assert held == {"A": 1017, "B": 700}
    refused = CliRunner().invoke(
        app, ["index", str(given), "--out", str(tmp_path / "not"), "--for", "last"]
    )
    assert refused.exit_code == 2
    assert "last" in refused.stderr
    assert not (tmp_path / "not").exists()


def test_openings_exits_and_pins_come_back(tmp_path: Path) -> None:
    folder = saved(tmp_path / "store", opening=True)
    again = Ledger.open(folder, verify=True)
    assert again.openings.tolist() == [3, 0, 0]
    assert again.exits.tolist() == [False, False, True]
    assert again.index is not None
    assert again.index.pinned is not None
    assert again.index.pinned.tolist() == [7, 0, 0]
    assert again.references.to_pylist() == [None, "R2"]
    result = trace(again, [Claim("P1")], rule="fifo", shortfall="opening")
    assert result.claims[0].out == 4
    manifest = json.loads((folder / MANIFEST).read_text())
    assert (manifest["format"], manifest["rows"], manifest["accounts"]) == (2, 2, 3)
    assert set(manifest["arrays"]["amount"]) == {"dtype", "shape", "bytes", "blake3"}


def test_a_folder_is_read_like_a_file(tmp_path: Path) -> None:
    reading = read_ledger(saved(tmp_path / "store"))
    assert reading.ledger.index is not None
    assert (reading.rejections, reading.rounded) == ((), ())
    csv = tmp_path / "more.csv"
    csv.write_text("id,time,source,target,amount,currency\nP9,2026-01-01T00:00:00Z,A,B,1,XAD\n")
    with pytest.raises(errors.OptionUnusable):
        read_ledger([tmp_path / "store", csv])
    with pytest.raises(errors.OptionUnusable):
        read_ledger(tmp_path / "store", zone="UTC")


def test_the_manifest_names_the_sources(tmp_path: Path) -> None:
    csv = tmp_path / "bank.csv"
    csv.write_text("id,time,source,target,amount,currency\nP9,2026-01-01T00:00:00,A,B,1,XAD\n")
    ledger = read_ledger(csv, zone="UTC").ledger
    ledger.save(tmp_path / "store")
    origin = Ledger.open(tmp_path / "store").origin
    assert origin["zone"] == "UTC"
    (source,) = origin["sources"]
    assert (source["name"], source["rows"], len(source["sha256"])) == ("bank.csv", 1, 64)


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    folder = saved(tmp_path / "store")
    with pytest.raises(errors.StoreExists):
        Ledger.from_rows(ROWS).save(folder)
    Ledger.from_rows(ROWS).save(folder, replacing=True)
    assert Ledger.open(folder).index is None
    (tmp_path / "other").mkdir()
    Ledger.from_rows(ROWS).save(tmp_path / "other")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("x")
    with pytest.raises(errors.StoreExists):
        Ledger.from_rows(ROWS).save(tmp_path / "letters", replacing=True)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["letters", "other", "store"]


@pytest.mark.parametrize("what", ["a manifest of another kind", "notes", "photos", "a link"])
def test_only_a_stored_ledger_with_nothing_beside_it_gives_way(tmp_path: Path, what: str) -> None:
    """Whatever else lies in the folder would be gone."""
    folder = tmp_path / "evidence"
    if what == "a manifest of another kind":
        folder.mkdir()
        (folder / MANIFEST).write_text('{"name": "chain of custody"}')
        (folder / "statement.pdf").write_text("x")
    else:
        saved(folder)
    if what == "notes":
        (folder / "notes.txt").write_text("x")
    elif what == "photos":
        (folder / "photos").mkdir()
    elif what == "a link":
        (tmp_path / "elsewhere.npy").write_text("x")
        (folder / "more.npy").symlink_to(tmp_path / "elsewhere.npy")
    before = sorted(each.name for each in folder.iterdir())
    with pytest.raises(errors.StoreExists):
        Ledger.from_rows(ROWS).save(folder, replacing=True)
    assert sorted(each.name for each in folder.iterdir()) == before


def test_a_link_to_a_stored_ledger_stays_one(tmp_path: Path) -> None:
    folder = saved(tmp_path / "store")
    (tmp_path / "current").symlink_to(folder)
    Ledger.from_rows(ROWS).save(tmp_path / "current", replacing=True)
    assert (tmp_path / "current").is_symlink()
    assert Ledger.open(folder).index is None, "the ledger that it leads to is the new one"


def test_reading_a_stored_ledger_compares_its_contents_whatever_their_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homeward.tracing.store.folder.VERIFIED_BELOW", 0)
    folder = saved(tmp_path / "store")
    raw = bytearray((folder / "amount.npy").read_bytes())
    raw[-3] ^= 1
    (folder / "amount.npy").write_bytes(raw)
    assert len(Ledger.open(folder)) == len(ROWS), "opened in milliseconds, as it is"
    with pytest.raises(errors.StoreUnusable, match=r"amount\.npy was changed"):
        read_ledger(folder)


def test_a_joined_ledger_tells_the_sources_of_both(tmp_path: Path) -> None:
    head = "id,time,source,target,amount,currency\n"
    (tmp_path / "bank.csv").write_text(head + "P1,2026-01-01T00:00:00Z,A,B,5,XAD\n")
    (tmp_path / "more.csv").write_text(head + "P2,2026-01-02 00:00:00,B,C,5,XAD\n")
    first, later = tmp_path / "bank.csv", tmp_path / "more.csv"
    own = read_ledger(first, zone="UTC").ledger
    alike = own.joined(read_ledger(later, zone="UTC").ledger)
    alike.save(tmp_path / "alike")
    origin = Ledger.open(tmp_path / "alike").origin
    assert [each["name"] for each in origin["sources"]] == ["bank.csv", "more.csv"]
    assert origin["zone"] == "UTC"
    other = own.joined(read_ledger(later, zone="Etc/GMT-3").ledger).origin
    assert [each["zone"] for each in other["sources"]] == ["UTC", "Etc/GMT-3"]
    assert all(len(each["sha256"]) == 64 for each in other["sources"])


def change_manifest(folder: Path, **facts: Any) -> None:
    path = folder / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), **facts}))


def test_a_damaged_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.FileMissing):
        Ledger.open(tmp_path / "nothing")
    folder = saved(tmp_path / "a")
    (folder / "amount.npy").unlink()
    with pytest.raises(errors.StoreUnusable, match=r"amount\.npy is missing"):
        Ledger.open(folder)
    folder = saved(tmp_path / "b")
    whole = (folder / "time.npy").read_bytes()
    (folder / "time.npy").write_bytes(whole[:-1])
    with pytest.raises(errors.StoreUnusable, match="another size"):
        Ledger.open(folder)
    (folder / "time.npy").write_bytes(whole[:-1] + b"\x07")
    with pytest.raises(errors.StoreUnusable, match="was changed"):
        Ledger.open(folder)
    folder = saved(tmp_path / "c")
    change_manifest(folder, rows=1)
    with pytest.raises(errors.StoreUnusable, match="manifest was changed"):
        Ledger.open(folder)
    for text in ("{", "", "[]", "[1]", "7", '"format"', "null", '{"format": 1}'):
        (folder / MANIFEST).write_text(text)
        with pytest.raises(errors.StoreUnusable, match="cannot be read"):
            Ledger.open(folder)


def test_another_version_is_refused(tmp_path: Path) -> None:
    folder = saved(tmp_path / "store")
    change_manifest(folder, format=0)
    with pytest.raises(errors.StoreVersion) as caught:
        read_ledger(folder)
    assert caught.value.params["expected"] == 2
