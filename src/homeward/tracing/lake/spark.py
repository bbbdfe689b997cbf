"""Spark: many machines. Results that are kept are Parquet in a folder that all of them reach."""

import itertools
import uuid
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any
from urllib.parse import unquote

from homeward.tracing import errors

_KINDS = {
    "string": "text",
    "timestamp": "moment",
    "timestamp_ntz": "local",
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint"), "whole"),
}
_FUNCTIONS = (
    "create or replace temporary function scaled(x bigint, credited bigint, amount bigint) returns "
    "bigint return cast(cast(x as decimal(19, 0)) * cast(credited as decimal(19, 0)) div "
    "cast(amount as decimal(19, 0)) as bigint)",
    "create or replace temporary function micros(x timestamp) returns bigint return unix_micros(x)",
    "create or replace temporary function untidy(x string) returns boolean "
    r"return x = '' or regexp_like(x, '^[\\s\\p{Z}]|[\\s\\p{Z}]$|\\x00')",
)


class SparkEngine:
    """Spark in a session of its own; needs `homeward[spark]` and Java 17.

    `folder` is where results are kept: a path or address that every executor reads and writes. It
    is not removed by `close`. `session` is a session made elsewhere, whose cluster is used
    (default: what spark-submit says, or all cores of this machine); its settings and views are left
    alone.
    """

    def __init__(self, folder: str, *, session: Any = None) -> None:
        # Two engines of one application share nothing: neither settings, views nor folders.
        self._session = (session or _session()).newSession()
        self._folder, self._number = folder.rstrip("/"), itertools.count()
        application = self._session.sparkContext.applicationId
        self._run = f"homeward-{application}-{uuid.uuid4().hex[:12]}"
        self._session.conf.set("spark.sql.session.timeZone", "UTC")
        self._session.conf.set("spark.sql.ansi.enabled", "true")
        self._session.conf.set("spark.sql.ansi.doubleQuotedIdentifiers", "true")
        for text in _FUNCTIONS:
            self._session.sql(text)

    def source(self, name: str, path: str) -> Mapping[str, str]:
        """See `Engine`."""
        problems = import_module("pyspark.errors").AnalysisException
        # As on DuckDB: all files below, columns by name, and a folder's name is no column.
        reader = self._session.read.option("mergeSchema", "true")
        reader = reader.option("recursiveFileLookup", "true")
        try:
            frame = reader.parquet(path)
        except problems as problem:
            raise errors.FileMissing(file=path) from problem
        found = frame.selectExpr("_metadata.file_path as name").distinct().collect()
        numbers = [
            (each, n) for n, each in enumerate(sorted((row[0] for row in found), key=unquote))
        ]
        files = self._session.createDataFrame(numbers, "file_name string, file_number bigint")
        place = "file_number * 68719476736 + row_index as row_in_source"
        plain = frame.selectExpr("*", "_metadata.file_path as file_name", "_metadata.row_index")
        named = plain.join(files.hint("broadcast"), "file_name").selectExpr("*", place)
        named.drop("file_name", "file_number", "row_index").createOrReplaceTempView(name)
        return {column: _KINDS.get(kind, kind) for column, kind in frame.dtypes}

    def keep(self, name: str, select: str) -> int:
        """See `Engine`."""
        path = f"{self._folder}/{self._run}/{name}-{next(self._number)}"
        self._session.sql(select).write.parquet(path)
        frame = self._session.read.parquet(path)
        frame.createOrReplaceTempView(name)
        return int(frame.count())

    def view(self, name: str, select: str) -> None:
        """See `Engine`."""
        self._session.sql(select).createOrReplaceTempView(name)

    def put(self, name: str, table: Any) -> None:
        """See `Engine`."""
        self._session.createDataFrame(table).createOrReplaceTempView(name)

    def rows(self, select: str) -> list[Sequence[Any]]:
        """See `Engine`."""
        return [tuple(row) for row in self._session.sql(select).collect()]

    def arrow(self, select: str) -> Any:
        """See `Engine`."""
        return self._session.sql(select).toArrow()

    def close(self) -> None:
        """See `Engine`; the session goes on."""
        self._session.catalog.clearCache()


def _session() -> Any:
    try:
        sql = import_module("pyspark.sql")
    except ModuleNotFoundError as problem:
        allowed = "duckdb; or install homeward[spark] and Java 17"
        raise errors.OptionUnusable(option="engine", value="spark", allowed=allowed) from problem
    return sql.SparkSession.builder.appName("homeward").getOrCreate()
