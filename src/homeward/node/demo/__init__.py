"""The demonstration: fictional States on one machine, a synthetic kidnapping from call to return.

Everything here is invented. States have user-assigned codes, accounts belong to no bank, and the
currency is XTS, which ISO 4217 keeps for testing.
"""
