"""Pictures of series and totals as SVG, made on the server (Vega-Lite). Each page has the table."""

from collections.abc import Mapping, Sequence
from typing import Any

from homeward.oversight.trends.statistics.observations import Observation
from homeward.oversight.trends.statistics.panel import Total
from homeward.oversight.trends.words import STATUS_WORDS

INK, ACCENT, GREY = "#2b2a26", "#8a2f1d", "#8b867b"
SIZE = (640, 300)


def totals_svg(totals: Sequence[Total], panel: str, naive: str, value: str) -> str:
    """The panel's total as a line, the naive one beside it, dashed; words as given."""
    rows: list[dict[str, Any]] = []
    for one in totals:
        for name, number in ((panel, one.panel), (naive, one.naive)):
            if number is not None:
                rows.append({"period": one.period, "what": name, "value": float(number)})
    import altair as alt

    what = alt.Color(
        "what:N", title=None, scale=alt.Scale(domain=[panel, naive], range=[ACCENT, GREY])
    )
    dash = alt.StrokeDash(
        "what:N", title=None, scale=alt.Scale(domain=[panel, naive], range=[[1, 0], [5, 4]])
    )
    chart = alt.Chart(alt.InlineData(values=rows)).mark_line(point=True)
    return _svg(chart.encode(_periods(), _values(value), what, dash))


def series_svg(line: Mapping[str, Observation], value: str) -> str:
    """One series; each kind of value has its mark, and a missing one is a gap in the line."""
    import altair as alt

    words = [str(word) for word in STATUS_WORDS.values()]
    rows = [
        {
            "period": period,
            "value": None if one.value is None else float(one.value),
            "status": str(STATUS_WORDS[one.status]),
        }
        for period, one in sorted(line.items())
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(_periods(), _values(value))
    present = [word for word in words if any(row["status"] == word for row in rows)]
    marks = base.mark_point(filled=True, size=50, color=ACCENT).encode(
        alt.Shape("status:N", title=None, scale=alt.Scale(domain=present))
    )
    return _svg(base.mark_line(color=ACCENT, invalid="break-paths-show-domains") + marks)


def _periods() -> Any:
    import altair as alt

    return alt.X("period:O", title=None, axis=alt.Axis(labelOverlap=True))


def _values(title: str) -> Any:
    import altair as alt

    return alt.Y("value:Q", title=title, scale=alt.Scale(zero=True))


def _svg(chart: Any) -> str:
    import vl_convert

    spec = chart.properties(width=SIZE[0], height=SIZE[1]).configure(
        font="Noto Sans, sans-serif",
        background="white",
        legend={"orient": "top"},  # at the side, a reader's wider font is cut off
    )
    found: str = vl_convert.vegalite_to_svg(spec.to_dict())
    return found
