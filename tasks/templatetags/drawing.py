"""The bars, columns and tables of the review (tasks/review/drawing.py)."""

from django import template

from tasks.review import drawing

register = template.Library()
for draw in (
    drawing.bar_parts,
    drawing.box_lines,
    drawing.box_rows,
    drawing.category_lines,
    drawing.category_rows,
    drawing.hours_lines,
    drawing.hours_rows,
    drawing.kept_columns,
    drawing.kept_lines,
    drawing.list_items,
):
    register.filter(draw)
