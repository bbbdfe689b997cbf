"""Tasks with their clocks, for a desk or a person; other rooms add them and finish them."""
