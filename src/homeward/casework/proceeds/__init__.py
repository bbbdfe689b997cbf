"""The money of a case: ledgers, claims, traces, runs over several States, orders over property."""
