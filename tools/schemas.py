"""The schemas of messages that follow from the code: those of requests and their changes.

    python tools/schemas.py write     bring the files up to date

tests/exchange/test_schemas.py proves that they are. Needs the settings of some node
(HOMEWARD_HOME), as tools/reference.py does.
"""

import json
import os
import sys


def main() -> None:
    """Write each schema to its file."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homeward.node.settings")
    import django

    django.setup()
    from homeward.casework.cooperation import schemas
    from homeward.casework.cooperation.registration import SCHEMAS

    for name, schema in schemas.schemas().items():
        text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        (SCHEMAS / f"{name}.v1.schema.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["write"]:
        sys.exit(__doc__)
    main()
