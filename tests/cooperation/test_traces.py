"""What a text names: identifiers in whatever groups, names in either order, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.casework.cases.identifiers import plain_identifier
from homeward.casework.cases.vocabulary.people import IdentifierKind
from homeward.casework.cooperation.desk.traces import spoken_of, texts_in, traces_of


@pytest.mark.parametrize(
    ("kind", "text", "plain"),
    [
        ("phone", "Call +41 79 123 45 67 at night.", "+41791234567"),
        ("phone", "(0041) 79-123-45-67", "+41791234567"),
        ("phone", "number 0791234567, twice", "0791234567"),
        ("plate", "A grey van, AB 123-CD; seen at noon", "AB123CD"),
        ("document", "passport X 1234567.", "X1234567"),
        ("handle", "wrote as @night.rider!", "night.rider"),
    ],
)
def test_an_identifier_is_found_as_people_write_it(kind: str, text: str, plain: str) -> None:
    assert plain in traces_of([text]).codes[kind]


def test_a_number_within_a_longer_one_is_none() -> None:
    codes = traces_of(["account 99912345678 and 1234"]).codes
    assert "12345678" not in codes["document"]
    assert "99912345678" in codes["document"]


@pytest.mark.parametrize(
    ("name", "text", "is_named"),
    [
        ("Ana Maria Duarte", "the suspect ANA  MARIA duarte, of XB", True),
        ("Ana Maria Duarte", "Duarte, Ana Maria (born 1990)", True),
        ("Ana Maria Duarte", "Ana Duarte", False),
        ("Ana", "ana said so", False),
        ("Kowalczyk", "Mr Kowalczyk", True),
        ("Ann Lee", "Joann Lee and Ann Leen", False),
        ("王小明", "嫌疑人王小明于昨日离境", True),
        ("محمد علي", "المشتبه به محمد علي، من", True),
        ("", "anything", False),
    ],
)
def test_a_name_is_found_whole(name: str, text: str, is_named: bool) -> None:
    assert traces_of([text]).names(name) is is_named


def test_a_name_is_not_put_together_from_two_texts() -> None:
    assert not traces_of(["It was Ana", "Duarte came later"]).names("Ana Duarte")


def test_every_text_of_the_contents_is_read() -> None:
    nested = {"persons": [{"name": "Ana"}, ("x", {"y": "z"})], "amount": 5, "none": None}
    assert list(texts_in(nested)) == ["Ana", "x", "z"]


_SIGNS = st.text(st.sampled_from("AB12 -/.xyz+9@"), max_size=40)


@given(st.lists(_SIGNS, max_size=4))
def test_codes_are_those_of_some_words_side_by_side(texts: list[str]) -> None:
    """An oracle without shortcuts: every run of words, written as the file writes identifiers."""
    found = traces_of(texts).codes
    runs = {
        " ".join(words[a:b])
        for text in texts
        for words in [text.split()]
        for a in range(len(words))
        for b in range(a + 1, len(words) + 1)
    }
    for kind in IdentifierKind:
        every = {plain_identifier(kind, run.strip(" .@")) for run in runs}
        every |= {plain_identifier(kind, run.strip(" .")) for run in runs}
        every |= {plain_identifier(kind, run) for run in runs}
        edges = {"".join(c for c in run if c.isalnum() or c in "+") for run in runs}
        every |= {plain_identifier(kind, run) for run in edges}
        assert found[kind.value] <= every


@given(st.text(max_size=60))
def test_a_text_in_one_case_names_itself(text: str) -> None:
    spoken = spoken_of(text)
    if len(spoken.split()) > 1:
        assert traces_of([text]).names(text)
