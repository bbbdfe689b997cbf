"""Exports of public chains in: what explorers and nodes of a chain hand out becomes payments.

`explorer` reads the CSV exports of Etherscan and its sisters, `bitcoin` the JSON of transactions
of Bitcoin. Both are kinds of files that are read together (`reading.gathered`).
"""
