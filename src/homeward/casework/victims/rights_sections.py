"""The part of a support file's page about being told, being heard, and complaints."""

from django.utils.safestring import SafeString

from homeward.casework.victims.file_sections import part
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries import rights as queries
from homeward.foundation.access.models import User


def rights_section(viewer: User, file: SupportFile) -> SafeString:
    """What is owed now, what the person wants to hear, and what is open of views and complaints."""
    wish = queries.wishes_of(viewer, file).first()
    return part(
        "rights_part",
        file,
        wish=wish,
        kinds=queries.kinds_of(wish) if wish else [],
        notices=queries.open_notices(viewer, file),
        heard=queries.heard_of(viewer, file).filter(passed_on__isnull=True),
        complaints=queries.complaints_of(viewer, file).filter(answered_at__isnull=True),
    )
