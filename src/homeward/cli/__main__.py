"""`python -m homeward.cli`: the `homeward` command where no script is installed."""

from homeward.cli import main

main()
