"""What the help says has to be what the program does."""

import re
from datetime import date

import pytest
from django.template import engines
from django.urls import resolve

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.levels import LEVELS
from jobsearch.models import usual_rhythm, usual_target_rhythm
from tasks.quickadd import parse

ANCHORS = [
    "kinds",
    "boxes",
    "urgent",
    "levels",
    "evidence",
    "ladder",
    "rhythm",
    "who",
    "follow-ups",
    "organisations",
    "twice",
    "kept",
    "balance",
    "review",
    "reminders",
    "mail",
    "few",
    "rest",
    "mail-links",
]


@pytest.fixture
def method(as_ana):
    return as_ana.get("/help/method/").content.decode()


@pytest.mark.parametrize("path", ["/help/", "/help/method/", "/help/keys/"])
def test_every_link_of_the_help_leads_to_a_page(as_ana, path):
    html = as_ana.get(path).content.decode()
    main = html.split("<main")[1].split("</main>")[0]
    links = [link.split("#")[0] for link in re.findall(r'href="(/[^"]+)"', main)]
    assert links
    for link in links:
        assert resolve(link)
        assert as_ana.get(link, follow=True).status_code == 200


def test_nothing_that_the_method_says_is_left_out(as_ana, monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "left out: %s")
    main = as_ana.get("/help/method/").content.decode().split("<main")[1]
    assert re.findall("left out: [^<]*", main) == []


@pytest.mark.parametrize("anchor", ANCHORS)
def test_each_subject_can_be_linked_to(method, anchor):
    assert method.count(f'id="{anchor}"') == 1


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.UNSORTED])
def test_each_kind_has_its_part_and_minutes(method, kind):
    row = cells(method, kind.label)
    assert row[-1] == str(kind.facts.minutes)
    part = "Hard" if kind.facts.hard else "Easy"
    assert row[0] == (part if kind.is_networking else kind.facts.category.label)


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.name)
def test_each_level_has_its_check_and_rhythm(method, level):
    assert level.check in method and level.true_when in method
    days, at_target = usual_rhythm()[level.number], usual_target_rhythm()[level.number]
    assert cells(method, level.name) == [str(days or "none"), str(at_target or "none")]


@pytest.mark.parametrize("box", Box)
def test_each_box_is_explained(method, box):
    assert re.search(rf"<dt>{box.label}</dt><dd>{re.escape(box.hint)}", method)


@pytest.mark.parametrize("days", [0, 1, 5])
def test_the_number_of_days_that_look_urgent_is_the_persons_own(as_ana, ana, days):
    ana.urgency_days = days
    ana.save()
    said = as_ana.get("/help/method/").content.decode()
    assert f"from {days} day{'' if days == 1 else 's'} before its date" in said


def test_the_help_says_what_makes_a_quick_task_networking(as_ana):
    html = as_ana.get("/help/").content.decode()
    line = "Follow-up with the recruiter"
    words = "without a sign or one of your contacts in the line"
    assert f"{words}, <code>{line}</code> is other work" in html
    assert not parse(line, date(2026, 11, 25)).kind.is_networking
    assert parse(f"{line} #n", date(2026, 11, 25)).kind == Kind.FOLLOWED_UP


def test_the_help_is_for_those_who_are_signed_in(client, db):
    assert client.get("/help/method/").status_code == 302


def cells(html, heading):
    """What stands in the row of a table, behind its heading."""
    row = re.search(rf'<th scope="row">{re.escape(heading)}</th>(.*?)</tr>', html)[1]
    return [re.sub(r"<svg.*?</svg>|<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", row)]
