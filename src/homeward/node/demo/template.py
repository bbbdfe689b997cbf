"""Migrating the template database: `python -m homeward.node.demo.template`."""

import os

from homeward.node import migrate


def main() -> None:
    """Point the settings at the template, whose roles have the first node's passwords."""
    from django.conf import settings

    os.environ["HOMEWARD_PROCESS"] = "migrate"
    os.environ["DJANGO_SETTINGS_MODULE"] = "homeward.node.settings"
    name = os.environ["HOMEWARD_TEMPLATE_DATABASE"]
    settings.DATABASES["default"].update(NAME=name, USER=f"{name}_owner")
    migrate.run(keys=False)


if __name__ == "__main__":
    main()
