"""What each State punishes, how two laws compare, and by which treaty one may ask."""
