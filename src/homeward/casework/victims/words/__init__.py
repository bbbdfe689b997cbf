"""The lists of the support file, each beside what it speaks of."""
