"""Messages of the directory: tests of reachability, and what a State says of its authorities."""
