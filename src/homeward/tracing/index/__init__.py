"""The index of a ledger: where every payment lies on its accounts' lines, and each account's order.

`Index` is in `index/build.py`. Modules named `*_loops.py` import numba; they are imported only
inside functions that need them.
"""
