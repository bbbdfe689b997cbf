"""Which tests go to one worker: those of a file, and the files that share nodes of their own."""

from xdist.scheduler import LoadFileScheduling

# Four nodes that have played the story, and four on which nobody has done anything yet, take most
# of a minute to stage: no second worker should do so.
_SHARED = {
    "tests/cooperation/test_two_nodes.py": "played",
    # It looks at all of them for as long as the others take together: the story is played once more
    # for it.
    "tests/journeys/test_every_page.py": "every_page",
    "tests/mission/": "played",
    # One served node each, as quick as any other file.
    **{
        f"tests/journeys/test_{name}.py": name
        for name in (
            *("duty_officer", "negotiator", "outsider", "support"),
            *("every_crisis_page", "every_support_page"),
        )
    },
    "tests/journeys/": "stage",
    # They parse every module of Homeward.
    **{f"tests/meta/test_{name}.py": "sources" for name in ("layout", "ports", "verbs")},
}


class BySceneryScheduling(LoadFileScheduling):
    """Work units of one file, or of all files with the same scenery."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return next((unit for place, unit in _SHARED.items() if file.startswith(place)), file)
