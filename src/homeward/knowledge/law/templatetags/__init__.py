"""Template filters of the law room."""
