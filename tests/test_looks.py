import gzip
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from jobsearch.staticfiles import lean
from jobsearch.templatetags.foothold import current_place, hours, icon, initials, undo_url

PROJECT = Path(__file__).parent.parent
TEMPLATES = PROJECT / "templates"
DRAWN = set(re.findall(r'id="icon-([\w-]+)"', (TEMPLATES / "_icons.html").read_text()))


def test_every_icon_that_a_template_names_is_drawn():
    texts = [path.read_text() for path in TEMPLATES.rglob("*.html") if path.name != "_icons.html"]
    used = {name for text in texts for name in re.findall(r'{% icon "([\w-]+)"', text)}
    assert used
    assert used <= DRAWN


def test_no_template_of_a_page_carries_styles_or_scripts_of_its_own():
    pages = [path for path in TEMPLATES.rglob("*.html") if "mail" not in path.parts]
    carried = re.compile(r'\sstyle="|<style|<script(?![^>]*\ssrc=)|\son\w+="')
    assert [path.name for path in pages if carried.search(path.read_text())] == []


def test_the_stylesheet_stays_small():
    sheet = lean((PROJECT / "static" / "app.css").read_bytes())
    assert len(gzip.compress(sheet)) <= 16_000


def test_the_page_for_a_broken_server_needs_no_request_and_no_database():
    assert "Something broke on our side" in render_to_string("500.html")


def test_an_icon_is_hidden_from_screen_readers_and_escapes_its_name():
    assert 'aria-hidden="true"' in icon("sun")
    assert "<b>" not in icon("<b>")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (40, "40 min"), (60, "1 h"), (65, "1 h 05"), (100, "1 h 40"), (None, "—")],
)
def test_minutes_are_said_in_hours(minutes, words):
    assert hours(minutes) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ana Ruiz", "AR"), ("Ana de la Cruz", "AC"), ("Cher", "C"), ("(Bo) Li", "L"), ("…", "?")],
)
def test_initials_are_of_the_first_and_the_last_name(name, letters):
    assert initials(name) == letters


def test_only_a_message_that_says_so_can_be_undone():
    assert undo_url(SimpleNamespace(extra_tags="undo:/tasks/1/reopen/")) == "/tasks/1/reopen/"
    assert undo_url(SimpleNamespace(extra_tags="quiet")) == ""
    assert undo_url(SimpleNamespace(extra_tags=None)) == ""


@pytest.mark.parametrize(
    ("view_name", "place"),
    [
        ("tasks:today", "today"),
        ("tasks:task", "board"),
        ("contacts:contact", "contacts"),
        ("tasks:review_week", "review"),
        ("account_email", "settings"),
        ("healthz", ""),
    ],
)
def test_the_navigation_marks_the_place_a_page_belongs_to(view_name, place):
    request = SimpleNamespace(resolver_match=SimpleNamespace(view_name=view_name))
    assert current_place({"request": request}) == place
