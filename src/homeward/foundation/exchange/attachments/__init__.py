"""Attachments between nodes: the sender pushes parts, the receiver says which are missing.

`enclosing` describes files in the message that announces them, `pushing` sends their parts,
`arriving` takes them in, `checking` reads the whole once more before anybody sees it, `closing`
ends one, `cleaning` removes what nobody needs. Why the sender pushes:
docs/adr/0010-attachments-are-pushed.md.
"""
