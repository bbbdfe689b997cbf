"""`homeward trust`: directories that this node follows, peers, its own keys; and keeping one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from homeward.cli.django_app import opened_node
from homeward.cli.node import Home
from homeward.cli.trust_keeping import keeping
from homeward.cli.trust_root import root_app
from homeward.cli.trust_signers import StateCode
from homeward.cli.written import CARD, ENTRY, replacing
from homeward.wire.errors import WireError

if TYPE_CHECKING:
    from homeward.foundation.authorities.models import PeerKey
    from homeward.foundation.authorities.queries import Followed

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)
keys_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)
Number = Annotated[int, typer.Argument(help="The directory's number, as `show` prints it.")]


@app.command("follow")
def follow(
    root: Annotated[Path, typer.Argument(help="The root.json of the directory.")],
    fingerprint: Annotated[str, typer.Option(help="As two persons read it.")],
    readers: Annotated[
        tuple[str, str], typer.Option(help="Their names; each used another channel.")
    ],
    url: Annotated[str, typer.Option(help="Where it is fetched from; empty: files only.")] = "",
    files: Annotated[Path | None, typer.Option(help="Its files, on a medium.")] = None,
    home: Home = None,
) -> None:
    """Follow a directory whose fingerprint two persons read from two channels."""
    with opened_node(home) as actor:
        from homeward.foundation.authorities.actions.directories import follow_directory
        from homeward.foundation.guard.context import opened

        with opened(actor):
            directory = follow_directory(
                root.read_bytes(),
                read_fingerprint=fingerprint,
                first_reader=readers[0],
                second_reader=readers[1],
                url=url,
                actor=actor,
            )
            number, name = directory.pk, directory.name
        typer.echo(f"{name} is followed, as number {number}.")
        if url or files is not None:
            _refresh(number, files)


@app.command("refresh")
def refresh(
    number: Number,
    files: Annotated[Path | None, typer.Option(help="Its files, on a medium.")] = None,
    home: Home = None,
) -> None:
    """Take over the newest state of a directory, from its address or from files."""
    with opened_node(home):
        _refresh(number, files)


def _refresh(number: int, files: Path | None) -> None:
    from homeward.foundation.authorities.actions.directories import refresh_directory
    from homeward.foundation.guard.actor import service
    from homeward.wire.directory.sources import folder_source

    source = folder_source(files) if files is not None else None
    found = refresh_directory(number, actor=service("command"), source=source)
    if found.problem:
        typer.echo(f"Nothing was taken over: {found.sentence}", err=True)
        raise typer.Exit(1)
    typer.echo(f"The directory is up to date; {found.changes} changes.")


@app.command("unfollow")
def unfollow(number: Number, home: Home = None) -> None:
    """Follow a directory no longer; nodes known from it stay as if they had been pinned."""
    with opened_node(home) as actor:
        from homeward.foundation.authorities.actions.directories import unfollow_directory
        from homeward.foundation.guard.context import opened

        with opened(actor):
            unfollow_directory(number, actor=actor)
    typer.echo(
        "The directory is not followed any more. Unpin the nodes that are not to be trusted."
    )


@app.command("show")
def show(home: Home = None) -> None:
    """Show directories, peers, keys that wait for an officer, and this node's own keys."""
    with opened_node(home) as actor:
        from homeward.foundation.authorities.queries import (
            followed,
            own_key_history,
            peers,
            waiting_changes,
        )
        from homeward.foundation.guard.context import opened

        now = datetime.now(UTC)
        with opened(actor):
            for one in followed(now):
                _show_directory(one)
            for node in peers():
                by = f"directory {node.directory_id}" if node.directory_id else "pinned"
                state = "REVOKED" if node.revoked_at else by
                typer.echo(f"peer {node.state_id}  {node.url}  {state}\n  {node.fingerprint}")
                for held in node.state.peer_keys.all():
                    typer.echo(f"  key {held.key_id}  {_standing(held, now)}")
            for change in waiting_changes():
                # The fingerprint is not shown: it is to be heard from the other State.
                what = "a card" if change.card else f"messages only, {change.times} times"
                typer.echo(f"WAITS {change.pk}  other keys for {change.state_id}: {what}")
            for key in own_key_history():
                word = "signs" if key.signs else "announced"
                word = "destroyed" if key.destroyed_at else "retired" if key.retired_at else word
                typer.echo(f"own key {key.key_id}  {key.created_at:%Y-%m-%d}  {word}")


def _show_directory(one: "Followed") -> None:
    """A directory, what is wrong with it, and what it changed lately."""
    held = one.directory
    end = f"{held.expires_at:%Y-%m-%d %H:%M}" if held.expires_at else "not read yet"
    alarm = {"expired": "EXPIRED", "soon": "expires soon"}.get(one.alarm, "")
    typer.echo(f"directory {held.pk}  {held.name}  until {end}  {alarm}".rstrip())
    if held.problem:
        typer.echo(f"  {held.problem_text}")
    for entry in one.problems:
        typer.echo(f"  {entry.state}: {entry.problem_text or entry.problem}")
    for news in one.news:
        line = f"{news.at:%Y-%m-%d %H:%M} {news.state} {news.get_kind_display()}"
        typer.echo(f"  {line} {news.detail}".rstrip())


def _standing(key: "PeerKey", now: datetime) -> str:
    """Whether a peer's key is good, and until when."""
    if key.revoked_at is not None:
        return f"REVOKED {key.revoked_at:%Y-%m-%d %H:%M}"
    if key.valid_until is None:
        return "good"
    word = "good until" if key.valid_until > now else "ended"
    return f"{word} {key.valid_until:%Y-%m-%d %H:%M}"


@app.command("pin")
def pin(
    file: Annotated[Path, typer.Argument(help="The other node's card.")],
    fingerprint: Annotated[
        str | None,
        typer.Option(help="What the other State read to you; not needed after a rotation."),
    ] = None,
    home: Home = None,
) -> None:
    """Trust a node's card: by its fingerprint, or because its old keys signed for its new ones."""
    with opened_node(home) as actor:
        from homeward.foundation.authorities.actions.peers import (
            Outcome,
            Voucher,
            pin_node,
            read_card,
            take_card,
        )
        from homeward.foundation.authorities.errors import KeyChangeUnsigned, OlderCard
        from homeward.foundation.guard.context import opened

        raw = file.read_bytes()
        with opened(actor):
            state = _card_state(read_card, raw)
            if fingerprint is not None:
                pin_node(raw, read_fingerprint=fingerprint, actor=actor)
                outcome = Outcome.CONNECTED
            else:
                outcome = take_card(raw, Voucher(), actor=actor)
        if outcome in (Outcome.WAITING, Outcome.REFUSED):
            raise KeyChangeUnsigned(state=state)
        if outcome is Outcome.OLDER:
            raise OlderCard(state=state)
    typer.echo(f"The node of {state} is connected ({outcome.value}).")


def _card_state(read_card, raw: bytes) -> str:  # type: ignore[no-untyped-def]
    try:
        return str(read_card(raw).state)
    except WireError as error:
        raise typer.BadParameter(str(error)) from None


@app.command("unpin")
def unpin(state: StateCode, home: Home = None) -> None:
    """Take back the trust in a State's node; what it signed before stays verifiable."""
    with opened_node(home) as actor:
        from homeward.foundation.authorities.actions.peers import unpin_node
        from homeward.foundation.guard.context import opened

        with opened(actor):
            unpin_node(state, actor=actor)
    typer.echo(f"The node of {state} is not trusted any more.")


# The id of a key may begin with a hyphen, and is no option then.
@app.command("revoke-key", context_settings={"ignore_unknown_options": True})
def revoke_peer_key(
    state: StateCode,
    key_id: Annotated[str, typer.Argument(help="The whole id, as `show` prints it.")],
    reason: Annotated[str, typer.Option(help="One line for whoever asks later.")],
    home: Home = None,
) -> None:
    """Believe one key of a State never again, on this node; what it signed before stays."""
    with opened_node(home) as actor:
        from homeward.foundation.authorities.actions.peers import revoke_held_key
        from homeward.foundation.guard.context import opened

        with opened(actor):
            revoke_held_key(state, key_id, reason=reason, actor=actor)
    typer.echo(f"The key of {state} is revoked. Ask the State for the card of its new keys.")


@app.command("confirm")
def confirm(
    change: Annotated[int, typer.Argument(help="The number after WAITS that `show` prints.")],
    fingerprint: Annotated[
        str | None, typer.Option(help="What the other State read to you over another channel.")
    ] = None,
    refuse: Annotated[bool, typer.Option("--refuse", help="Do not trust these keys.")] = False,
    home: Home = None,
) -> None:
    """Decide about other keys of a State that its old keys did not sign."""
    if (fingerprint is None) == (not refuse):
        raise typer.BadParameter("give the fingerprint that was read to you, or --refuse")
    with opened_node(home) as actor:
        from homeward.foundation.authorities.actions.peers import (
            confirm_key_change,
            refuse_key_change,
        )
        from homeward.foundation.guard.context import opened

        with opened(actor):
            if fingerprint is None:
                refuse_key_change(change, actor=actor)
            else:
                confirm_key_change(change, read_fingerprint=fingerprint, actor=actor)
    typer.echo("The keys are refused." if refuse else "The keys are trusted from now on.")


@app.command("entry")
def entry(
    out: Annotated[
        Path, typer.Argument(help="Where to write this State's entry.", callback=replacing(ENTRY))
    ],
    revoked_key: Annotated[
        list[str] | None, typer.Option(help="A key id of this node that was lost. Repeat.")
    ] = None,
    reason: Annotated[str, typer.Option(help="One line on why those are revoked.")] = "",
    without_node: Annotated[
        bool, typer.Option("--without-node", help="Say that this State has no node.")
    ] = False,
    unlisted: Annotated[
        bool, typer.Option("--unlisted", help="Also revoke keys that this node never had.")
    ] = False,
    home: Home = None,
) -> None:
    """Write this State's entry (authorities, node, revoked keys), to be signed with sign-entry."""
    with opened_node(home) as actor:
        from homeward.foundation.authorities.actions.own import revoke_own_keys
        from homeward.foundation.authorities.own_entry import own_entry
        from homeward.foundation.guard.context import opened

        with opened(actor):
            keys = revoked_key or []
            revoke_own_keys(keys, reason=reason, unlisted=unlisted, actor=actor)
            made = own_entry(with_node=not without_node)
    out.write_bytes(made.to_bytes())
    typer.echo(f"{out} is written. Sign it with: homeward trust sign-entry")


@keys_app.command("announce")
def announce(
    out: Annotated[
        Path, typer.Argument(help="Where to write the new card.", callback=replacing(CARD))
    ],
    lead_days: Annotated[int, typer.Option(help="Days until the new keys sign.", min=0)] = 7,
    overlap_days: Annotated[
        int, typer.Option(help="Days for which the old ones are good after that.", min=1)
    ] = 30,
    second_key: Annotated[
        bool, typer.Option("--second-key", help="With a second key to sign, ML-DSA-65.")
    ] = False,
    home: Home = None,
) -> None:
    """Make new keys for this node, which the old ones sign for, and write the new card."""
    with opened_node(home) as actor:
        from homeward.foundation.authorities.actions.own import announce_own_keys
        from homeward.foundation.guard.context import opened

        with opened(actor):
            card, fingerprint = announce_own_keys(
                actor=actor,
                lead=timedelta(days=lead_days),
                overlap=timedelta(days=overlap_days),
                second=second_key,
            )
    out.write_bytes(card)
    typer.echo(
        f"{out} is the new card. Hand it to every peer, and a new entry into the directory, within"
        f" {lead_days} days.\n  {fingerprint}"
    )


@keys_app.command("switch")
def switch(
    now: Annotated[
        bool, typer.Option("--now", help="Before their time: peers that do not know them wait.")
    ] = False,
    home: Home = None,
) -> None:
    """Let announced keys sign whose time has come; a running node does this by itself."""
    with opened_node(home) as actor:
        from homeward.foundation.authorities.actions.own import switch_own_keys
        from homeward.foundation.guard.context import opened

        with opened(actor):
            switched = switch_own_keys(actor=actor, at_once=now)
    typer.echo("The new keys sign." if switched else "No keys wait whose time has come.")


@keys_app.command("destroy")
def destroy(
    kept_days: Annotated[
        int, typer.Option(help="Destroy keys that were retired so many days ago.", min=0)
    ] = 30,
    now: Annotated[
        bool, typer.Option("--now", help="Also those that were promised to be good for longer.")
    ] = False,
    home: Home = None,
) -> None:
    """Destroy retired private keys. What was sealed to them can never be opened again."""
    with opened_node(home) as actor:
        from homeward.foundation.authorities.actions.own import destroy_own_keys
        from homeward.foundation.guard.context import opened

        with opened(actor):
            kept = timedelta(days=kept_days)
            count = destroy_own_keys(actor=actor, kept=kept, at_once=now)
    typer.echo(
        f"{count} private keys are destroyed. Restart the node, so that it forgets them too."
    )


@app.callback()
def _trust() -> None:
    """Directories of States, the keys of other nodes, and this node's own."""


app.registered_commands += keeping.registered_commands
app.add_typer(root_app, name="root", help="For a directory's keepers: change its root.")
app.add_typer(keys_app, name="keys", help="Rotate this node's own keys.")
