"""What the review draws in Python: nothing that somebody wrote becomes a tag."""

from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString

from tasks.review import drawing
from tasks.review.charts import CategoryFigures, CategoryRow, Column, WeekFigures

WORDS = "<b>\"Fish\" & 'chips'</b>"


def test_words_are_words():
    own = CategoryFigures(WORDS, "other", 60, 20, 10)
    safe = format_html("{}", WORDS)
    assert drawing.list_items([WORDS, "{} and {}"]) == f"<li>{safe}</li><li>{{}} and {{}}</li>"
    for drawn in (drawing.category_rows([CategoryRow(own)]), drawing.category_lines([own])):
        assert isinstance(drawn, SafeString)
        assert safe in drawn
        assert WORDS not in drawn


def test_a_week_in_which_nothing_came_due_has_no_share():
    week = WeekFigures(date(2026, 5, 4), 0, 0, 0, 0, 0)
    assert drawing.kept_lines([Column(week, "0%", "–", "", "", "")]) == (
        '<tr><th scope="row" class="nowrap">4 May</th><td class="number">0</td>'
        '<td class="number">0</td><td class="number">—</td></tr>'
    )
