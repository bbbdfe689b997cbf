"""What every page shares: layout, components, pictures, languages, menu, errors and formats."""
