"""The parts of a `Picture` of which there are many, as HTML: bars, columns and rows of tables.

Each as a template of its own, they took half of the time of the page. What is around them, and
drawn once, is in templates/tasks/_review_*.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from django.utils.safestring import SafeString

from jobsearch.templatetags.foothold import hours
from tasks.review.charts import (
    BoxFigures,
    CategoryFigures,
    CategoryRow,
    Column,
    HoursRow,
    Part,
)


def _drawn(pattern: str, *values: object) -> SafeString:
    """As format_html() in a third of the time, for values of which none is translated later."""
    safe = [it if isinstance(it, SafeString) else escape(str(it)) for it in values]
    return SafeString(pattern.format(*safe))


def _each(pattern: str, rows: Iterable[Iterable[object]]) -> SafeString:
    return SafeString("".join([_drawn(pattern, *row) for row in rows]))


EMPTY = "—"
PART = '<svg class="part" x="{}" width="{}"><rect class="fill-{}"/>{}</svg>'
PART_TEXT = '<text x="50%" y="50%"{}>{}</text>'
ONLY_WIDE = _drawn(' class="{}"', "only-desktop")
GROUND = _drawn('<svg class="part" width="{}"><rect class="fill-{}"/></svg>', "100%", "ground")
TRACK = '<svg class="bar bar-low" aria-hidden="true">{}{}{}</svg>'
FILLED = '<svg class="part" width="{}"><rect class="fill-{}"/></svg>'
MARK = '<line class="bar-mark" x1="{}" x2="{}" y1="-3" y2="15"/>'
HOURS = (
    '\n    <li class="chart-row{}">\n      <span class="chart-label">{}</span>\n'
    '      <svg class="bar" role="img" aria-label="{} hard part, {} easy part, {} other work">{}'
    '</svg>\n      <span class="chart-total">{}</span>\n    </li>\n    '
)
HOURS_LINE = (
    '\n          <tr><th scope="row" class="nowrap">{}</th><td class="number">{}</td>'
    '<td class="number">{}</td><td class="number">{}</td><td class="number">{}</td></tr>\n        '
)
CATEGORY = (
    '<div class="share share-plain"><span>{}</span><span class="share-value">{}%{}</span>{}</div>'
)
LINE = (
    '<tr><th scope="row">{}</th><td class="number">{}</td><td class="number">{}%</td>'
    '<td class="number">{}</td></tr>'
)
BOX = (
    '\n    <div class="share box-{}"><span class="box-badge" aria-hidden="true">{}</span>'
    '<span>{}</span><span class="share-value">{}%{}</span>{}</div>\n    '
)
ASIDE = '<span class="share-was">{} {}%</span>'
COLUMN = (
    '<svg x="{}" width="12.5%"{}><rect class="{}" x="6%" width="88%" y="{}" height="{}" rx="4"/>'
    '<text x="50%" y="{}">{}</text></svg>'
)
KEPT_LINE = (
    '<tr><th scope="row" class="nowrap">{}</th><td class="number">{}</td>'
    '<td class="number">{}</td><td class="number">{}</td></tr>'
)
IS_NOW = _drawn(' class="{}"', "now")


def bar_parts(parts: Iterable[Part], texts: object = True) -> SafeString:
    """The pieces of one bar, with their numbers in them or not."""
    return _each(PART, ((it.x, it.width, it.name, _text(it) if texts else "") for it in parts))


def _text(part: Part) -> str:
    if not part.text:
        return ""
    return _drawn(PART_TEXT, ONLY_WIDE if part.wide_screens_only else "", part.text)


def hours_rows(rows: Sequence[HoursRow]) -> SafeString:
    return _each(
        HOURS,
        (
            (
                " chart-now" if row is rows[-1] else "",
                _day(row.week.first),
                hours(row.week.hard),
                hours(row.week.easy),
                hours(row.week.other),
                bar_parts(row.parts),
                row.total,
            )
            for row in rows
        ),
    )


def hours_lines(rows: Iterable[HoursRow]) -> SafeString:
    weeks = (row.week for row in rows)
    return _each(
        HOURS_LINE,
        (
            (_day(it.first), hours(it.hard), hours(it.easy), hours(it.other), hours(it.total))
            for it in weeks
        ),
    )


def category_rows(rows: Iterable[CategoryRow]) -> SafeString:
    return _each(
        CATEGORY,
        (
            (
                row.of.name,
                row.of.percent,
                "" if row.of.target is None else _drawn(ASIDE, "meant", row.of.target),
                _track(row.width if row.of.percent else "", row.of.part, row.meant_x),
            )
            for row in rows
        ),
    )


def category_lines(categories: Iterable[CategoryFigures]) -> SafeString:
    return _each(
        LINE, ((it.name, hours(it.minutes), it.percent, _share(it.target)) for it in categories)
    )


def box_rows(boxes: Iterable[BoxFigures]) -> SafeString:
    return _each(
        BOX,
        (
            (
                it.box,
                it.box,
                it.label,
                it.percent,
                "" if it.was is None else _drawn(ASIDE, "was", it.was),
                _track(it.width if it.percent else "", "box"),
            )
            for it in boxes
        ),
    )


def box_lines(boxes: Iterable[BoxFigures]) -> SafeString:
    return _each(LINE, ((it.label, hours(it.minutes), it.percent, _share(it.was)) for it in boxes))


def kept_columns(columns: Sequence[Column]) -> SafeString:
    last = columns[-1]
    return _each(
        COLUMN,
        (
            (
                it.x,
                IS_NOW if it is last else "",
                "fill-hard" if it is last else "fill-easy-plain",
                it.y,
                it.height,
                it.text_y,
                it.text,
            )
            for it in columns
        ),
    )


def kept_lines(columns: Iterable[Column]) -> SafeString:
    weeks = (column.week for column in columns)
    return _each(
        KEPT_LINE, ((_day(it.first), it.kept, it.settled, _share(it.percent)) for it in weeks)
    )


def list_items(lines: Iterable[str]) -> SafeString:
    return _each("<li>{}</li>", ((line,) for line in lines))


def _track(width: str, fill: str, mark: str | None = None) -> SafeString:
    filled = _drawn(FILLED, width, fill) if width else ""
    return _drawn(TRACK, GROUND, filled, _drawn(MARK, mark, mark) if mark else "")


def _share(whole: int | None) -> str:
    return EMPTY if whole is None else f"{whole}%"


def _day(day: date) -> str:
    """ "16 Nov" """
    return f"{day.day} {day:%b}"
