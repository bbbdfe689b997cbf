"""Money, numbers, dates and lists as each language writes them (CLDR through Babel).

Pure functions: the language is always an argument, nothing is read from the request. The three
`…_text` functions at the end fill in the language and zone that are active now. Languages are
Django's codes (en, fr, es, ar, ru, zh-hans). Money is an integer of minor units and a currency,
shown with its ISO 4217 code, because a symbol such as $ is shared by many currencies.

Digits are Latin ones unless `local_digits` asks for those of the language (Arabic-Indic in Arabic).
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal, localcontext
from functools import cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol
from babel.units import format_unit
from django.utils import timezone
from django.utils.translation import get_language, pgettext

from homeward.foundation.web.errors import NaiveMoment, NotAnAmount

# The United Nations writes English the British way: day before month.
LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans_CN"}
DEFAULT_EXPONENT = 2
NO_BREAK_SPACE = "\u00a0"
INVISIBLE = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
LOCAL_DIGITS = {"ar": "arab"}
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
GROUP = "_"
# Groups are of three: “1,23” in English is refused instead of being read as 123.
FIGURES = re.compile(
    r"(?P<sign>-?)(?P<whole>[0-9]+|[0-9]{1,3}(?:_[0-9]{3})+)(?:\.(?P<fraction>[0-9]+))?"
)
_UNITS = (("day", 86_400, 172_800), ("hour", 3_600, 5_400), ("minute", 60, 0))
MINUS = "-\u2212\u2010\u2011\ufe63\uff0d"

DateLength = Literal["short", "medium", "long", "full"]


@cache
def locale_of(language: str) -> Locale:
    """The CLDR locale of a Django language code; English for one that Babel does not know."""
    name = LOCALES.get(language, language)
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(LOCALES["en"])


def exponent_of(currency: str) -> int:
    """Decimals of a currency's minor unit (ISO 4217); 2 for a currency the standard lacks."""
    fractions = get_global("currency_fractions")
    digits: int = fractions.get(currency, (DEFAULT_EXPONENT,))[0]
    return digits


def number(
    value: int | Decimal, language: str, *, decimals: int | None = None, local_digits: bool = False
) -> str:
    """A number with the language's signs; exactly `decimals` of them when given, never rounded off
    silently otherwise."""
    pattern = None if decimals is None else _pattern(decimals)
    system = _digits(language, local_digits)
    with localcontext() as exact:
        exact.prec = len(str(value)) + (decimals or 0) + 8  # amounts have no largest size
        text = format_decimal(
            value,
            format=pattern,
            locale=locale_of(language),
            decimal_quantization=decimals is not None,
            numbering_system=system,
        )
    return _in_digits(text, system)


def percent(share: Decimal, language: str, *, decimals: int = 1, local_digits: bool = False) -> str:
    """A share of one as a percentage, for example Decimal("0.125") as 12.5 %."""
    locale = locale_of(language)
    pattern = locale.percent_formats[None].pattern.replace("#,##0", _pattern(decimals))
    system = _digits(language, local_digits)
    text = format_decimal(share, format=pattern, locale=locale, numbering_system=system)
    return _in_digits(text, system)


def money(
    minor: int,
    currency: str,
    language: str,
    *,
    exponent: int | None = None,
    local_digits: bool = False,
) -> str:
    """An amount of `minor` units with its currency code, at the end the language puts it.

    `exponent` overrides the currency's own number of decimals (tokens have up to 18).
    """
    decimals = exponent_of(currency) if exponent is None else exponent
    figures = number(
        _major(minor, decimals), language, decimals=decimals, local_digits=local_digits
    )
    first = locale_of(language).currency_formats["standard"].pattern.lstrip("\u200e\u200f")
    pair = (currency, figures) if first.startswith("¤") else (figures, currency)
    return NO_BREAK_SPACE.join(pair)


def parse_money(text: str, currency: str, language: str, *, exponent: int | None = None) -> int:
    """Minor units from an amount as a person of that language writes it.

    Accepts grouping signs and spaces between groups of three, digits of any script and the
    currency code on either side. More decimals than the currency has are refused, zeros too:
    "1.000" is a thousand to whoever writes it so, and one to the language. Raises NotAnAmount.
    """
    decimals = exponent_of(currency) if exponent is None else exponent
    match = FIGURES.fullmatch(_plain_figures(text, currency, language))
    fraction = (match["fraction"] or "") if match else ""
    if match is None or len(fraction) > decimals:
        example = number(Decimal("1234567.89"), language, decimals=min(decimals, 2))
        raise NotAnAmount(text=text, currency=currency, exponent=decimals, example=example)
    whole = match["whole"].replace(GROUP, "")
    minor = int(whole + fraction.ljust(decimals, "0"))
    return -minor if match["sign"] else minor


def day(value: date, language: str, *, length: DateLength = "medium", zone: tzinfo = UTC) -> str:
    """A date; of an aware datetime, the date it has in `zone`. Raises NaiveMoment."""
    if isinstance(value, datetime):
        value = _aware(value).astimezone(zone).date()
    return _date(value, language, length)


def moment(
    value: datetime, language: str, *, zone: tzinfo = UTC, length: DateLength = "medium"
) -> str:
    """Date and time to the minute in `zone`, with the zone's offset named. Raises NaiveMoment."""
    local = _aware(value).astimezone(zone)
    locale = locale_of(language)
    written = _date(local.date(), language, length)
    clock = format_time(local.timetz(), format="HH:mm", locale=locale)
    together = str(locale.datetime_formats["medium"])
    return f"{together.format(clock, written)} {zone_name(local)}"


def zone_name(value: datetime) -> str:
    """The offset of an aware datetime as UTC, UTC+3 or UTC−4:30."""
    minutes = int((value.utcoffset() or timedelta()).total_seconds()) // 60
    if minutes == 0:
        return "UTC"
    sign = "+" if minutes > 0 else "\u2212"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def month(value: date, language: str) -> str:
    """A month and its year, for example “November 2026”."""
    return format_datetime(
        datetime(value.year, value.month, value.day, tzinfo=UTC),
        format=locale_of(language).datetime_skeletons["yMMMM"].pattern,
        locale=locale_of(language),
    )


def span(length: timedelta, language: str) -> str:
    """A length of time in its largest fitting unit, for example “3 days”."""
    return format_timedelta(abs(length), locale=locale_of(language), threshold=1.5)


def duration(seconds: float, language: str) -> str:
    """How long something took, to a tenth of the unit that fits: minutes, hours, or days from two
    on, for example “12.4 days”."""
    unit, length = next((u, n) for u, n, least in _UNITS if seconds >= least)
    value = Decimal(round(seconds * 10 / length)) / 10
    return format_unit(value, f"duration-{unit}", "short", locale=locale_of(language))


def listing(items: Sequence[str], language: str) -> str:
    """Items joined as a sentence joins them: “a, b and c”."""
    return format_list(list(items), locale=locale_of(language)) if items else ""


def language_name(code: str, language: str) -> str:
    """What a language is called, with its code, which never misleads; its code where unknown."""
    name = locale_of(language).languages.get(code, "")
    return f"{name} ({code})" if name else code


def language_text(code: str) -> str:
    """`language_name` in the language that is active now."""
    return language_name(code, get_language() or "en")


def colon() -> str:
    """The sign between a word and what it names, as the active language sets it."""
    return pgettext("between a word and what it names", ":")


def labelled(word: object, value: object) -> str:
    """A word and what it names, for example “Telephone: 1234”."""
    return f"{word}{colon()} {value}"


def money_text(minor: int, currency: str, *, exponent: int | None = None) -> str:
    """`money` in the language that is active now."""
    return money(minor, currency, get_language() or "en", exponent=exponent)


def moment_text(value: datetime) -> str:
    """`moment` in the language and zone that are active now."""
    return moment(value, get_language() or "en", zone=timezone.get_current_timezone())


def day_text(value: date) -> str:
    """`day` in the language and zone that are active now."""
    return day(value, get_language() or "en", zone=timezone.get_current_timezone())


def _date(value: date, language: str, length: DateLength) -> str:
    """Arabic's medium dates are figures and slashes, whose order bidirectional text upsets."""
    named: DateLength = "long" if language == "ar" and length in ("short", "medium") else length
    return format_date(value, format=named, locale=locale_of(language))


def _digits(language: str, local: bool) -> str:
    """Babel's numbering system; CLDR's own default for Arabic at large is Latin digits."""
    return LOCAL_DIGITS.get(language, "latn") if local else "latn"


def _in_digits(text: str, system: str) -> str:
    """Babel takes a numbering system's signs, but leaves the digits themselves Latin."""
    return text.translate(ARABIC_INDIC) if system == "arab" else text


def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _major(minor: int, exponent: int) -> Decimal:
    """Exact for integers of any size: no context rounds a Decimal built from its digits."""
    digits = tuple(int(figure) for figure in str(abs(minor)))
    return Decimal((int(minor < 0), digits, -exponent))


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise NaiveMoment(moment=value.isoformat())
    return value


def _plain_figures(text: str, currency: str, language: str) -> str:
    """Latin digits, a point, GROUP and a sign; anything unknown stays and is refused."""
    kept = INVISIBLE.sub("", text).strip()
    kept = kept.removeprefix(currency).removesuffix(currency).strip()
    locale = locale_of(language)
    decimal_signs = {get_decimal_symbol(locale), "٫"}
    group_signs = {get_group_symbol(locale), "٬", "'", "’"} - decimal_signs
    return "".join(_plain_sign(sign, decimal_signs, group_signs) for sign in kept)


def _plain_sign(sign: str, decimal_signs: set[str], group_signs: set[str]) -> str:
    if sign == GROUP:
        return "?"
    if sign in decimal_signs:
        return "."
    if sign in group_signs or sign.isspace():
        return GROUP
    if sign in MINUS:
        return "-"
    figure = unicodedata.decimal(sign, None)
    return sign if figure is None else str(figure)
