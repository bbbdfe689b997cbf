"""Delivery between nodes: what one sends, the other has, once, with a signed receipt."""
