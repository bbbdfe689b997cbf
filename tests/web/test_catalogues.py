"""The catalogue tool on trees made for the test, and the room's own catalogue."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import polib
import pytest

from tests.web.conftest import load_tool

PYTHON = """
from django.utils import translation
from django.utils.translation import gettext_lazy as _, ngettext, pgettext, gettext as t

LABEL = _("Open the case")
COUNT = ngettext("%(n)s day", "%(n)s days", 3) % {"n": 3}
MAY = pgettext("month", "May")
LONG = t("One sentence, " "in two parts" + " and a third.")
OTHER = translation.gettext("Through the module")

def not_ours(_): return _("not a message: a local name is not Django's")
"""
TEMPLATE = """{% load i18n %}{% translate "Save it" %}{% translate "Open" context "adjective" %}
{% blocktranslate trimmed count n=items|length with case=case.title %}
  One item in {{ case }}
{% plural %}
  {{ n }} items in {{ case }}
{% endblocktranslate %}{{ name|default:_("nobody") }}{% include "x.html" with a=_("inside") %}
"""


@pytest.fixture
def tool() -> ModuleType:
    return load_tool("catalogues")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A room with one Python file and one template."""
    room = tmp_path / "casework" / "cases"
    (room / "templates" / "cases").mkdir(parents=True)
    (room / "migrations").mkdir()
    (room / "__init__.py").touch()
    (room / "models.py").write_text(PYTHON.replace("def not_ours(_): return _(", "# ("))
    (room / "migrations" / "0001.py").write_text(PYTHON.replace("Open the case", "Old label"))
    (room / "templates" / "cases" / "case.html").write_text(TEMPLATE)
    return tmp_path


@pytest.fixture
def run(tool: ModuleType, tree: Path) -> Callable[..., int]:
    def command(*arguments: str) -> int:
        code: int = tool.main([*arguments, "--root", str(tree)])
        return code

    return command


def po(tree: Path) -> Path:
    return tree / "casework" / "cases" / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def translate_all(tree: Path) -> None:
    """Give every entry a translation that keeps its placeholders."""
    catalogue = polib.pofile(str(po(tree)))
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: f"F {entry.msgid}", 1: f"F {entry.msgid_plural}"}
        else:
            entry.msgstr = f"F {entry.msgid}"
    catalogue.save()


def edit(tree: Path, msgid: str, **changes: object) -> None:
    catalogue = polib.pofile(str(po(tree)))
    entry = next(e for e in catalogue if e.msgid == msgid)
    for name, value in changes.items():
        setattr(entry, name, value)
    catalogue.save()


def test_extraction_finds_every_kind_of_message(run: Callable[..., int], tree: Path) -> None:
    assert run("extract") == 0
    entries = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(po(tree)))}
    assert set(entries) == {
        (None, "Open the case"),
        (None, "%(n)s day"),
        ("month", "May"),
        (None, "One sentence, in two parts and a third."),
        (None, "Through the module"),
        (None, "Save it"),
        ("adjective", "Open"),
        (None, "One item in %(case)s"),
        (None, "nobody"),
        (None, "inside"),
    }
    assert entries[None, "One item in %(case)s"].msgid_plural == "%(n)s items in %(case)s"
    assert entries[None, "%(n)s day"].flags == ["python-format"]
    assert entries[None, "Open the case"].occurrences == [("casework/cases/models.py", "")]


def test_extracting_twice_changes_nothing_and_keeps_translations(
    run: Callable[..., int], tree: Path
) -> None:
    run("extract")
    translate_all(tree)
    run("extract")
    first = po(tree).read_text("utf-8")
    run("extract")
    assert po(tree).read_text("utf-8") == first
    assert "F Open the case" in first
    assert run("check") == 0


def test_what_is_no_longer_used_becomes_obsolete_and_can_come_back(
    run: Callable[..., int], tree: Path
) -> None:
    run("extract")
    translate_all(tree)
    models = tree / "casework" / "cases" / "models.py"
    text = models.read_text()
    models.write_text(text.replace('LABEL = _("Open the case")', ""))
    assert run("check") == 1
    run("extract")
    assert [e.msgid for e in polib.pofile(str(po(tree))).obsolete_entries()] == ["Open the case"]
    assert run("check") == 0
    models.write_text(text)
    run("extract")
    assert run("check") == 0


@pytest.mark.parametrize(
    ("msgid", "changes", "words"),
    [
        ("Save it", {"msgstr": ""}, "no translation"),
        ("%(n)s day", {"msgstr_plural": {0: "%(n)s jour", 1: ""}}, "no translation"),
        ("%(n)s day", {"msgstr_plural": {0: "jour", 1: "jours"}}, "without one of its"),
        ("%(n)s day", {"msgstr_plural": {0: "%(m)s j", 1: "%(n)s j"}}, "does not have"),
        ("Save it", {"flags": ["fuzzy"]}, "fuzzy"),
        ("Save it", {"msgstr": "Enregistrer ?"}, "no-break space"),
        ("Save it", {"msgstr": "« Enregistrer »"}, "no-break space"),
    ],
)
def test_check_names_what_is_wrong_with_a_translation(
    run: Callable[..., int],
    tree: Path,
    capsys: pytest.CaptureFixture[str],
    msgid: str,
    changes: dict[str, object],
    words: str,
) -> None:
    run("extract")
    translate_all(tree)
    edit(tree, msgid, **changes)
    capsys.readouterr()
    assert run("check") == 1
    complaint = capsys.readouterr().err
    assert words in complaint
    assert msgid in complaint


def test_a_singular_may_leave_out_the_number(run: Callable[..., int], tree: Path) -> None:
    run("extract")
    translate_all(tree)
    edit(tree, "%(n)s day", msgstr_plural={0: "un jour", 1: "%(n)s jours"})
    assert run("check") == 0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('x = _(f"Case {n}")', "f-string"),
        ('x = _("Case %(n)s" % {"n": 1})', "formatted before"),
        ('x = _("Case {}".format(1))', "formatted before"),
        ('x = _("Case " + name)', "No literal"),
        ("x = _(name)", "No literal"),
        ('x = _("%s of %s")', "unnamed placeholder"),
        ('x = ngettext("a", f"{n} b", 1)', "f-string"),
    ],
)
def test_messages_that_no_translator_can_read_are_refused(
    run: Callable[..., int],
    tree: Path,
    capsys: pytest.CaptureFixture[str],
    line: str,
    words: str,
) -> None:
    models = tree / "casework" / "cases" / "models.py"
    models.write_text(f"{PYTHON.split('def ')[0]}\nn = name = 1\n{line}\n")
    assert run("extract") == 1
    assert words in capsys.readouterr().err
    assert run("check") == 1


def test_a_variable_can_be_passed_on_purpose(run: Callable[..., int], tree: Path) -> None:
    models = tree / "casework" / "cases" / "models.py"
    models.write_text(models.read_text() + "\nx = _(LABEL)  # translated elsewhere\n")
    assert run("extract") == 0


def test_a_block_with_a_tag_inside_is_named(
    run: Callable[..., int], tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tree / "casework" / "cases" / "templates" / "cases" / "case.html"
    page.write_text(
        "{% load i18n %}{% blocktranslate %}a {% if b %}c{% endif %}{% endblocktranslate %}"
    )
    assert run("extract") == 1
    assert "case.html" in capsys.readouterr().err


def test_one_message_must_say_the_same_in_every_room(
    run: Callable[..., int], tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tree / "casework" / "links"
    other.mkdir()
    (other / "__init__.py").touch()
    (other / "models.py").write_text(
        'from django.utils.translation import gettext as _\nx = _("Open the case")\n'
    )
    run("extract")
    translate_all(tree)
    second = other / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    catalogue = polib.pofile(str(second))
    catalogue[0].msgstr = "Autrement"
    catalogue.save()
    assert run("check") == 1
    assert "translated otherwise in cases" in capsys.readouterr().err


def test_files_outside_rooms_are_translated_with_the_pages(
    run: Callable[..., int], tree: Path
) -> None:
    web = tree / "foundation" / "web"
    web.mkdir(parents=True)
    (web / "__init__.py").touch()
    (tree / "foundation" / "errors.py").write_text(
        'from django.utils.translation import gettext_lazy\nx = gettext_lazy("Try again.")\n'
    )
    run("extract")
    catalogue = polib.pofile(str(web / "locale" / "fr" / "LC_MESSAGES" / "django.po"))
    assert [entry.msgid for entry in catalogue] == ["Try again."]


def test_compiled_catalogues_hold_every_entry(run: Callable[..., int], tree: Path) -> None:
    run("extract")
    translate_all(tree)
    assert run("compile") == 0
    compiled = polib.mofile(str(po(tree).with_suffix(".mo")))
    written = polib.pofile(str(po(tree)))
    assert {(e.msgctxt, e.msgid) for e in compiled} == {(e.msgctxt, e.msgid) for e in written}


def test_the_room_itself_is_complete(tool: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main(["check", "--room", "web"]) == 0, capsys.readouterr().err
