"""People who use the node: roles, sign-in, teams, compartments and the doors to a case."""
