"""Pages of the money tab."""
