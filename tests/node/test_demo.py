"""What the demonstration prints, remembers and clears away."""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from homeward.node.demo import play, signins, stage
from homeward.node.demo.cast import CAST
from homeward.node.demo.checks import Check

ADDRESSES = {state: f"http://127.0.0.1:5{number:04}" for number, state in enumerate(CAST)}


def test_sign_ins_fit_a_narrow_terminal_and_are_whole() -> None:
    text = signins.sign_ins(ADDRESSES)
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "    homeward exercise\n" in text
    assert "lead.xa" not in text, "those who play an exercise are printed nowhere"
    for state, players in CAST.items():
        assert f"{state}  {ADDRESSES[state]}  password lamp-in-the-window-{state.lower()}" in text
        for player in players:
            assert f"{player.username:<13} code {signins.current_code(player.username)}" in text


def test_codes_are_printed_for_each_demonstration_that_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, pid in enumerate((os.getpid(), 2**22 + 1)):  # no process has the second number
        folder = tmp_path / f"hw-demo-{number}"
        folder.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "getpid", lambda pid=pid: pid)
            signins.remember(folder, {"XA": f"http://127.0.0.1:{number + 1}"})
    signins.print_codes(tmp_path)
    printed = capsys.readouterr().out
    assert "http://127.0.0.1:1 " in printed
    assert "http://127.0.0.1:2 " not in printed


def test_without_a_demonstration_codes_say_how_to_start_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        signins.print_codes(tmp_path)
    assert ended.value.code == 1
    assert "make demo" in capsys.readouterr().out


def test_the_folder_that_is_given_keeps_what_was_in_it(tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("mine")
    mode = tmp_path.stat().st_mode
    with ExitStack() as stack:
        made = stage.new_place(tmp_path, "hw-demo-", stack)
        assert made.parent == tmp_path
    assert not made.exists()
    assert kept.read_text() == "mine"
    assert tmp_path.stat().st_mode == mode


def test_the_command_offers_every_chapter_and_no_other() -> None:
    from homeward.cli.demo import Chapter
    from homeward.node.demo.chapters import CHAPTERS

    assert [chapter.value for chapter in Chapter] == list(CHAPTERS)
    with pytest.raises(KeyError):
        play.play(check=True, only="none")


def test_several_ticked_boxes_and_chosen_options_are_all_sent() -> None:
    from homeward.node.demo.page_forms import forms_of

    (form,) = forms_of(
        '<form method="post"><input type="checkbox" name="a" value="1" checked>'
        '<input type="checkbox" name="a" value="2">'
        '<input type="checkbox" name="a" value="3" checked>'
        '<select name="b" multiple><option value="x" selected><option value="y">'
        '<option value="z" selected></select><select name="c"><option value="p">'
        '<option value="q" selected></select></form>'
    )
    assert form.values == {"a": ["1", "3"], "b": ["x", "z"], "c": "q"}


@pytest.mark.parametrize(("passed", "code"), [(True, 0), (False, 1)])
def test_the_report_names_every_check_and_sets_the_exit_code(
    passed: bool, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    from rich.console import Console

    checks = [Check("Journal of XA", "sound", True), Check("Frozen in XB", "1.00 XTS", passed)]
    assert play.report(Console(width=100), checks) == code
    printed = capsys.readouterr().out
    assert "Frozen in XB" in printed
    assert ("FAILED" in printed) is not passed
