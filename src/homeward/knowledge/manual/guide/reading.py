"""Reading a practice from its files, one for each language: strict, and one fault at a time.

The same reader takes what is shipped, what a State writes itself, and what a pack brings.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from homeward.knowledge.manual.errors import PracticeFault
from homeward.knowledge.manual.facts import is_term
from homeward.knowledge.manual.guide.header import CODE, Header, split
from homeward.knowledge.manual.guide.headings import (
    BULLETS,
    HEADINGS,
    NUMBERS,
    SECTIONS,
    heading,
)
from homeward.knowledge.manual.guide.letters import LETTERS
from homeward.knowledge.manual.guide.lists import ROLES, SERVICES, TOOLS, TOPICS
from homeward.knowledge.manual.guide.markdown import Chapter, Misread, chapters_of, titled
from homeward.knowledge.manual.guide.practice import (
    LANGUAGES,
    SOURCE_LANGUAGE,
    Body,
    Origin,
    Practice,
    PracticeStep,
    StepWords,
    Words,
)
from homeward.knowledge.manual.playbook import Grade
from homeward.knowledge.manual.reading import LONGEST_CLOCK
from homeward.knowledge.manual.roles import PlanRole

MOST_STEPS = 20
LONGEST_FILE = 40_000
LONGEST_TITLE = 90
FileName = Callable[[str], str]


def read_practice(
    code: str,
    files: Mapping[str, str],
    *,
    name: FileName,
    letter: str = "",
    source: str = SOURCE_LANGUAGE,
) -> Practice:
    """The practice of its files by language; `name` calls each for faults.

    The file of `source` has the whole header; the others have words only. `letter` is the folder
    in which it is filed, where there is one. Raises PracticeFault, which names file, field, reason.
    """
    if not CODE.fullmatch(code):
        problem = _("small letters, figures and hyphens only, at most 40")
        raise PracticeFault(file=name(source), field=_("name"), problem=problem)
    for language in files:
        if language not in LANGUAGES:
            problem = _("“%(one)s” is none of: %(list)s")
            words = problem % {"one": language, "list": ", ".join(LANGUAGES)}
            raise PracticeFault(file=name(language), field=_("language"), problem=words)
    if source not in files:
        problem = _("there is no file in the language that it is written in")
        raise PracticeFault(file=name(source), field="-", problem=problem)
    header, text = _opened(files[source], name(source))
    practice = _structure(code, header, source, letter)
    own = _words(header, text, source, practice, None)
    texts = {source: own}
    for language in (one for one in LANGUAGES if one in files and one != source):
        translated, text = _opened(files[language], name(language))
        texts[language] = _words(translated, text, language, practice, own)
        translated.end()
    header.end()
    return replace(practice, texts={one: texts[one] for one in LANGUAGES if one in texts})


def _opened(text: str, file: str) -> tuple[Header, str]:
    if len(text) > LONGEST_FILE:
        most = _("at most %(most)s characters") % {"most": LONGEST_FILE}
        raise PracticeFault(file=file, field="-", problem=most)
    return split(text, file)


def _structure(code: str, header: Header, source: str, letter: str) -> Practice:
    letters = header.choices("letters", LETTERS)
    if not letters:
        header.fail("letters", _("it is missing"))
    if letter and letters[0] != letter:
        words = _("the first is “%(one)s”, but the folder is “%(folder)s”")
        header.fail("letters", words % {"one": letters[0], "folder": letter})
    runs = header.flag("runs")
    practice = Practice(
        code=code,
        revision=header.whole("revision"),
        revised=header.day("revised"),
        letters=letters,
        grade=Grade(header.choice("grade", list(Grade))),
        roles=header.choices("roles", ROLES),
        playbook=header.code("playbook", ""),
        law=header.choices("law", TOPICS),
        services=header.choices("services", SERVICES),
        tools=header.choices("tools", TOOLS),
        related=header.choices("related"),
        runs=runs,
        steps=tuple(_step(one, runs) for one in header.tables("steps")),
        sources=tuple(_origin(one) for one in header.tables("sources")),
        source=source,
    )
    if not 2 <= len(practice.steps) <= MOST_STEPS:
        words = _("from %(least)s to %(most)s steps")
        header.fail("steps", words % {"least": 2, "most": MOST_STEPS})
    if not practice.roles:
        header.fail("roles", _("it is missing"))
    if not practice.sources:
        header.fail("sources", _("name a source, or say that it is from memory"))
    return practice


def _step(table: Header, runs: bool) -> PracticeStep:
    step = PracticeStep(
        id=table.code("id"),
        role=table.choice("role", PlanRole.values if runs else ROLES),
        minutes=table.whole("due", None, least=0),
        after=table.code("after", ""),
        when=table.choices("when"),
        life=table.flag("life"),
    )
    if step.minutes is not None and step.minutes > LONGEST_CLOCK:
        table.fail("due", _("at most a year"))
    if step.after and step.minutes is None:
        table.fail("after", _("a clock after another step needs its minutes in “due”"))
    for term in step.when:
        if not is_term(term):
            table.fail("when", _("nobody knows the fact “%(term)s”") % {"term": term})
    if not runs and (step.minutes is not None or step.when):
        table.fail("due", _("only a practice that runs on a case has clocks and conditions"))
    table.end()
    return step


def _origin(table: Header) -> Origin:
    memory = table.flag("memory")
    origin = Origin(
        title=table.text("title"),
        publisher=table.text("publisher", ""),
        year=table.text("year", "n.d."),
        address=table.text("address", ""),
        cites=table.text("cites", ""),
        read=table.day("read", None),
    )
    if memory and origin.read:
        table.fail("memory", _("what was read is not from memory"))
    if not memory and not origin.read:
        table.fail("read", _("say when it was read, or memory = true"))
    if origin.read and not origin.address:
        table.fail("address", _("say where it was read"))
    table.end()
    return origin


def _words(
    header: Header, text: str, language: str, practice: Practice, own: Words | None
) -> Words:
    """The words of one language; `own` are those of the source, with which counts agree."""
    title = header.text("title", most=LONGEST_TITLE)
    summary = header.text("summary")
    of: int = practice.revision
    translated: date | None = None
    checked: date | None = None
    if own is not None:
        of, translated = header.whole("of"), header.day("translated")
        checked = header.day("checked", None)
        if of > practice.revision:
            words = _("revision %(of)s, but the practice is at %(now)s")
            header.fail("of", words % {"of": of, "now": practice.revision})
    body = None
    if text.strip():
        # An outdated translation may have other items: it is shown as what it is.
        body = _body(header, text, language, practice, current=of == practice.revision)
    elif own is None:
        header.fail(heading(SECTIONS[0], language), _("it is missing"))
    found = Words(title, summary, of, translated, checked, body)
    if own is not None and own.body and body and of == practice.revision:
        _same_counts(header, own.body, body)
    return found


def _body(header: Header, text: str, language: str, practice: Practice, *, current: bool) -> Body:
    try:
        chapters = chapters_of(text)
    except Misread as error:
        header.fail(_("text"), str(error))
    names = [_plain_heading(one.heading) for one in chapters]
    for section, wanted in zip(SECTIONS, HEADINGS[language], strict=True):
        if _plain_heading(wanted) not in names:
            words = _("the section “## %(heading)s” is missing") % {"heading": wanted}
            header.fail(section, words)
    if names != [_plain_heading(one) for one in HEADINGS[language]]:
        listed = ", ".join(HEADINGS[language])
        header.fail(_("text"), _("the sections are these, in this order: %(list)s")
                    % {"list": listed})  # fmt: skip
    content = {
        section: _content(header, section, chapter)
        for section, chapter in zip(SECTIONS, chapters, strict=True)
    }
    try:
        steps = tuple(StepWords(*titled(one)) for one in content["steps"])
    except Misread as error:
        header.fail("steps", str(error))
    if current and len(content["roles"]) != len(practice.roles):
        _count(header, "roles", len(practice.roles), len(content["roles"]))
    if current and len(steps) != len(practice.steps):
        _count(header, "steps", len(practice.steps), len(steps))
    return Body(**{name: one for name, one in content.items() if name != "steps"}, steps=steps)


def _content(header: Header, section: str, chapter: Chapter) -> tuple[str, ...]:
    listed = section in BULLETS or section in NUMBERS
    if listed and (chapter.paragraphs or not chapter.items):
        header.fail(section, _("it is a list and nothing else"))
    if listed and chapter.numbered != (section in NUMBERS):
        kind = _("its list is numbered") if section in NUMBERS else _("its list has no numbers")
        header.fail(section, kind)
    if not listed and (chapter.items or not chapter.paragraphs):
        header.fail(section, _("it is of paragraphs, without a list"))
    return chapter.items if listed else chapter.paragraphs


def _same_counts(header: Header, own: Body, body: Body) -> None:
    for section in (*BULLETS, *NUMBERS):
        wanted, found = len(getattr(own, section)), len(getattr(body, section))
        if wanted != found:
            _count(header, section, wanted, found)


def _count(header: Header, section: str, wanted: int, found: int) -> None:
    words = _("%(wanted)s are declared, %(found)s are written")
    header.fail(section, words % {"wanted": wanted, "found": found})


def _plain_heading(text: str) -> str:
    return text.replace("'", "’").casefold().strip()
