"""The directory of States, their authorities and nodes: a TUF repository (TUF 1.0.31).

Keeping one: `repository`, `roots`, `signers`, `submission`. Following one: `client`, `sources`.
What it holds: `entries`, `notes`; what binds it to an environment: `marks`. The format, for another
implementer: `docs/reference/directory.md`.
"""
