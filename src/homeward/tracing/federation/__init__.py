"""Tracing across several States' ledgers, none of which leaves its State.

Pure logic: `Participant` is one node's part, `Coordinator` leads the rounds, both driven by
messages; `federate` drives them all in one process.
"""
