"""The columns of the answers' tables: name, type, unit. `docs/reference/tracing.md` lists them.

Types: `text`, `texts` (a list), `whole` (int64), `number` (float64), `moment` (UTC, microseconds).
"""

from homeward.tracing.rules import AVAILABLE

Column = tuple[str, str, str]

MINOR = "minor units"
_SPREAD: tuple[Column, ...] = (
    ("low", "whole", MINOR),
    ("high", "whole", MINOR),
    ("low_rules", "texts", "rules that give the least"),
    ("high_rules", "texts", "rules that give the most"),
    *((rule.value, "whole", MINOR) for rule in AVAILABLE),
)

COLUMNS: dict[str, tuple[Column, ...]] = {
    "path_totals": (
        ("label", "text", ""),
        ("account", "text", "the end, or null"),
        ("payment", "text", "the end, or null"),
        ("currency", "text", ""),
        ("total", "whole", MINOR),
        ("listed", "whole", MINOR),
        ("rest", "whole", MINOR),
        ("ended", "text", "all, share, count, steps"),
    ),
    "paths": (
        ("label", "text", ""),
        ("path", "whole", "from 1, the largest first"),
        ("amount", "whole", f"{MINOR} of the end"),
        ("exact", "number", f"{MINOR} before rounding"),
        ("begins", "text", "claim, hand-over"),
        ("payments", "texts", "from the claim's to the last"),
    ),
    "path_steps": (
        ("label", "text", ""),
        ("path", "whole", ""),
        ("step", "whole", "from 1"),
        ("payment", "text", ""),
        ("time", "moment", "debit"),
        ("source", "text", ""),
        ("target", "text", ""),
    ),
    "schedule": (
        ("line", "whole", "0 is the opening"),
        ("time", "moment", "of the debit or credit"),
        ("payment", "text", ""),
        ("direction", "text", "opening, in, out"),
        ("counterparty", "text", ""),
        ("amount", "whole", MINOR),
        ("birth", "whole", MINOR),
        ("balance", "whole", f"{MINOR}, after"),
        ("gives_back", "text", "the payment returned"),
    ),
    "schedule_labels": (
        ("line", "whole", ""),
        ("label", "text", ""),
        ("before", "number", f"{MINOR}, unrounded"),
        ("moved", "number", f"{MINOR}, unrounded"),
        ("after", "number", f"{MINOR}, unrounded"),
    ),
    "schedule_lots": (
        ("line", "whole", ""),
        ("part", "whole", "from 1, as it lies in the payment"),
        ("start", "whole", f"{MINOR} from the beginning of the account's line; null: born"),
        ("length", "whole", MINOR),
        ("label", "text", "null: clean"),
    ),
    "back_lines": (
        ("currency", "text", ""),
        ("asked", "whole", MINOR),
        ("fees", "whole", MINOR),
        ("converted_in", "whole", MINOR),
        ("origins", "whole", MINOR),
        ("converted_out", "whole", MINOR),
        ("difference", "whole", "always 0"),
    ),
    "origins": (
        ("kind", "text", "opening, birth, claim, exit, entering, repeated"),
        ("account", "text", ""),
        ("currency", "text", ""),
        ("payment", "text", ""),
        ("label", "text", ""),
        ("amount", "whole", MINOR),
    ),
    "passages": (
        ("payment", "text", "the latest first"),
        ("amount", "whole", f"{MINOR} debited"),
        ("currency", "text", ""),
        ("credited", "whole", f"{MINOR} credited"),
        ("credited_currency", "text", ""),
        ("surplus", "whole", f"{MINOR} credited beyond what was asked"),
    ),
    "range_accounts": (
        ("account", "text", ""),
        ("currency", "text", ""),
        ("label", "text", ""),
        *_SPREAD,
        ("bound", "whole", f"{MINOR}: the balance if poison reaches the account"),
    ),
    "range_claims": (
        ("label", "text", ""),
        ("currency", "text", ""),
        ("term", "text", "of the conservation line"),
        *_SPREAD,
    ),
    "freezing": (
        ("rank", "whole", "by amount, within the currency"),
        ("speed_rank", "whole", "by left_24h, left_72h, left_7d"),
        ("account", "text", ""),
        ("currency", "text", ""),
        ("amount", "whole", MINOR),
        ("balance", "whole", MINOR),
        ("share", "number", "0 to 1 of what is held in the currency"),
        ("cumulative", "number", "0 to 1"),
        ("received", "number", f"{MINOR} of proceeds, unrounded"),
        ("left_24h", "number", "0 to 1 of received"),
        ("left_72h", "number", "0 to 1 of received"),
        ("left_7d", "number", "0 to 1 of received"),
    ),
    "freezing_rest": (
        ("currency", "text", ""),
        ("accounts", "whole", "number not listed"),
        ("amount", "whole", MINOR),
    ),
    "distribution": (
        ("method", "text", "rolling, capped, pari-passu"),
        ("rule", "text", "rolling only"),
        ("accounts", "texts", "the pool"),
        ("currency", "text", ""),
        ("pool", "whole", MINOR),
        ("left", "whole", f"{MINOR}: pool less awards"),
    ),
    "awards": (
        ("label", "text", ""),
        ("currency", "text", "of claimed"),
        ("claimed", "whole", MINOR),
        ("lowest", "whole", f"{MINOR}: the pool's lowest balance since (capped)"),
        ("counts", "whole", f"{MINOR} that count in the proportion"),
        ("award", "whole", MINOR),
    ),
    "streams": (
        ("kind", "text", "claim, carried"),
        ("label", "text", ""),
        ("source", "text", ""),
        ("target", "text", ""),
        ("currency", "text", "of amount"),
        ("amount", "whole", f"{MINOR} that left; of a claim, what is claimed of the credit"),
        ("credited_currency", "text", ""),
        ("credited", "whole", MINOR),
        ("payments", "whole", "number of payments"),
        ("first", "moment", "debit"),
        ("last", "moment", "debit"),
    ),
    "streams_rest": (
        ("label", "text", ""),
        ("currency", "text", ""),
        ("streams", "whole", "number not listed"),
        ("amount", "whole", MINOR),
    ),
    "warnings": (
        ("code", "text", ""),
        ("params", "text", "JSON"),
        ("message", "text", ""),
    ),
}
