"""States, authorities, directories, nodes and keys: public within the node, and of no case."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from homeward.foundation.authorities.vocabulary import AuthorityFunction, Origin


class State(models.Model):
    """A State by its ISO 3166-1 code; fictional States use user-assigned codes."""

    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=100)
    languages = ArrayField(models.CharField(max_length=21), default=list)

    def __str__(self) -> str:
        return self.name


class Authority(models.Model):
    """An authority of a State and how it is reached.

    `competence` lists `{treaty, kinds}`: without any it does what its functions say under every
    treaty, and without kinds all of them. `origin` is who says so; what was typed in names its
    `source` and that source's date.
    """

    code = models.CharField(max_length=20, primary_key=True)
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="authorities")
    name = models.CharField(max_length=200)
    functions = ArrayField(models.CharField(max_length=20, choices=AuthorityFunction.choices))
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    always_reachable = models.BooleanField(default=False)
    competence = models.JSONField(default=list)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LOADED)
    source = models.CharField(max_length=300, blank=True)
    source_date = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def function_words(self) -> list[str]:
        """What the authority is in charge of, in the reader's language."""
        return [str(AuthorityFunction(code).label) for code in self.functions]


class Directory(models.Model):
    """A directory that this node follows, or followed; trusted by a fingerprint two persons read.

    `root` is the root whose fingerprint was compared, `newest_root` the one it leads to now.
    `expires_at` is the earliest end of its signatures; `problem` the code of what was wrong when it
    was last read, empty when nothing was, and `problem_text` its sentence.
    """

    directory_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=100)
    url = models.CharField(max_length=500, blank=True)
    root = models.BinaryField()
    newest_root = models.BinaryField()
    root_version = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    first_reader = models.CharField(max_length=100)
    second_reader = models.CharField(max_length=100)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.CharField(max_length=100)
    is_followed = models.BooleanField(default=True)
    refreshed_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=60, blank=True)
    problem_text = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class DirectoryFile(models.Model):
    """A file of a directory as it was last trusted: the memory against older ones."""

    directory = models.ForeignKey(Directory, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["directory", "name"], name="one_file_a_name")
        ]


class DirectoryEntry(models.Model):
    """What a State signs of itself in one directory; `problem` where its part does not hold now."""

    directory = models.ForeignKey(Directory, on_delete=models.CASCADE, related_name="entries")
    state = models.CharField(max_length=2)
    entry = models.BinaryField(null=True)
    version = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    role_keys = ArrayField(models.CharField(max_length=64), default=list)
    problem = models.CharField(max_length=60, blank=True)
    problem_text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["directory", "state"], name="one_entry_a_state")
        ]


class NewsKind(models.TextChoices):
    """What a refresh of a directory changed."""

    STATE_ADDED = "state_added", _("State added")
    STATE_CHANGED = "state_changed", _("Contact data changed")
    STATE_GONE = "state_gone", _("No entry that holds any more")
    ENTRY_NOT_TAKEN = "entry_not_taken", _("Entry not taken over: an error of this node")
    NODE_CONNECTED = "node_connected", _("Node connected")
    NODE_MOVED = "node_moved", _("Address of the node changed")
    NODE_GONE = "node_gone", _("Node withdrawn by its State")
    KEY_FOLLOWED = "key_followed", _("Keys rotated")
    KEY_WAITS = "key_waits", _("Other keys, not signed by the old ones: an officer decides")
    CARD_REFUSED = "card_refused", _("Card of the node not taken")
    KEY_REVOKED = "key_revoked", _("Keys revoked")
    NODE_REVOKED = "node_revoked", _("Node revoked")
    ROOT_CHANGED = "root_changed", _("New root")


class DirectoryNews(models.Model):
    """One change that a refresh brought, for the page that shows what changed."""

    directory = models.ForeignKey(Directory, on_delete=models.CASCADE, related_name="news")
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=2, blank=True)
    kind = models.CharField(max_length=20, choices=NewsKind.choices)
    detail = models.CharField(max_length=300, blank=True)


class Node(models.Model):
    """A State's node: its address and the public keys that are its own now.

    Pinned by two persons who compared a fingerprint, or, where `directory` is set, known from that
    directory; `role_keys` are then the keys that spoke for the State when it was last read there.
    `pinned_at` is when its present keys were taken, `decided_at` when officers last compared a
    fingerprint of it.
    """

    state = models.OneToOneField(State, on_delete=models.PROTECT, primary_key=True)
    url = models.URLField(max_length=500)
    card = models.BinaryField()
    keys = models.JSONField()
    fingerprint = models.CharField(max_length=100)
    pinned_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    pinned_by = models.CharField(max_length=100)
    issued_at = models.DateTimeField(null=True, help_text="of the card")
    directory = models.ForeignKey(Directory, on_delete=models.PROTECT, null=True)
    role_keys = ArrayField(models.CharField(max_length=64), default=list)
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=200, blank=True)


class PeerKey(models.Model):
    """Every public key that a State's node ever had here; none is removed.

    Good from `valid_from` until `valid_until` (for ever where null). A revoked key is good for what
    was signed before `revoked_at` and for nothing else.
    """

    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="peer_keys")
    key_id = models.CharField(max_length=64)
    keys = models.JSONField(null=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["state", "key_id"], name="one_key_an_id")]


class KeyChange(models.Model):
    """Other keys for a State's node that its old keys did not sign: an officer decides.

    Without `card` it is only known that messages in the State's name were signed with a key of this
    id; anybody can bring that about.
    """

    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="key_changes")
    directory = models.ForeignKey(Directory, on_delete=models.CASCADE, null=True)
    key_id = models.CharField(max_length=64)
    card = models.BinaryField(null=True)
    fingerprint = models.CharField(max_length=100, blank=True)
    role_keys = ArrayField(models.CharField(max_length=64), default=list)
    times = models.IntegerField(default=1)
    seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=100, blank=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["state", "key_id"], name="one_change_a_key")]


class OwnRevocation(models.Model):
    """Keys of this node that must not be believed from `at` on; each entry of the State says so."""

    key_id = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["at", "pk"]
