"""What must hold of a practice among the others: every link leads somewhere, grades have reasons.

A shipped practice is whole in English and French and has title and summary in all six languages;
one of a State may be in fewer, and readers see that.
"""

from collections.abc import Callable, Collection, Iterable, Mapping

from django.utils.translation import gettext as _

from homeward.knowledge.manual.checking import circle_of
from homeward.knowledge.manual.errors import PracticeFault
from homeward.knowledge.manual.guide.lists import TOOLS, TOPICS
from homeward.knowledge.manual.guide.markdown import links_of
from homeward.knowledge.manual.guide.practice import LANGUAGES, WHOLE, Body, Practice
from homeward.knowledge.manual.playbook import Grade

# Subjects whose practices are carried out by tools of Homeward, and name them.
CARRIED_OUT = ("b", "c", "h")
FileName = Callable[[str], str]


def check_links(
    practice: Practice,
    *,
    practices: Collection[str],
    playbooks: Collection[str],
    name: FileName,
) -> None:
    """Everything a practice leads to is there, and it leads to something.

    `practices` and `playbooks` are the codes that are known; `name` calls the file of a language.
    Raises PracticeFault.
    """
    file = name(practice.source)
    if practice.code in playbooks:
        _fail(file, _("name"), _("a playbook has this code already"))
    if practice.playbook and practice.playbook not in playbooks:
        _leads_nowhere(file, "playbook", practice.playbook)
    for one in practice.related:
        if one not in practices or one == practice.code:
            _leads_nowhere(file, "related", one)
    if not (practice.playbook or practice.law or practice.services or practice.tools):
        _fail(file, "tools", _("the practice links to no playbook, law topic, service or tool"))
    if practice.letter in CARRIED_OUT and not practice.tools:
        words = _("a practice on (%(letter)s) names the tools that carry it out")
        _fail(file, "tools", words % {"letter": practice.letter})
    known: Mapping[str, Collection[str]] = {
        "practice": practices,
        "playbook": playbooks,
        "law": TOPICS,
        "tool": TOOLS,
    }
    for language, words_of in practice.texts.items():
        for text in lines_of(words_of.body) if words_of.body else ():
            for kind, code in links_of(text):
                if code not in known[kind]:
                    _leads_nowhere(name(language), _("text"), f"{kind}:{code}")


def check_practice(practice: Practice, *, name: FileName) -> None:
    """What must hold inside of one practice. Raises PracticeFault."""
    file = name(practice.source)
    if practice.grade is Grade.PROVEN and practice.from_memory:
        _fail(file, "grade", _("what is written from memory is not called proven"))
    ids = [step.id for step in practice.steps]
    for one in ids:
        if ids.count(one) > 1:
            _fail(file, "steps", _("“%(one)s” stands twice") % {"one": one})
    for step in practice.steps:
        if step.after and step.after not in ids:
            _fail(file, f"steps {step.id} after", _("there is no step “%(step)s”")
                  % {"step": step.after})  # fmt: skip
    if circle_of({step.id: step.after for step in practice.steps}):
        _fail(file, "steps after", _("the clocks wait for each other"))


def check_shipped(practice: Practice, *, name: FileName) -> None:
    """What is shipped is in all languages, and whole in two. Raises PracticeFault."""
    for language in LANGUAGES:
        if language not in practice.texts:
            _fail(name(language), "-", _("it is missing"))
    for language in WHOLE:
        if practice.texts[language].body is None:
            _fail(name(language), _("text"), _("every section is shipped in this language"))


def lines_of(body: Body) -> Iterable[str]:
    """Every line of a body, with its marks."""
    yield from (*body.purpose, *body.use, *body.avoid)
    for step in body.steps:
        yield step.title
        yield step.do
    yield from (*body.roles, *body.cautions, *body.evidence)


def _leads_nowhere(file: str, field: str, to: str) -> None:
    _fail(file, field, _("the link to “%(to)s” leads nowhere") % {"to": to})


def _fail(file: str, field: str, problem: str) -> None:
    raise PracticeFault(file=file, field=field, problem=problem)
