"""The character null is stopped at the door, wherever it stands."""

from io import BytesIO

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from homeward.foundation.web.middleware import CleanText, MarkFiles

pytestmark = pytest.mark.usefixtures("urls")
FACTORY = RequestFactory()


def _view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


def _refused(request: HttpRequest, view: object = _view) -> bool:
    answer = CleanText(_view).process_view(request, view, (), {})
    if answer is None:
        return False
    assert answer.status_code == 400
    with translation.override("en"):
        text = answer.content.decode()
    assert "hidden character" in text
    assert "nothing was changed" in text
    return True


def _file(name: str) -> BytesIO:
    file = BytesIO(b"a,b")
    file.name = name
    return file


def test_a_null_in_any_field_is_refused_with_a_sentence() -> None:
    assert _refused(FACTORY.get("/x/?q=%00"))
    assert _refused(FACTORY.get("/x/?a=1&a=b%00c"))
    assert _refused(FACTORY.get("/x/?n%00=1"))
    assert _refused(FACTORY.post("/x/", {"title": "a\x00b"}))
    assert _refused(FACTORY.post("/x/", {"ti\x00tle": "a"}))
    assert _refused(
        FACTORY.post("/x/", "title=a%00b", content_type="application/x-www-form-urlencoded")
    )


def test_a_null_in_the_address_itself_is_refused() -> None:
    held = CleanText(_view)
    answer = held.process_view(FACTORY.get("/x/%00/"), _view, (), {"code": "X\x00", "number": 1})
    assert answer is not None
    assert answer.status_code == 400
    assert held.process_view(FACTORY.get("/x/XB/"), _view, (), {"code": "XB", "number": 1}) is None


def test_everything_else_goes_on() -> None:
    assert not _refused(FACTORY.get("/x/?q=%01%7f%e2%80%8b&empty="))
    assert not _refused(FACTORY.post("/x/", {"title": "two\r\nlines\tand \x0b more", "é": "ü"}))
    assert not _refused(FACTORY.post("/x/", {"file": _file("ledger.csv")}))


def test_a_view_that_reads_bytes_finds_them_whole() -> None:
    request = FACTORY.post("/x/", b"title=a%00b", content_type="application/x-www-form-urlencoded")
    assert not _refused(request, csrf_exempt(_view))
    assert request.body == b"title=a%00b"


def test_a_cookie_with_a_null_counts_as_absent() -> None:
    """Cookies in quotation marks are unescaped: a session key may hold what no key can."""
    request = FACTORY.get("/x/", headers={"cookie": 'good=1; bad="a\\000b"'})
    assert request.COOKIES["bad"] == "a\x00b"
    CleanText(_view)(request)
    assert request.COOKIES == {"good": "1"}


def test_a_file_of_an_exercise_is_taken_in_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def sent(name: str) -> HttpResponse | None:
        request = FACTORY.post("/x/", {"file": _file(name)})
        return MarkFiles(_view).process_view(request, _view, (), {})

    for environment in ("real", "demo"):
        monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", environment, raising=False)
        for name in ("EXERCISE-figures.csv", "exercise-1.zip"):
            answer = sent(name)
            assert answer is not None
            assert answer.status_code == 400
        assert sent("figures.csv") is None
    monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", "exercise", raising=False)
    assert sent("EXERCISE-figures.csv") is None
