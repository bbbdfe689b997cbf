"""Messages that nodes send about messages: receipts, tombstones, gaps, versions, epochs, recall.

They travel as every other message does: signed, sealed, counted, retried, and on a medium too.
"""
