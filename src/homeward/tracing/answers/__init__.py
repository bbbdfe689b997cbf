"""Answers made from a trace: paths, schedules, sources, ranges, freezing lists, distributions.

Most work on claims already followed (`homeward.tracing.tracer.follow`), so that one trace serves
many questions. Amounts are integer minor units (float64 before rounding under share rules), times
aware UTC. Reference: `docs/reference/tracing.md`.
"""
