"""Support and protection of victims and families, apart from the investigation."""
