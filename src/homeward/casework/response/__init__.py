"""The live crisis: plans run by the clock, roles, decisions, contacts with the offenders."""
