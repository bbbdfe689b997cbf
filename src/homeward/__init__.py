"""Homeward: bring kidnapped people home, follow the ransom, bring offenders to justice.

Three libraries that anyone can import (`homeward.tracing`, `homeward.wire`) know nothing of
Django; the rooms of a node stand on them. `docs/explanation/architecture.md` is the map.
"""

__version__ = "0.1.0"
