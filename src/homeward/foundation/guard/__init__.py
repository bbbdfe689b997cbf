"""The database's doorkeeper: who acts in the present transaction, proved by a signed token.

Row-level security of every room asks this room's SQL functions who is acting. Without an opened
context there are zero rows. It guards against forgotten filters, not against code execution in
the process (see docs/explanation/threat-model.md).
"""
