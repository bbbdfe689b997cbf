"""The border story, played once for all tests that look at its outcome."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from homeward.node.demo.stage import staged
from homeward.node.demo.story import Step, Story


@contextmanager
def played_story() -> Iterator[tuple[Story, list[Step]]]:
    """Stage four nodes, play the story through their pages, and yield it with what it told."""
    told: list[Step] = []
    with staged(None, lambda sentence: None) as stage:
        story = Story(stage, told.append)
        try:
            story.play()
        except Exception:
            _print_logs(story)
            raise
        yield story, told


def _print_logs(story: Story) -> None:
    for node in story.stage.nodes.values():
        for file in sorted(Path(node.home.logs).glob("*.log")):
            print(f"--- {file}\n{file.read_text(errors='replace')[-3000:]}")
