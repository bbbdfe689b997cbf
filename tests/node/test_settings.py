"""Languages and time zone of `node.toml`: what pages offer and show, while storage stays UTC."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.node.home import NodeHome
from tests.browser_client import signed_in
from tests.cluster import TestNode
from tests.page_checks import check_page
from tests.people import People, a_case

ASK = """
import json, django
from django.conf import settings
django.setup()
print(json.dumps({
    "languages": [code for code, _ in settings.LANGUAGES],
    "first": settings.LANGUAGE_CODE,
    "zone": settings.TIME_ZONE,
    "aware": settings.USE_TZ,
}))
"""
NOWHERE = "postgresql://nobody@127.0.0.1:9/none"
FAR = "Asia/Kathmandu"  # five hours and three quarters before UTC, all year round


def _settings_of(home: NodeHome, node: TestNode) -> dict[str, Any]:
    environ = {
        **node.environ,
        "HOMEWARD_HOME": str(home.path),
        "DJANGO_SETTINGS_MODULE": "homeward.node.settings",
        **dict.fromkeys(("DATABASE_URL", "DATABASE_URL_OWNER", "DATABASE_URL_JOBS"), NOWHERE),
    }
    command = [sys.executable, "-c", ASK]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("languages", [["fr", "en"], ["fr"]])
def test_the_file_says_what_is_offered(
    node: TestNode, tmp_path: Path, languages: list[str]
) -> None:
    home = NodeHome.create(
        tmp_path / "home",
        state="XA",
        name="Settings",
        environment="demo",
        languages=languages,
        time_zone=FAR,
    )
    assert _settings_of(home, node) == {
        "languages": languages,
        "first": languages[0],
        "zone": FAR,
        "aware": True,
    }


def test_without_a_word_of_it_pages_are_in_english_and_utc() -> None:
    assert [code for code, _ in settings.LANGUAGES] == ["en", "fr"]
    assert (settings.LANGUAGE_CODE, settings.TIME_ZONE) == ("en", "UTC")


@override_settings(LANGUAGES=[("fr", "French")], LANGUAGE_CODE="fr")
def test_only_the_languages_of_the_file_are_offered(people: People) -> None:
    page = Client(headers={"accept-language": "en"}).get("/account/login/").content.decode()
    assert '<html lang="fr"' in page
    assert re.findall(r'name="language" value="(\w+)"', page) == ["fr"]
    client = Client()
    client.post("/language/setlang/", {"language": "en"})
    assert '<html lang="fr"' in client.get("/account/login/").content.decode()


def test_pages_show_times_in_the_nodes_zone_and_storage_keeps_utc(people: People) -> None:
    before = datetime.now(UTC)
    with override_settings(TIME_ZONE=FAR), timezone.override(None):
        a_case(people)
        page = check_page(signed_in(people.olga).get("/journal/"))
    assert "UTC+5:45" in page
    local = before + timedelta(hours=5, minutes=45)
    assert f"{local:%H:}" in page
    with opened(service("verifier")), connection.cursor() as cursor:
        kept = Entry.objects.filter(verb="case.opened").first()
        cursor.execute("select current_setting('TimeZone')")
        assert cursor.fetchone()[0] == "UTC"
    assert kept is not None
    assert abs(kept.at - before) < timedelta(minutes=1)
    assert re.search(r'<time datetime="[0-9T:-]+Z"', page)


def test_days_of_a_filter_are_days_of_the_zone(people: People) -> None:
    """An evening in UTC is the next day there."""
    a_case(people)
    client = signed_in(people.olga)
    with override_settings(TIME_ZONE=FAR), timezone.override(None):
        today = timezone.localdate()
        assert "<table" in client.get(f"/journal/?since={today}&until={today}").content.decode()
        past = today - timedelta(days=1)
        assert "<table" not in client.get(f"/journal/?until={past}").content.decode()
