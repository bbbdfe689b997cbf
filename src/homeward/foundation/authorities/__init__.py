"""The directory: States, their authorities by function, and the nodes with their keys."""
