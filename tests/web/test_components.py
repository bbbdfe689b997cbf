"""Components say the same thing in words, icon and colour, and to assistive technology."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.test import RequestFactory
from django.utils import timezone as django_timezone

from homeward.foundation.web.components import (
    AccountKind,
    Fact,
    Flow,
    FlowLink,
    FlowNode,
    Step,
    StepState,
    Tab,
    TimelineEntry,
)
from homeward.foundation.web.forms import styled_widget
from homeward.foundation.web.preferences import Appearance
from homeward.foundation.web.tones import Tone
from tests.web.conftest import render

TAKEN = datetime(2026, 11, 20, 8, 15, tzinfo=UTC)


class Call(forms.Form):
    """A form with one of each kind of control."""

    place = forms.CharField(help_text="Street and town.")
    channel = forms.ChoiceField(widget=forms.RadioSelect, choices=[("t", "Telephone"), ("m", "M")])
    state = forms.ChoiceField(choices=[("", "Choose"), ("XB", "State XB")])
    amount = forms.CharField(required=False, widget=forms.TextInput(attrs={"class": "figures"}))
    urgent = forms.BooleanField(required=False, help_text="The duty officer is called.")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        self.add_error(None, "Name the place or the channel.")


def attribute(html: str, name: str, tag: str) -> list[str]:
    return re.findall(rf'<{tag}\b[^>]*\b{name}="([^"]*)"', html)


@pytest.mark.parametrize("tone", Tone)
def test_a_status_is_word_icon_and_colour(tone: Tone) -> None:
    html = render("{% status tone word %}", tone=tone, word="Overdue <4 h")
    assert f"tone-{tone}" in html
    assert f"#icon-{tone.icon}" in html
    assert "Overdue &lt;4 h" in html


def test_a_status_of_no_known_tone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="mauve"):
        render('{% status "mauve" "New" %}')


def test_an_icon_alone_has_a_name_and_beside_a_word_is_silent() -> None:
    assert 'aria-hidden="true"' in render('{% icon "clock" %}')
    named = render('{% icon "clock" label %}', label="due <soon>")
    assert 'role="img" aria-label="due &lt;soon&gt;"' in named
    assert "icon-mirrored" in render('{% icon "forward" %}')
    assert "icon-mirrored" not in render('{% icon "clock" %}')


def test_money_keeps_its_own_direction() -> None:
    html = render('{% money 25000000 "XAD" %}', "ar")
    assert html == '<bdi class="figures">250,000.00\xa0XAD</bdi>'
    local = render('{% money 25000000 "XAD" %}', "ar", appearance=Appearance(digits="local"))
    assert "٢٥٠٬٠٠٠٫٠٠" in local


def test_moment_is_machine_readable_utc_and_shown_in_the_readers_zone() -> None:
    with django_timezone.override(timezone(timedelta(hours=3))):
        html = render("{% moment at %}", at=TAKEN)
    assert attribute(html, "datetime", "time") == ["2026-11-20T08:15:00Z"]
    assert attribute(html, "title", "time") == ["20 Nov 2026, 08:15 UTC"]
    assert ">20 Nov 2026, 11:15 UTC+3<" in html
    assert render("{% moment at %}", at=None) == ""


def test_a_field_ties_label_hint_error_and_control_together() -> None:
    html = render("{% field form.place %}", form=Call({}))
    assert attribute(html, "for", "label") == ["id_place"]
    described = attribute(html, "aria-describedby", "input")[0].split()
    for part in described:
        assert f'id="{part}"' in html
    assert set(described) == {"id_place_helptext", "id_place_error"}
    assert attribute(html, "aria-invalid", "input") == ["true"]
    assert "(optional)" not in html


def test_a_group_of_choices_is_a_fieldset_with_a_legend() -> None:
    html = render("{% field form.channel %}", form=Call({}))
    assert "<legend>Channel" in html
    assert attribute(html, "aria-describedby", "fieldset") == ["id_channel_error"]
    assert attribute(html, "for", "label") == ["id_channel_0", "id_channel_1"]
    assert attribute(html, "type", "input") == ["radio", "radio"]


def test_controls_get_their_classes_and_keep_their_own() -> None:
    form = Call()
    assert "form-control figures" in render("{% field form.amount %}", form=form)
    assert "form-control form-select" in render("{% field form.state %}", form=form)
    checkbox = render("{% field form.urgent %}", form=form)
    assert "form-control" not in checkbox
    assert attribute(checkbox, "aria-describedby", "input") == ["id_urgent_helptext"]
    assert checkbox.count('id="id_urgent_helptext"') == 1
    assert "(optional)" in render("{% field form.amount %}", form=form)


class Written(forms.Form):
    """Controls into which people write, and such as take no words."""

    name = forms.CharField()
    note = forms.CharField(widget=forms.Textarea)
    code = forms.CharField(widget=forms.TextInput(attrs={"dir": "ltr"}))
    number = forms.IntegerField()
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    mail = forms.EmailField()
    state = forms.ChoiceField(choices=[("XB", "State XB")])
    sure = forms.BooleanField()


def test_words_are_written_in_the_direction_of_their_script() -> None:
    form = Written()
    found = {one.name: attribute(str(styled_widget(one)), "dir", r"\w+") for one in form}
    own = {"name": ["auto"], "note": ["auto"], "code": ["ltr"]}
    assert found == {name: own.get(name, []) for name in form.fields}


def test_a_refused_form_has_a_summary_that_leads_to_its_fields() -> None:
    html = render("{% render_form form %}", form=Call({}))
    targets = [target.removeprefix("#") for target in attribute(html, "href", "a")]
    assert targets == ["id_place", "id_channel_0", "id_state"]
    for target in targets:
        assert f'id="{target}"' in html
    assert 'role="alert"' in html
    assert "4 things need your attention" in html
    assert html.index("Name the place or the channel.") < html.index("Place")
    assert 'type="hidden" name="token"' in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert "error-summary" not in render("{% render_form form %}", form=Call())


def test_what_people_wrote_is_escaped() -> None:
    class Odd(forms.Form):
        name = forms.CharField(label="<i>Name</i>")

    html = render("{% render_form form %}", form=Odd({"name": '"><script>'}))
    assert "<script>" not in html
    assert "<i>" not in html


@pytest.mark.parametrize(
    ("level", "tone"), [(constants.ERROR, "danger"), (constants.SUCCESS, "success")]
)
def test_messages_become_callouts(level: int, tone: str) -> None:
    html = render("{% message_callout m %}", m=Message(level, "It <was> kept."))
    assert f"tone-{tone}" in html
    assert "It &lt;was&gt; kept." in html


def test_a_callout_holds_what_the_template_wrote() -> None:
    html = render(
        '{% callout "warning" "Not final" %}<p>{{ name }}</p>{% endcallout %}', name="<b>"
    )
    assert 'class="callout tone-warning"' in html
    assert '<p class="callout-title">Not final</p><p>&lt;b&gt;</p>' in html


def test_tabs_name_the_one_that_is_open() -> None:
    tabs = [Tab("Overview", "/a/"), Tab("Money", "/b/", active=True, count=3)]
    html = render('{% tabs tabs "Case" %}', tabs=tabs)
    assert '<a href="/b/" aria-current="page">Money<span class="count">3</span></a>' in html
    assert html.count("aria-current") == 1
    assert 'aria-label="Case"' in html


def test_a_missing_fact_says_so_and_zero_is_not_missing() -> None:
    html = render("{% key_value facts %}", facts=[Fact("Basis", None), Fact("Held", 0)])
    assert "Not recorded" in html
    assert "<dd>0</dd>" in html


def test_the_timeline_separates_reported_from_verified() -> None:
    entries = [
        TimelineEntry(TAKEN, "Taken", reported=True, by="Desk"),
        TimelineEntry(TAKEN, "Demand", tone=Tone.WARNING),
    ]
    html = render('{% timeline entries "Case" %}', entries=entries)
    assert html.count('<li class="reported">') == 1
    assert html.count("Reported, not verified") == 1
    assert "Recorded by Desk" in html


def test_the_ladder_says_each_state_in_words() -> None:
    steps = [Step(state.title(), state) for state in StepState]
    html = render("{% ladder steps %}", steps=steps)
    words = re.findall(r'<span class="step-meta">([^<]+)</span>', html)
    assert words == ["done", "now", "to come", "not needed"]
    assert html.count('aria-current="step"') == 1


def test_pagination_keeps_the_filters_of_the_list() -> None:
    request = RequestFactory().get("/cases/?state=XB&page=3")
    page = Paginator(range(240), 20).get_page(3)
    html = render("{% pagination page %}", page=page, request=request)
    assert "?state=XB&amp;page=12" in html
    assert re.search(r'page=3" aria-current="page"', html)
    assert "41 to 60 of 240" in html


def test_sort_headings_turn_the_order() -> None:
    first = RequestFactory().get("/?page=2&sort=held")
    html = render('{% sort_heading "Held" "held" %}', request=first)
    assert 'aria-sort="ascending"' in html
    assert 'href="?sort=-held"' in html
    other = render('{% sort_heading "Held" "held" %}', request=RequestFactory().get("/"))
    assert 'aria-sort="none"' in other


def test_progress_is_a_native_bar_with_words() -> None:
    html = render('{% progress 3 4 "Orders" %}')
    assert '<progress value="3" max="4" aria-label="Orders">' in html
    assert "3 of 4" in html


def a_flow() -> Flow:
    nodes = [
        FlowNode("f", "Family </script>", "XA", AccountKind.SOURCE),
        FlowNode("a", "XB00TEST0000000002", "XB"),
    ]
    return Flow(nodes, [FlowLink("f", "a", 25_000_000, TAKEN)], "XAD")


def test_the_picture_always_has_its_table_and_its_data_stay_data() -> None:
    html = render('{% money_flow flow "Where it went" id="one" %}', flow=a_flow())
    assert "<table" in html
    assert "25" in re.sub(r"<script.*?</script>", "", html, flags=re.S)
    assert '<script id="one-data" type="application/json">' in html
    assert html.count("</script>") == 1
    assert 'data-flow="one-data"' in html
    assert "crosses a border" in html


def test_a_picture_names_only_its_own_accounts() -> None:
    with pytest.raises(ValueError, match="z"):
        Flow([FlowNode("f", "F")], [FlowLink("f", "z", 1, TAKEN)], "XAD")


def test_components_speak_french(french: str) -> None:
    html = render("{% ladder steps %}", french, steps=[Step("Envoyé", StepState.DONE)])
    assert ">fait<" in html
    assert "2 points demandent" in render(
        '{% include "web/components/error_summary.html" %}', french, errors=[1, 2]
    )
