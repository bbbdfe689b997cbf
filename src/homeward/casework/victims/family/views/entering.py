"""The way in: number and words, then a code; the first time a code, then words of one's own.

Whoever is not let in learns only that it did not work: an unknown number, wrong words and a page
that was closed look alike, and take as long.
"""

import time
from ipaddress import ip_network
from typing import Any

import pyotp
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods

from homeward.casework.victims.family import doors, texts
from homeward.casework.victims.family.forms import ChooseForm, NewForm, SecondForm, SignInForm
from homeward.casework.victims.family.pictures import picture_of
from homeward.casework.victims.family.process import this
from homeward.casework.victims.family.visits import (
    keep_step,
    keep_visit,
    opened_secret,
    sealed_secret,
    speak,
    step_of,
)

OF_ONE_ADDRESS = 30
OF_EVERYBODY = 600
APP_SECONDS = 30
both = require_http_methods(["GET", "POST"])


def sign_in(request: HttpRequest) -> HttpResponse:
    """Number and words; a right pair leads to the second step."""
    form = SignInForm(request.POST or None)
    if form.is_valid():
        number, words = form.cleaned_data["number"], form.cleaned_data["words"]
        door = _tried(request, form, number)
        if door is not None and _is(words, door.words):
            return _on(redirect("second"), "second", door, number)
        _refuse(form, number)
    return _show(request, "victims/family/sign_in.html", form)


@both
def new(request: HttpRequest) -> HttpResponse:
    """Number and first code of a letter; a right pair leads to the choice of words."""
    form = NewForm(request.POST or None)
    if form.is_valid():
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        door = _tried(request, form, number)
        if door is not None and _is(code, door.first_code):
            return _on(redirect("choose"), "choose", door, number)
        _refuse(form, number)
    return _show(request, "victims/family/new.html", form)


@both
def choose(request: HttpRequest) -> HttpResponse:
    """Words of one's own, and a second step; with the list, that is all."""
    step = step_of(request, "choose")
    if step is None:
        return _again(request)
    form = ChooseForm(request.POST or None)
    if form.is_valid():
        words = make_password(form.cleaned_data["words"])
        if form.cleaned_data["how"] == "app":
            content = step | {"step": "app", "words": words, "secret": pyotp.random_base32()}
            return keep_step(redirect("app"), **content)
        with doors.let_in_as(step["access"]):
            settled = doors.settle(words, "list", epoch=step["epoch"])
            me = doors.me() if settled else None
        return _enter(request, step["access"], me) if me else _again(request)
    return _show(request, "victims/family/choose.html", form)


@both
def app(request: HttpRequest) -> HttpResponse:
    """Set up an app that shows codes, and prove it by one."""
    step = step_of(request, "app")
    if step is None:
        return _again(request)
    form = SecondForm(request.POST or None)
    if form.is_valid() and _counted(request, form):
        counter = _counter_of(step["secret"], form.cleaned_data["code"], after=0)
        if counter is not None:
            with doors.let_in_as(step["access"]):
                secret = sealed_secret(step["secret"])
                settled = doors.settle(step["words"], "app", secret, epoch=step["epoch"])
                came = settled and doors.came(counter=counter)
                me = doors.me() if came else None
            return _enter(request, step["access"], me) if me else _again(request)
        form.add_error("code", texts.CODE_WRONG)
    address = pyotp.TOTP(step["secret"]).provisioning_uri(name=str(texts.TITLE))
    return _show(
        request, "victims/family/app.html", form, picture=picture_of(address), key=step["secret"]
    )


@both
def second(request: HttpRequest) -> HttpResponse:
    """The second step: the next code of the list, or the app's."""
    step = step_of(request, "second")
    if step is None:
        return redirect("home")
    form = SecondForm(request.POST or None)
    # Counted before anybody is let in: the count of everybody's tries is no lock to hold for long.
    is_tried = form.is_valid() and _counted(request, form)
    with doors.let_in_as(step["access"]):
        me = doors.me()
        if me is None or me.epoch != step["epoch"]:
            return _again(request)
        if is_tried:
            if _came(me, form.cleaned_data["code"]) is not None:
                return _enter(request, step["access"], me)
            doors.missed(step["number"])
            form.add_error("code", texts.CODE_WRONG)
    return _show(request, "victims/family/second.html", form, **_asked(me))


def _on(response: HttpResponse, step: str, door: doors.Door, number: str) -> HttpResponse:
    """Further on the way in, with what was proved so far, as it holds now."""
    return keep_step(response, step=step, access=door.access, epoch=door.epoch, number=number)


def _came(me: doors.Me, code: str) -> int | None:
    """Whether the code is the one that is asked for, and had not counted before."""
    if me.factor == "app":
        counter = _counter_of(opened_secret(me.secret), code, after=me.last_counter)
        return doors.came(counter=counter) if counter is not None else None
    return doors.came(place=me.place) if _is(code, me.code) else None


def _asked(me: doors.Me) -> dict[str, Any]:
    if me.factor == "app":
        return {"ask": texts.SECOND_APP}
    if me.codes_left < 1:
        return {"ask": texts.NO_CODES, "none_left": True}
    return {"ask": str(texts.SECOND_LIST) % {"place": me.place}, "more": texts.SECOND_LIST_HELP}


def _counter_of(secret: str, code: str, *, after: int) -> int | None:
    """The half minute whose code this is: this one or its neighbours, later than `after`."""
    totp, now = pyotp.TOTP(secret), int(time.time()) // APP_SECONDS
    near = (n for n in (now - 1, now, now + 1) if n > after)
    return next((n for n in near if constant_time_compare(totp.generate_otp(n), code)), None)


def _tried(request: HttpRequest, form: Any, number: str) -> doors.Door | None:
    """The door of a number, unless there were too many tries or it is locked."""
    if not _counted(request, form):
        return None
    door = doors.knock(number)
    if door.is_locked:
        form.add_error(None, texts.WAIT)
        return None
    return door


def _is(typed: str, kept: str) -> bool:
    if not kept:
        make_password(typed)  # takes as long as looking would
        return False
    return check_password(typed, kept)


def _refuse(form: Any, number: str) -> None:
    if form.errors:  # told already that there were too many tries
        return
    doors.missed(number)
    form.add_error(None, texts.NOT_IN)


def _counted(request: HttpRequest, form: Any) -> bool:
    few = doors.counted(f"address {_address(request)}", OF_ONE_ADDRESS)
    if few and doors.counted("everybody", OF_EVERYBODY):
        return True
    form.add_error(None, texts.WAIT)
    return False


def _address(request: HttpRequest) -> str:
    """Of whoever asks: behind the reverse proxy, what it added last.

    Of the newer sort (IPv6) the first half, since its second half is the sender's to choose.
    """
    passed = request.headers.get("X-Forwarded-For", "") if this().secure else ""
    given = passed.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
    try:
        return str(ip_network(f"{given}/64", strict=False)) if ":" in given else given
    except ValueError:
        return given


def _enter(request: HttpRequest, access: int, me: doors.Me) -> HttpResponse:
    response = keep_visit(redirect("home"), access, me.epoch)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:  # who chose one keeps it
        speak(response, me.language)
    return response


def _again(request: HttpRequest) -> HttpResponse:
    """What was proved took too long ago, or the way was closed meanwhile."""
    context = {"heading": texts.WELCOME, "sentence": texts.START_AGAIN}
    return render(request, "victims/family/wrong.html", context, status=400)


def _show(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    status = 400 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
