"""Formats against independent readings of the same figures."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.foundation.web import formats
from homeward.foundation.web.errors import NaiveMoment, NotAnAmount

LANGUAGES = ["en", "fr", "es", "ar", "ru", "zh-hans"]
MOMENT = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)
amounts = st.integers(min_value=-(10**30), max_value=10**30)
languages = st.sampled_from(LANGUAGES)
currencies = st.sampled_from([("XAD", None), ("JPY", None), ("KWD", None), ("XBT", 18), ("XAD", 0)])


def figures_of(text: str, currency: str) -> str:
    """Only the digits, whatever script they are in: read without the code under test."""
    kept = text.replace(currency, "")
    return "".join(str(unicodedata.decimal(sign)) for sign in kept if sign.isdecimal())


@given(amounts, currencies, languages, st.booleans())
def test_money_keeps_every_digit_and_reads_back(
    minor: int, currency: tuple[str, int | None], language: str, local: bool
) -> None:
    code, exponent = currency
    text = formats.money(minor, code, language, exponent=exponent, local_digits=local)
    assert int(figures_of(text, code)) == abs(minor)
    assert formats.parse_money(text, code, language, exponent=exponent) == minor


@given(amounts, languages)
def test_money_does_not_break_across_lines(minor: int, language: str) -> None:
    assert " " not in formats.money(minor, "XAD", language)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "XAD 1,234,567.89"),
        ("fr", "1 234 567,89 XAD"),
        ("es", "1.234.567,89 XAD"),
        ("ar", "1,234,567.89 XAD"),
        ("ru", "1 234 567,89 XAD"),
        ("zh-hans", "XAD 1,234,567.89"),
    ],
)
def test_money_stands_as_the_language_writes_it(language: str, expected: str) -> None:
    written = re.sub(r"\s", " ", formats.money(123_456_789, "XAD", language))
    assert written == expected


def test_arabic_indic_digits_only_when_asked() -> None:
    assert formats.money(1234, "XAD", "ar", local_digits=True).startswith("١٢٫٣٤")
    assert formats.money(1234, "XAD", "ar").startswith("12.34")


@pytest.mark.parametrize(
    ("currency", "exponent"), [("XAD", 2), ("XBD", 2), ("JPY", 0), ("KWD", 3), ("EUR", 2)]
)
def test_exponents_come_from_the_standard_and_default_to_two(currency: str, exponent: int) -> None:
    assert formats.exponent_of(currency) == exponent


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("1,23", "en"),  # a decimal comma in English must not become 123
        ("1.23", "es"),
        ("12 34", "fr"),
        ("1,234,56", "en"),
        ("12.505", "en"),
        ("1e5", "en"),
        ("1_000", "en"),
        ("1.000", "en"),
        ("12.500", "en"),
        ("1,000", "fr"),
        ("NaN", "en"),
        ("--5", "en"),
        (".5", "en"),
        ("", "en"),
        ("XAD", "en"),
        ("5 XBD", "en"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, language: str) -> None:
    with pytest.raises(NotAnAmount) as caught:
        formats.parse_money(text, "XAD", language)
    assert caught.value.params["text"] == text
    assert "1" in caught.value.sentence()


@pytest.mark.parametrize(
    ("text", "language", "minor"),
    [
        ("250000", "en", 25_000_000),
        ("250,000.5 XAD", "en", 25_000_050),
        ("XAD 250 000,50", "fr", 25_000_050),
        ("−12,5", "ru", -1_250),
        ("٢٥٠٬٠٠٠٫٥٠", "ar", 25_000_050),
        ("12.50", "en", 1_250),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, language: str, minor: int) -> None:
    assert formats.parse_money(text, "XAD", language) == minor


@pytest.mark.parametrize("language", LANGUAGES)
def test_moment_shows_the_readers_zone_and_names_it(language: str) -> None:
    east = timezone(timedelta(hours=5, minutes=45))
    text = formats.moment(MOMENT, language, zone=east)
    assert "12:50" in text
    assert text.endswith("UTC+5:45")
    assert "2026" in text


def test_a_moment_near_midnight_takes_the_date_of_the_zone() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    east = timezone(timedelta(hours=3))
    assert formats.day(late, "en", zone=east) == "1 Jan 2027"
    assert formats.moment(late, "en", zone=east) == "1 Jan 2027, 02:30 UTC+3"


@pytest.mark.parametrize(
    ("minutes", "name"),
    [(0, "UTC"), (-270, "UTC\u22124:30"), (60, "UTC+1"), (-30, "UTC\u22120:30")],
)
def test_zone_names(minutes: int, name: str) -> None:
    assert formats.zone_name(MOMENT.astimezone(timezone(timedelta(minutes=minutes)))) == name


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveMoment):
        formats.moment(datetime(2026, 11, 22, 7, 5), "en")  # noqa: DTZ001
    with pytest.raises(NaiveMoment):
        formats.day(datetime(2026, 11, 22, 7, 5), "en")  # noqa: DTZ001


def test_arabic_dates_are_written_with_the_month_in_words() -> None:
    assert formats.day(date(2026, 11, 22), "ar") == "22 نوفمبر 2026"


def test_lists_months_spans_and_percentages() -> None:
    assert formats.listing(["a", "b", "c"], "fr") == "a, b et c"
    assert formats.listing([], "fr") == ""
    assert formats.month(date(2026, 11, 1), "fr") == "novembre 2026"
    assert formats.span(timedelta(days=-3), "en") == "3 days"
    assert formats.percent(Decimal("0.1254"), "en") == "12.5%"
    assert formats.number(Decimal("1234.5678"), "en") == "1,234.5678"


def test_an_unknown_language_falls_back_to_english() -> None:
    assert formats.day(date(2026, 11, 22), "xx-unknown") == "22 Nov 2026"
