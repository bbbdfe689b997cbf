"""Statistics and their quality: indicators, imported figures, trends, disclosure control."""
