"""The practices of the manual: what they are, how their files are read, and what must hold."""
