"""The reference names every code that the library can give."""

from pathlib import Path

from homeward.tracing.errors import TracingError
from homeward.tracing.reading.rejections import REASONS
from homeward.tracing.warning import SENTENCES
from tests.tracing.test_claims import every_error

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def test_every_code_is_in_the_reference() -> None:
    text = (REFERENCE / "tracing.md").read_text()
    codes = {kind.code for kind in every_error() if "code" in vars(kind) and kind != TracingError}
    missing = [code for code in {*codes, *REASONS, *SENTENCES} if f"`{code}`" not in text]
    assert missing == []


def test_every_option_is_in_the_reference() -> None:
    from typer.main import get_command

    from homeward.cli.trace import app

    text = (REFERENCE / "trace-command.md").read_text()
    commands = get_command(app).commands  # type: ignore[attr-defined]
    options = {
        option
        for command in commands.values()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    }
    assert {"--claim", "--states"} <= options
    assert [option for option in sorted(options) if f"`{option}" not in text] == []
