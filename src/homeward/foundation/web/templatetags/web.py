"""Template tags of the shared components: `{% load web %}`.

Every tag takes plain values or the dataclasses of `homeward.foundation.web.components`, and writes
words, icon and colour together. None writes a style attribute or an address outside the node.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from homeward.foundation.web import formats
from homeward.foundation.web.components import Fact, Flow, Step, Tab, TimelineEntry
from homeward.foundation.web.context import is_exercise
from homeward.foundation.web.flow import flow_data, flow_rows
from homeward.foundation.web.forms import describe_errors, styled_widget
from homeward.foundation.web.tones import Tone

register = template.Library()

# Arrows that point along the text turn with it; clocks, ticks and marks do not.
MIRRORED = frozenset({"forward", "back", "send", "sign-out", "recall"})
MESSAGE_TONES = {
    "debug": Tone.NEUTRAL,
    "info": Tone.INFORMATION,
    "success": Tone.SUCCESS,
    "warning": Tone.WARNING,
    "error": Tone.DANGER,
}


def _language() -> str:
    return get_language() or "en"


def _local_digits(context: Context) -> bool:
    appearance = context.get("appearance")
    return getattr(appearance, "digits", "latn") == "local"


@register.simple_tag
def exercise_mark() -> str:
    """The word that stands across every page of an exercise node; nothing on any other."""
    return gettext("EXERCISE") if is_exercise() else ""


@register.simple_tag
def exercise_line() -> str:
    """The line at the top of pages without the frame of the node, and of files of pages."""
    return gettext("EXERCISE: nothing here is real.") if is_exercise() else ""


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite: silent beside a word, named by `label` where it stands alone."""
    kind = "icon icon-mirrored" if name in MIRRORED else "icon"
    if not label:
        return format_html(
            '<svg class="{}" aria-hidden="true" focusable="false"><use href="#icon-{}"/></svg>',
            kind,
            name,
        )
    return format_html(
        '<svg class="{}" role="img" aria-label="{}"><use href="#icon-{}"/></svg>', kind, label, name
    )


@register.simple_tag
def status(tone: str, word: str, name: str = "") -> SafeString:
    """A status: word, icon and colour. `tone` is one of tones.Tone, `name` another icon."""
    chosen = Tone(tone)
    picture = icon(name or chosen.icon)
    return format_html('<span class="status tone-{}">{}{}</span>', chosen, picture, word)


@register.simple_tag(takes_context=True)
def money(context: Context, minor: int, currency: str, exponent: int | None = None) -> SafeString:
    """An amount of minor units in the reader's language, in a direction of its own."""
    text = formats.money(
        minor, currency, _language(), exponent=exponent, local_digits=_local_digits(context)
    )
    return format_html('<bdi class="figures">{}</bdi>', text)


@register.simple_tag(takes_context=True)
def figure(context: Context, value: Any, decimals: int | None = None) -> SafeString:
    """A number in the reader's language."""
    text = formats.number(
        value, _language(), decimals=decimals, local_digits=_local_digits(context)
    )
    return format_html('<bdi class="figures">{}</bdi>', text)


@register.simple_tag
def moment(value: datetime | None, length: str = "medium") -> SafeString:
    """An aware time in the reader's zone; the machine form and the title are UTC."""
    if value is None:
        return SafeString("")
    shown = formats.moment(value, _language(), zone=timezone.get_current_timezone(), length=length)  # type: ignore[arg-type]
    machine = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        machine,
        formats.moment(value, _language(), zone=UTC),
        shown,
    )


@register.simple_tag
def day(value: date | None, length: str = "medium") -> SafeString:
    """A date; of an aware time, the date it has in the reader's zone."""
    if value is None:
        return SafeString("")
    zone = timezone.get_current_timezone()
    shown = formats.day(value, _language(), length=length, zone=zone)  # type: ignore[arg-type]
    machine = value.astimezone(zone).date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', machine.isoformat(), shown)


register.simple_tag(formats.colon)


register.filter("language_name", formats.language_text)


@register.inclusion_tag("web/components/form.html")
def render_form(form: BaseForm) -> dict[str, Any]:
    """Error summary, hidden fields and every visible field of a form."""
    return {"form": form}


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is wrong, each sentence linked to its field; nothing for a form without errors."""
    return {"errors": describe_errors(form)}


@register.inclusion_tag("web/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Label, hint, error and control of one field, tied together for assistive technology."""
    return {"field": bound, "control": styled_widget(bound)}


@register.inclusion_tag("web/components/filter_form.html")
def filter_form(form: BaseForm, label: str) -> dict[str, Any]:
    """The filter of a list, sent as a GET so that the address holds it; `label` names it."""
    return {"form": form, "label": label, "fields": [(one, styled_widget(one)) for one in form]}


@register.inclusion_tag("web/components/tabs.html")
def tabs(items: Sequence[Tab], label: str = "") -> dict[str, Any]:
    """Tabs of a record; `label` names them for assistive technology."""
    return {"tabs": items, "label": label}


@register.inclusion_tag("web/components/key_value.html")
def key_value(facts: Sequence[Fact]) -> dict[str, Any]:
    """A description list of facts."""
    return {"facts": facts}


@register.inclusion_tag("web/components/timeline.html")
def timeline(entries: Sequence[TimelineEntry], label: str = "") -> dict[str, Any]:
    """Events in the order given."""
    return {"entries": entries, "label": label}


@register.inclusion_tag("web/components/ladder.html")
def ladder(steps: Sequence[Step], label: str = "") -> dict[str, Any]:
    """The states of a request or order with their times and limits."""
    return {"steps": steps, "label": label}


@register.inclusion_tag("web/components/empty.html")
def empty_state(
    heading: str, text: str = "", url: str = "", action: str = "", icon: str = "record"
) -> dict[str, Any]:
    """Says that there is nothing, and what to do about it."""
    return {"heading": heading, "text": text, "url": url, "action": action, "picture": icon}


@register.inclusion_tag("web/components/pagination.html", takes_context=True)
def pagination(context: Context, page: Any, name: str = "page", label: str = "") -> dict[str, Any]:
    """Links to the pages of a Django paginator that keep the list's filters in the address.

    `label` names them where a page of the node has several lists.
    """
    request = context.get("request")
    query = request.GET.copy() if request is not None else None
    links = [
        _page_link(number, query, name)
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {"page": page, "links": links, "label": label, "ellipsis": page.paginator.ELLIPSIS}


def _page_link(number: int | str, query: Any, name: str) -> dict[str, Any]:
    if query is None:
        return {"number": number, "url": f"?{name}={number}"}
    query[name] = number
    return {"number": number, "url": f"?{query.urlencode()}"}


@register.inclusion_tag("web/components/progress.html")
def progress(value: int, maximum: int, label: str) -> dict[str, Any]:
    """How much of something is done, in words and as a bar."""
    return {"value": value, "maximum": maximum, "label": label}


@register.simple_block_tag
def callout(content: str, tone: str, title: str = "") -> SafeString:
    """A paragraph that must be noticed: `{% callout "warning" title %} ... {% endcallout %}`."""
    return _callout(Tone(tone), title, mark_safe(content))  # noqa: S308  rendered by the template


@register.simple_tag
def message_callout(message: Any) -> SafeString:
    """One of Django's messages as a callout."""
    return _callout(MESSAGE_TONES[message.level_tag], "", format_html("<p>{}</p>", message))


def _callout(tone: Tone, title: str, body: SafeString) -> SafeString:
    heading = format_html('<p class="callout-title">{}</p>', title) if title else SafeString("")
    return format_html(
        '<div class="callout tone-{}">{}<div class="callout-body">{}{}</div></div>',
        tone,
        icon(tone.icon),
        heading,
        body,
    )


@register.simple_tag
def preference(name: str, value: str, word: str, current: str) -> SafeString:
    """A button of the account menu that chooses a display setting."""
    return format_html(
        '<button class="btn btn-sm" type="submit" name="{}" value="{}" aria-pressed="{}">'
        "{}</button>",
        name,
        value,
        "true" if value == current else "false",
        word,
    )


@register.simple_tag(takes_context=True)
def sort_heading(context: Context, label: str, key: str, name: str = "sort") -> SafeString:
    """A table heading that sorts by `key`, with aria-sort; a second press turns the order."""
    query = context["request"].GET.copy()
    current = query.get(name, "")
    query[name] = f"-{key}" if current == key else key
    query.pop("page", None)
    order = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
    arrow = {"ascending": "up", "descending": "down"}.get(order, "sort")
    return format_html(
        '<th scope="col" aria-sort="{}"><a href="?{}">{}{}</a></th>',
        order,
        query.urlencode(),
        label,
        icon(arrow),
    )


@register.inclusion_tag("web/components/money_flow.html", takes_context=True)
def money_flow(context: Context, flow: Flow, caption: str, id: str = "flow") -> dict[str, Any]:
    """The money-flow picture and, always, the table that says the same."""
    local = _local_digits(context)
    return {
        "id": id,
        "data_id": f"{id}-data",
        "caption": caption,
        "data": flow_data(flow, _language(), local_digits=local),
        "rows": flow_rows(flow, _language(), local_digits=local),
    }
