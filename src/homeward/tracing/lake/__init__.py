"""Ledgers larger than memory: the same index and traces on DuckDB and on Spark.

Both engines run one SQL text (`statements.py`): window functions place every payment on its
accounts' lines, range joins follow the stretches, and what was touched is handed to the same
kernels and tables as any trace. How to use it: `docs/how-to/trace-on-spark.md`.
"""
