"""Whether a State that was added here can be taken out again: nothing may refer to its law.

Checks that requests keep hold the text of both laws themselves, and lose nothing.
"""

from django.utils.translation import gettext as _

from homeward.knowledge.law.errors import LawInUse
from homeward.knowledge.law.names import state_name, state_names
from homeward.knowledge.law.queries import laws
from homeward.knowledge.law.shelf import on_shelf


def check_unused(state: str) -> None:
    """Raises LawInUse where the law is shipped, or something here refers to it."""
    names = state_names()
    problem = _why_not(state, names)
    if problem:
        raise LawInUse(state=state_name(state, names), problem=problem)


def _why_not(state: str, names: dict[str, str]) -> str:
    if state in on_shelf():
        return _("its law comes with Homeward")
    naming = [
        state_name(code, names)
        for code, law in laws().items()
        if code != state and any(state in pact.states for pact in law.pacts)
    ]
    if naming:
        said = _("a treaty in the recorded law of %(states)s names it")
        return said % {"states": ", ".join(naming)}
    return ""
