"""Messages against the public schema of CAP 1.2, by a validator that is not ours, and areas."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from capvalidator import check_schema
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from homeward.casework.response.alert_settings import AlertSettings
from homeward.casework.response.cap import (
    NAMESPACE,
    CapMessage,
    CapReference,
    CapText,
    compose,
)
from homeward.casework.response.cap_areas import circles, geocodes, polygons
from homeward.casework.response.errors.alerts import AreaMalformed
from homeward.casework.response.words import cap as cap_words
from homeward.node.config import config_from_toml

NOW = datetime(2026, 11, 28, 9, 30, 15, tzinfo=UTC)
ONE = UUID("11111111-1111-4111-8111-111111111111")
TWO = UUID("22222222-2222-4222-8222-222222222222")
CLOSED = "10,10 10,20 20,20 20,10 10,10"


def valid(content: bytes) -> bool:
    return bool(check_schema(content).passed)


def message(**changes: object) -> CapMessage:
    fields: dict[str, object] = {
        "identifier": ONE,
        "sender": "alerts.example.org",
        "sent": NOW,
        "status": "Exercise",
        "msg_type": "Alert",
        "scope": "Public",
        "categories": ["Safety", "Security"],
        "urgency": "Immediate",
        "severity": "Severe",
        "certainty": "Likely",
        "responses": ["Monitor", "Avoid"],
        "texts": [
            CapText(
                "en", "Missing person", "Look & call", "A <grey> van", "Do not stop it", "Port"
            ),
            CapText("ar", "شخص مفقود", "انظروا", "سيارة", "", "الميناء"),
        ],
        "expires": NOW + timedelta(hours=6),
        "onset": NOW,
        "effective": NOW,
        "note": "Exercise Lantern",
        "contact": "+00 000",
        "web": "https://police.example.org/missing",
        "picture": "https://police.example.org/van.JPG",
        "picture_words": "The van",
        "polygons": [CLOSED],
        "circles": ["12.5,-2.5 20"],
        "geocodes": [("DISTRICT", "42")],
        "sender_name": "XA police",
    }
    return CapMessage(**(fields | changes))  # type: ignore[arg-type]


def test_a_full_message_passes_the_public_schema_and_says_what_was_written() -> None:
    content = compose(message())
    assert valid(content)
    root = fromstring(content)
    infos = root.findall(f"{{{NAMESPACE}}}info")
    assert [one.findtext(f"{{{NAMESPACE}}}language") for one in infos] == ["en", "ar"]
    assert infos[0].findtext(f"{{{NAMESPACE}}}description") == "A <grey> van"
    assert root.findtext(f"{{{NAMESPACE}}}sent") == "2026-11-28T09:30:15-00:00"
    shapes = [[one.text for one in info.iterfind(f".//{{{NAMESPACE}}}polygon")] for info in infos]
    assert shapes == [[CLOSED], [CLOSED]]


def test_the_validator_does_refuse() -> None:
    content = compose(message())
    assert not valid(content.replace(b"<certainty>Likely", b"<certainty>Sure"))
    assert not valid(content.replace(b"-00:00", b"Z"))
    assert not valid(compose(message(urgency="")))


CODES = [
    ("status", cap_words.CapStatus),
    ("msg_type", cap_words.CapType),
    ("scope", cap_words.CapScope),
    ("urgency", cap_words.CapUrgency),
    ("severity", cap_words.CapSeverity),
    ("certainty", cap_words.CapCertainty),
    ("categories", cap_words.CapCategory),
    ("responses", cap_words.CapResponse),
]


@pytest.mark.parametrize(("field", "codes"), CODES)
def test_every_code_of_our_lists_is_one_of_the_schema(field: str, codes: type) -> None:
    for code in codes:  # type: ignore[attr-defined]
        value = [code.value] if field in ("categories", "responses") else code.value
        assert valid(compose(message(**{field: value}))), code


def test_restricted_private_and_following_messages_pass_too() -> None:
    earlier = CapReference("alerts.example.org", TWO, NOW - timedelta(hours=1))
    later = compose(message(msg_type="Cancel", references=[earlier, earlier]))
    assert valid(later)
    reference = f"alerts.example.org,{TWO},2026-11-28T08:30:15-00:00"
    assert fromstring(later).findtext(f"{{{NAMESPACE}}}references") == f"{reference} {reference}"
    private = compose(message(scope="Private", addresses=["a@example.org", "Border post 2"]))
    assert valid(private)
    addresses = fromstring(private).findtext(f"{{{NAMESPACE}}}addresses")
    assert addresses == 'a@example.org "Border post 2"'
    assert valid(compose(message(scope="Restricted", restriction="Police only")))


@given(st.text(min_size=1, max_size=60))
def test_no_text_breaks_a_message(text: str) -> None:
    seen = f"x{text}x"
    content = compose(message(texts=[CapText("en", seen, seen, seen, seen, seen)]))
    assert valid(content)
    assert len(fromstring(content).findall(f"{{{NAMESPACE}}}info")) == 1


WRONG_POLYGONS = {
    "10,10 10,20 20,20 20,10": "not closed",
    "10,10 10,20 10,10": "at least four",
    "95,10 10,20 20,20 95,10": "latitude 95 is beyond 90",
    "10,190 10,20 20,20 10,190": "longitude 190 is beyond 180",
    "170.5,12 170.5,13 171,13 170.5,12": "latitude comes first",
    "10,10 20,20 10,20 20,10 10,10": "crosses itself",
    "10,10 20,20 30,30 10,10": "one line",
    "10,10 10,20 10,10 20,20 10,10": "stands twice",
    "10;10 10,20 20,20 10;10": "is no point",
    "1e1,10 10,20 20,20 1e1,10": "is no point",
    "١٠,١٠ ١٠,٢٠ ٢٠,٢٠ ١٠,١٠": "is no point",
    " ".join(["10,10"] * 300): "more than 200",
}


@pytest.mark.parametrize("text", WRONG_POLYGONS)
def test_a_malformed_polygon_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(AreaMalformed) as refused:
        polygons(f"{CLOSED}\n{text}")
    assert refused.value.params["line"] == 2
    assert WRONG_POLYGONS[text] in str(refused.value)


@pytest.mark.parametrize("text", ["12,3", "12,3 0", "12,3 x", "12,3 30000", "91,3 5", "12,3 -4"])
def test_a_malformed_circle_is_refused(text: str) -> None:
    with pytest.raises(AreaMalformed):
        circles(text)


def test_good_areas_come_back_in_the_form_of_the_standard() -> None:
    assert polygons(f"  {CLOSED}  \n\n{CLOSED.replace(' ', '   ')}") == [CLOSED, CLOSED]
    assert circles("-90,180 0.5") == ["-90,180 0.5"]
    assert geocodes("DISTRICT = no") == [("DISTRICT", "no")]
    with pytest.raises(AreaMalformed):
        geocodes("no code")


SETTINGS = 'state = "XA"\nname = "N"\nenvironment = "demo"\n[alerts]\n'


def test_settings_of_alerts_are_read_written_and_checked() -> None:
    text = SETTINGS + 'feed = true\nendpoints = ["https://in.example.org/cap"]\n'
    config = config_from_toml(text, source="x")
    assert config.alerts == AlertSettings(feed=True, endpoints=("https://in.example.org/cap",))
    assert config_from_toml(config.to_toml(), source="x").alerts == config.alerts
    for wrong in (
        'endpoints = ["http://in.example.org"]',
        'endpoints = ["https://a:b@in.example.org"]',
        'sender = "a b"',
        'feed = "yes"',
        'networks = ["10.0.0.1/8"]',
        "more = 1",
    ):
        with pytest.raises(Exception, match="alerts"):
            config_from_toml(SETTINGS + wrong, source="x")
