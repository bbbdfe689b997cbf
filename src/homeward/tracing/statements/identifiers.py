"""One form for an account, however its bank and others write it."""

import re

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BANK = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?/")
_GERMAN = re.compile(r"([0-9]{8})/([0-9]{1,10})")
_REGISTER = """
AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27
DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28
IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22
MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24
SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
"""
_LENGTHS = {each[:2]: int(each[2:]) for each in _REGISTER.split()}
"""Characters of an IBAN by country, as the register of SWIFT has them."""


def normal(account: str) -> str:
    """An account's identifier in capitals, without spaces, a slash before it or its bank's BIC.

    A German bank code and number (`12345678/123456`) become the IBAN that is made of them.
    """
    found = "".join(account.split()).upper()
    if "/" not in found:
        return found
    found = found.lstrip("/")
    bank = _BANK.match(found)
    if bank is not None and _IBAN.fullmatch(found, bank.end()):
        return found[bank.end() :]
    german = _GERMAN.fullmatch(found)
    if german is None or not int(german[2]):
        return found
    basic = f"{german[1]}{german[2]:0>10}"
    return f"DE{98 - _rest(f'{basic}DE00'):02d}{basic}"


def is_like_iban(account: str) -> bool:
    """Whether an identifier in its normal form is built as an IBAN is."""
    return _IBAN.fullmatch(account) is not None


def is_iban(account: str) -> bool:
    """Whether an identifier in its normal form is an IBAN: its length and check digits hold."""
    if not is_like_iban(account) or _LENGTHS.get(account[:2], len(account)) != len(account):
        return False
    return _rest(account[4:] + account[:4]) == 1


def without_currency(account: str) -> str:
    """An account in its normal form without the currency that some banks write after it.

    IBANs of some countries end in a currency, which is part of them.
    """
    found = normal(account)
    rest = normal(found[:-3])
    if not found[-3:].isalpha() or is_iban(found):
        return found
    is_whole = _LENGTHS.get(rest[:2]) == len(rest) and is_like_iban(rest)
    return rest if is_whole or is_iban(rest) else found


def _rest(text: str) -> int:
    """The remainder by 97 of ISO 7064, letters counting from A = 10."""
    return int("".join(str(int(each, 36)) for each in text)) % 97
