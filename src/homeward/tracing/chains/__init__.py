"""Exports of public chains in: what explorers and nodes of a chain hand out becomes payments.

`explorer` reads the CSV exports of Etherscan and its sisters, `etl` the files of ethereum-etl, and
`bitcoin` the JSON of transactions of Bitcoin. All are kinds of files that are read together
(`reading.gathered`).
"""
