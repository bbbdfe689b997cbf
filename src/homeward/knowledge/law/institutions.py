"""The institutions that recorded laws name, for the directory of States without an entry."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from homeward.foundation.authorities.ports import Institution, Text
from homeward.foundation.authorities.vocabulary import AuthorityFunction as F
from homeward.knowledge.law.queries import laws
from homeward.knowledge.law.statelaw import StateLaw

# Each role of the files in words, and what it does in the words of the directory.
ROLE_WORDS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "central_mla": (_("Central authority for mutual legal assistance"), (F.CENTRAL,)),
    "central_extradition": (_("Central authority for extradition"), (F.CENTRAL,)),
    "central_transfer": (_("Central authority for transfers of persons"), (F.CENTRAL,)),
    "fiu": (F.FIU.label, (F.FIU,)),
    "asset_recovery": (F.ASSET_RECOVERY.label, (F.ASSET_RECOVERY,)),
    "police": (F.POLICE.label, (F.POLICE,)),
    "anti_kidnapping": (F.ANTI_KIDNAPPING.label, (F.ANTI_KIDNAPPING,)),
    "victim_services": (F.VICTIM_SERVICES.label, (F.VICTIM_SERVICES,)),
    "statistics": (F.STATISTICS.label, (F.STATISTICS,)),
    "point_24_7": (F.DUTY_POINT.label, (F.DUTY_POINT,)),
}

# A State may name several central authorities: these for one kind of request alone, that one for
# every kind but what another usually does. Nobody is guessed where none is named.
_KINDS = {"central_extradition": ("extradition",), "central_transfer": ("transfer",)}
_NOT_FOR = {"central_mla": ("extradition", "transfer")}


def by_state() -> dict[str, Sequence[Institution]]:
    """The institutions of every recorded law by State, those too whose law names none."""
    return {code: _of(law) for code, law in laws().items()}


def _of(law: StateLaw) -> list[Institution]:
    found = []
    for one in law.institutions:
        role, functions = ROLE_WORDS[one.role]
        source = law.sources.get(one.source)
        found.append(
            Institution(
                role=role,
                functions=functions,
                name=one.name,
                original=one.original,
                languages=one.languages,
                provision=one.provision,
                source=f"{source.title}, {source.address}" if source else "",
                is_read=one.status.decides,
                note=one.paraphrase,
                kinds=_KINDS.get(one.role, ()),
                not_for=_NOT_FOR.get(one.role, ()),
                copy_date=source.copy_date if source else None,
                read_on=source.read_on if source else None,
            )
        )
    return found
