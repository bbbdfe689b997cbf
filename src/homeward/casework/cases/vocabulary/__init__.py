"""The words by which facts of a case are coded."""
