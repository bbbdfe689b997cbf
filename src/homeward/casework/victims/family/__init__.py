"""What families see: pages and letters in plain words, served by a process of its own.

That process has no table of the node: it asks the functions of the schema `family` of the database
(`doors`), whose one table of released pages it may read. `texts`, `codes` and `content` are shared
with the room, which writes what is shown here and prints the letters.
"""
