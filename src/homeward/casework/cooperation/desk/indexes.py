"""The order in which requests are listed, and the indexes that keep a million of them quick.

The queue asks only for what is open. Its index holds every column that a filter or a wall looks at,
so that PostgreSQL finds the page in the index alone. Which states those are stands in a column that
PostgreSQL reckons itself, `STAGE`: an index with a list of states in its condition is slower to
plan with than to read, since the planner compares the list with each list of each query. Whoever
adds a state makes the column anew, with the indexes that name it, by a migration that removes and
adds them (`makemigrations` says so).
"""

from django.db.models import Case, CharField, Index, Q, Value, When

from homeward.casework.cooperation.lifecycle import FINAL, UNISSUED, RequestState, Side

#: The states in which one State waits for the other, in a fixed order.
OPEN = tuple(sorted(s.value for s in RequestState if s not in FINAL and s not in UNISSUED))
#: Those in which the requesting State has a step of its own that no other node waits for: what was
#: answered, refused or withdrawn is closed by it.
OWN = tuple(sorted(s.value for s in (*UNISSUED, *FINAL - {RequestState.CLOSED})))

#: How those are named in the column `stage`; what neither State waits for has none.
OPEN_STAGE, OWN_STAGE = "open", "own"
STAGE = Case(
    When(state__in=OPEN, then=Value(OPEN_STAGE)),
    When(side=Side.REQUESTING.value, state__in=OWN, then=Value(OWN_STAGE)),
    default=Value(""),
    output_field=CharField(max_length=4),
)

_LOOKED_AT = ["side", "state", "kind", "other_state", "assignee", "compartment", "case"]
_READ = ["urgency", "due_at", "assignee", "compartment", "case"]

INDEXES = [
    Index(
        fields=["desk", "urgency", "due_at", "id"],
        include=_LOOKED_AT,
        condition=Q(stage=OPEN_STAGE),
        name="cooperation_queue",
    ),
    Index(
        fields=["case", "due_at"],
        include=["id", "urgency", "desk", "compartment", *_LOOKED_AT[:4]],
        condition=Q(stage=OPEN_STAGE),
        name="cooperation_queue_case",
    ),
    # A filter that leaves little: without these the whole queue would be read for it. They hold all
    # that is looked at, since PostgreSQL would prefer the first index otherwise: it takes kind and
    # state for independent of each other.
    Index(
        fields=["desk", "state", "kind", "id"],
        include=["side", "other_state", *_READ],
        condition=Q(stage=OPEN_STAGE),
        name="cooperation_queue_state",
    ),
    Index(
        fields=["desk", "kind", "other_state", "id"],
        include=["side", "state", *_READ],
        condition=Q(stage=OPEN_STAGE),
        name="cooperation_queue_kind",
    ),
    Index(
        fields=["desk", "other_state", "id"],
        include=["side", "state", "kind", *_READ],
        condition=Q(stage=OPEN_STAGE),
        name="cooperation_queue_of",
    ),
    Index(
        fields=["desk", "due_at", "id"],
        condition=Q(stage=OWN_STAGE),
        name="cooperation_own_steps",
    ),
    Index(
        fields=["case", "due_at"],
        include=["id", "desk", "compartment"],
        condition=Q(stage=OWN_STAGE),
        name="cooperation_own_case",
    ),
    Index(fields=["desk", "-created_at", "-id"], name="cooperation_latest"),
    # Most requests lie in no case: a reader who is in thousands finds theirs in the index alone.
    Index(
        fields=["case", "-created_at"],
        include=["id", "desk", "compartment", *_LOOKED_AT[:4]],
        condition=Q(case__isnull=False),
        name="cooperation_latest_case",
    ),
    Index(fields=["desk", "state", "-created_at", "-id"], name="cooperation_latest_state"),
    Index(fields=["desk", "kind", "-created_at", "-id"], name="cooperation_latest_kind"),
    Index(fields=["desk", "other_state", "-created_at", "-id"], name="cooperation_latest_of"),
    Index(fields=["reference"], name="cooperation_by_reference"),
    Index(fields=["code"], condition=~Q(code=""), name="cooperation_by_code"),
    Index(
        fields=["other_state", "oral_code"],
        condition=~Q(oral_code=""),
        name="cooperation_by_oral_code",
    ),
    Index(fields=["issued_at"], name="cooperation_issued"),
]

#: Of the changes that stand, what figures are reckoned from: a year of them is read in this alone;
#: and the few that are refusals, whose grounds are counted.
OF_CHANGES = [
    Index(
        fields=["request"],
        include=["led_to", "at", "name", "side", "undelivered"],
        condition=~Q(led_to=""),
        name="cooperation_standing",
    ),
    Index(
        fields=["request"],
        condition=Q(led_to=RequestState.REFUSED.value),
        name="cooperation_refusals",
    ),
]
