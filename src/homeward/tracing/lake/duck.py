"""DuckDB: one machine, a limit on memory, and a folder to spill into."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from homeward.tracing import errors
from homeward.tracing.lake.errors import LakeFileUnreadable

_KINDS = {
    "VARCHAR": "text",
    "TIMESTAMP WITH TIME ZONE": "moment",
    "TIMESTAMP": "local",
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT"), "whole"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER"), "whole"),
}
_FUNCTIONS = r"""
create or replace temp macro scaled(x, credited, amount) as
  cast((cast(x as hugeint) * credited) // amount as bigint);
create or replace temp macro micros(x) as epoch_us(x);
create or replace temp macro untidy(x) as
  x = '' or regexp_matches(x, '^[\s\p{Z}]|[\s\p{Z}]$|\x00');
"""


class DuckEngine:
    """DuckDB on a database file in a folder of its own, removed by `close`.

    `memory` is a size such as `4GB` (None: DuckDB's default); what goes beyond is spilled into
    `folder` (default: the system's temporary folder), which needs about 150 bytes a payment.
    """

    def __init__(
        self, *, memory: str | None = None, folder: str | Path | None = None, threads: int = 0
    ) -> None:
        import duckdb

        if folder is not None and not Path(folder).is_dir():
            allowed = "a folder that exists"
            raise errors.OptionUnusable(option="work", value=folder, allowed=allowed)
        self._folder = Path(tempfile.mkdtemp(prefix="homeward-lake-", dir=folder))
        self._memory = memory or "default"
        with ExitStack() as unfinished:  # what stops here leaves no folder behind
            unfinished.callback(shutil.rmtree, self._folder, ignore_errors=True)
            base: duckdb.DuckDBPyConnection = duckdb.connect(str(self._folder / "lake.duckdb"))
            unfinished.callback(base.close)
            self._base = base
            self._set("temp_directory", str(self._folder / "spilled"))
            base.execute("set preserve_insertion_order = false")
            self._set("TimeZone", "UTC")
            if threads:
                self._set("threads", str(threads))
            if memory is not None:
                self._limit(memory)
            base.execute(_FUNCTIONS)
            unfinished.pop_all()

    def _limit(self, memory: str) -> None:
        import duckdb

        try:
            self._set("memory_limit", memory)
        except duckdb.Error as problem:
            allowed = "a size such as 4GB"
            raise errors.OptionUnusable(option="memory", value=memory, allowed=allowed) from problem

    def _set(self, option: str, value: str) -> None:
        quoted = value.replace("'", "''")
        self._base.execute(f"set {option} = '{quoted}'")

    def source(self, name: str, path: str) -> Mapping[str, str]:
        """See `Engine`."""
        import duckdb

        files = [str(each) for each in parquet_files(path)]
        for each in files:
            if set("*?[") & set(each):  # DuckDB would read other files as well
                reason = "Its name holds one of the characters * ? [. Give it another name."
                raise LakeFileUnreadable(file=each, reason=reason)
        listed = ", ".join("'" + each.replace("'", "''") + "'" for each in files)
        number = f"(list_position([{listed}], filename) - 1)" if len(files) > 1 else "0"
        options = "file_row_number = true, filename = true, union_by_name = true"
        options += ", hive_partitioning = false"  # a folder's name is no column
        place = f"({number} * 68719476736 + file_row_number)"
        select = (
            "select * exclude (filename, file_row_number), "  # noqa: S608
            f"cast({place} as bigint) as row_in_source from read_parquet([{listed}], {options})"
        )
        try:
            self._refuse_two_clocks(listed, path)
            self.view(name, select)
            found = self._base.execute(f"describe {name}").fetchall()
        except duckdb.Error as problem:
            reason = str(problem).splitlines()[0].rstrip(".") + "."
            raise LakeFileUnreadable(file=path, reason=reason) from problem
        return {each[0]: _KINDS.get(each[1], each[1]) for each in found}

    def _refuse_two_clocks(self, listed: str, path: str) -> None:
        """A column of times that carries its zone in one file and none in another is refused: read
        together, the others would be taken in a zone that nobody named."""
        kinds = "logical_type like '%isAdjustedToUTC=1%'"
        found = self._run(
            f"select name from parquet_schema([{listed}]) where logical_type like 'Timestamp%' "  # noqa: S608
            f"group by name having count(distinct {kinds}) > 1 order by name"
        ).fetchone()
        if found:
            both = "times with a zone in one file and without in another"
            raise errors.ColumnTypeUnusable(file=path, column=found[0], field=found[0], type=both)

    def keep(self, name: str, select: str) -> int:
        """See `Engine`."""
        found = self._run(f"create or replace table {name} as {select}").fetchone()
        return int(found[0]) if found else 0

    def _run(self, statement: str) -> Any:
        """Run a statement; raises `OptionUnusable` where the limit on memory is too low for it."""
        import duckdb

        try:
            return self._base.execute(statement)
        except duckdb.OutOfMemoryException as problem:
            allowed = "more: not all of a step can be spilled"
            raise errors.OptionUnusable(
                option="memory", value=self._memory, allowed=allowed
            ) from problem

    def view(self, name: str, select: str) -> None:
        """See `Engine`."""
        self._base.execute(f"create or replace view {name} as {select}")

    def put(self, name: str, table: Any) -> None:
        """See `Engine`."""
        self._base.register("given", table)
        self.keep(name, "select * from given")
        self._base.unregister("given")

    def rows(self, select: str) -> list[Sequence[Any]]:
        """See `Engine`."""
        found: list[Sequence[Any]] = self._run(select).fetchall()
        return found

    def arrow(self, select: str) -> Any:
        """See `Engine`."""
        return self._base.sql(select).to_arrow_table()

    def close(self) -> None:
        """See `Engine`."""
        self._base.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def parquet_files(path: str) -> list[Path]:
    """A Parquet file, or all in a folder and below in order of their paths.

    Raises `FileMissing` and `LakeFileUnreadable`.

    As on Spark, what is in or below a name that begins with `_` or `.` is work in progress.
    """
    place = Path(path)
    files = [place]
    if place.is_dir():
        found = (each.relative_to(place) for each in place.rglob("*.parquet"))
        ready = [each for each in found if not any(part[0] in "_." for part in each.parts)]
        files = [place / each for each in sorted(ready, key=Path.as_posix)]
    if not files:
        raise LakeFileUnreadable(file=path, reason="The folder holds no Parquet file.")
    if not files[0].is_file():
        raise errors.FileMissing(file=path)
    return files
