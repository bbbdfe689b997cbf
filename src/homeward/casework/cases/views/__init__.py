"""Pages of the case file: thin, every read through queries and access, every write an action."""
