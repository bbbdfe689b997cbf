"""How the journal names practices, their texts and packs; walls limit what a reader finds."""

from contextlib import suppress

from homeward.knowledge.manual.errors import PracticeFault
from homeward.knowledge.manual.guide.library import practice_of
from homeward.knowledge.manual.guide.shelf import shipped
from homeward.knowledge.manual.guide.words import in_own_language
from homeward.knowledge.manual.models import PracticePack, PracticeVersion, VersionStatus


def caption_of_practice(code: str) -> str:
    """The title of a practice in force that the reader may see, else nothing."""
    approved = PracticeVersion.objects.filter(code=code, status=VersionStatus.APPROVED)
    version = approved.order_by("number").last()
    if version is not None and version.files is not None:
        with suppress(PracticeFault):
            return practice_of(version).title
    practice = shipped().get(code)
    return practice.title if practice else ""


def caption_of_text(text_id: str) -> str:
    """The practice and number of a national text that the reader may see, else nothing."""
    if not text_id.isdecimal():
        return ""
    version = PracticeVersion.objects.filter(pk=text_id).first()
    return (
        f"{caption_of_practice(version.code) or version.code} · {version.number}" if version else ""
    )


def caption_of_pack(name: str) -> str:
    """The title of a pack, "<State> <code>", that the reader may see, else nothing."""
    state, _blank, code = name.partition(" ")
    pack = PracticePack.objects.filter(state=state, code=code).order_by("version").last()
    return in_own_language(pack.title) if pack else ""
