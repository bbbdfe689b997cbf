"""The doors to the support of victims and families, each beside what it opens."""
