"""A ledger as a folder of arrays, mapped into memory when it is opened.

`save` and `open_store` are in `store/folder.py`; callers use `Ledger.save` and `Ledger.open`.
"""
