"""Documents that leave the screen: PDF from templates, with our own fonts and tokens."""
