"""The case file: people, items, ransom and one timeline, behind the walls of its compartments."""
