import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse
from time_machine import travel

from contacts.kinds import Kind
from jobsearch.models import User
from tasks.forms.targets import name
from tasks.review.ledger import goal_of
from tasks.review.presets import HARD, PARTS, TARGETS, category_targets, is_whole, next_preset
from tests.factories import make_task

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
TODAY = date(2026, 11, 18)


@pytest.fixture(autouse=True)
def _wednesday_noon():
    with travel(NOON, tick=False):
        yield


@pytest.fixture
def save(as_ana):
    """Shares in the order of the page."""

    def send(*shares, hours="15", **more):
        data = {name(part): share for part, share in zip(PARTS, shares, strict=True)}
        return as_ana.post(reverse("tasks:targets"), {"hours": hours, **data, **more})

    return send


def values(response):
    """What stands in the fields of the shares."""
    html = response.content.decode()
    return [int(found) for found in re.findall(r'name="share_[^"]+" value="(\d+)"', html)]


OWN = (0, 50, 20, 10, 5, 5, 5, 5)


def test_the_page_begins_with_the_shares_of_the_preset(as_ana, ana):
    page = as_ana.get(reverse("tasks:targets"))
    assert values(page) == [TARGETS["ready"][part] for part in PARTS]
    assert "Together <span data-target-sum>100</span>%" in page.content.decode()


def test_own_shares_are_saved_and_the_goal_follows_them(save, ana):
    assert save(*OWN, hours="10").status_code == 302
    ana.refresh_from_db()
    assert list(category_targets(ana).values()) == list(OWN)
    assert ana.weekly_minutes == 600
    assert goal_of(ana) == 300


def test_shares_like_those_of_the_preset_are_no_own_shares(save, ana):
    save(*OWN)
    save(*[TARGETS["ready"][part] for part in PARTS])
    ana.refresh_from_db()
    assert ana.own_targets == {}


@pytest.mark.parametrize(
    ("last", "said"), [(4, "99%, that is 1 missing"), (6, "101%, that is 1 too much")]
)
def test_shares_that_are_not_the_whole_come_back_as_they_were_typed(save, ana, last, said):
    page = save(*OWN[:-1], last)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert values(page) == [*OWN[:-1], last]
    ana.refresh_from_db()
    assert ana.own_targets == {}


@pytest.mark.parametrize("nonsense", ["", "-1", "101", "1.5", "x", "9" * 400, "a\0b"])
def test_what_is_no_share_has_its_message_beside_the_field(save, ana, nonsense):
    page = save(nonsense, *OWN[1:])
    html = page.content.decode()
    assert page.status_code == 422
    assert 'id="id_share_networking_easy_error">Enter a whole number from 0 to 100.' in html


@pytest.mark.parametrize("hours", ["0", "81", "", "x", "1e9", "NaN", "\0"])
def test_hours_that_are_none_are_said_so(save, ana, hours):
    page = save(*OWN, hours=hours)
    assert page.status_code == 422
    assert "Enter hours from 1 to 80" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "shared"),
    [
        ((10, 10, 10, 10, 10, 10, 10, 10), (13, 13, 13, 13, 12, 12, 12, 12)),
        ((0, 1, 0, 0, 0, 0, 0, 0), (0, 100, 0, 0, 0, 0, 0, 0)),
        ((100, 100, 100, 0, 0, 0, 0, 0), (34, 33, 33, 0, 0, 0, 0, 0)),
        ((0,) * 8, tuple(TARGETS["ready"][part] for part in PARTS)),
        (("x", 50, 50, "", 0, 0, 0, 0), (0, 50, 50, 0, 0, 0, 0, 0)),
    ],
)
def test_the_rest_is_shared_out_in_the_same_proportions_and_not_saved(save, ana, typed, shared):
    page = save(*typed, **{"share-out": "1"})
    assert page.status_code == 200
    assert tuple(values(page)) == shared
    ana.refresh_from_db()
    assert ana.own_targets == {}


def test_a_preset_takes_the_place_of_own_shares(as_ana, save, ana):
    save(*OWN)
    as_ana.post(reverse("tasks:preset"), {"preset": "employed"})
    ana.refresh_from_db()
    assert (ana.preset, ana.preset_since, ana.own_targets) == ("employed", TODAY, {})
    assert category_targets(ana)[HARD] == 40


def test_a_preset_that_there_is_not_changes_nothing(as_ana, ana):
    for sent in ({}, {"preset": "lazy"}, {"preset": "\0"}):
        assert as_ana.post(reverse("tasks:preset"), sent).status_code == 302
    ana.refresh_from_db()
    assert ana.preset == "ready"


@pytest.mark.parametrize(
    "own",
    [{}, [], None, "x", {"networking, hard": 100}, dict.fromkeys(PARTS, 12),
     {**dict.fromkeys(PARTS, 0), HARD: 101, PARTS[0]: -1},
     {**dict.fromkeys(PARTS, 0), HARD: 100.0}],
)  # fmt: skip
def test_own_shares_that_are_not_whole_count_as_none(own):
    assert not is_whole(own)
    assert category_targets(User(preset="full", own_targets=own)) == TARGETS["full"]


# The next preset


@pytest.mark.parametrize(
    ("preset", "days", "ready", "interview", "offered"),
    [
        ("ready", 13, False, False, ""),
        ("ready", 14, False, False, "full"),
        ("ready", 0, True, False, "full"),
        ("ready", 0, False, True, "interviewing"),
        ("full", 99, True, False, ""),
        ("full", 0, False, True, "interviewing"),
        ("interviewing", 0, False, True, ""),
        ("employed", 99, True, True, ""),
    ],
)
def test_the_next_preset_is_offered_when_the_facts_speak_for_it(
    preset, days, ready, interview, offered
):
    assert next_preset(preset, days, is_ready=ready, has_interview=interview) == offered


def today_says(client):
    html = client.get(reverse("tasks:today")).content.decode()
    found = re.search(r'id="h-preset".*?<p[^>]*>(.*?) <a', html, re.DOTALL)
    return unescape(found[1]) if found else ""


@pytest.fixture
def joined(ana):
    def days_ago(days):
        User.objects.filter(pk=ana.pk).update(date_joined=NOON - timedelta(days=days))

    return days_ago


@pytest.mark.parametrize(("days", "said"), [(13, False), (14, True)])
def test_today_offers_the_next_after_two_weeks(as_ana, joined, days, said):
    joined(days)
    assert bool(today_says(as_ana)) is said


def test_today_offers_the_next_when_all_musts_are_done(as_ana, ana):
    task = make_task(ana, must=True)
    assert today_says(as_ana) == ""
    task.complete(NOON)
    assert today_says(as_ana) == (
        "All you must have ready is there. Share out your weeks as in “In full swing”?"
    )


def test_today_offers_another_when_an_interview_is_planned(as_ana, ana):
    make_task(ana, kind=Kind.INTERVIEW, due_on=TODAY - timedelta(days=1))
    assert today_says(as_ana) == ""
    make_task(ana, kind=Kind.INTERVIEW, due_on=TODAY)
    assert today_says(as_ana) == (
        "You have an interview ahead. Share out your weeks as in “Interviewing”?"
    )


def test_an_answer_ends_the_question(as_ana, ana, joined):
    joined(14)
    as_ana.post(reverse("tasks:preset"), {"preset": "full", "answer": "no"})
    assert today_says(as_ana) == ""
    ana.refresh_from_db()
    assert ana.preset == "ready"
    ana.dismissals.all().delete()
    as_ana.post(reverse("tasks:preset"), {"preset": "full", "answer": "yes"})
    assert today_says(as_ana) == ""
    ana.refresh_from_db()
    assert ana.preset == "full"


# Where each finding begins


def borders(client):
    html = client.get(reverse("settings_findings")).content.decode()
    pairs = re.findall(r'name="([^"]+)" value="(\d+)"', html)
    return {key: value for key, value in pairs} | {
        f"on_{kind}": "on" for kind in re.findall(r'name="on_(\w+)"[^>]* checked', html)
    }


def test_the_page_begins_with_the_usual_numbers_and_says_them(as_ana):
    sent = borders(as_ana)
    assert sent["A1_over"] == "60"
    assert sent["on_A1"] == "on"
    html = as_ana.get(reverse("settings_findings")).content.decode()
    assert html.count("usually ") == len([key for key in sent if not key.startswith("on_")])
    assert "Back to the usual numbers" not in html


def test_numbers_and_switches_are_saved_and_the_usual_come_back(as_ana, ana):
    sent = borders(as_ana) | {"A1_over": "65"}
    del sent["on_A9"]
    url = reverse("settings_findings")
    assert as_ana.post(url, sent).status_code == 302
    ana.refresh_from_db()
    assert (ana.finding_borders, ana.findings_off) == ({"A1.over": 65}, ["A9"])
    assert borders(as_ana)["A1_over"] == "65"
    assert "on_A9" not in borders(as_ana)
    assert "Back to the usual numbers" in as_ana.get(url).content.decode()
    as_ana.post(reverse("settings_findings_usual"))
    ana.refresh_from_db()
    assert (ana.finding_borders, ana.findings_off) == ({}, [])


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("A1_over", "101", "Enter a whole number from 0 to 100."),
        ("A1_over", "", "Enter a whole number from 0 to 100."),
        ("A1_over", "sixty", "Enter a whole number from 0 to 100."),
        ("A7_put-off", "0", "Enter a whole number from 1 to 60."),
        ("A1_strong", "59", "Enter at least 60."),
        ("A5_strong", "51", "Enter at most 50."),
    ],
)
def test_a_number_that_fits_nothing_has_its_message_beside_the_field(
    as_ana, ana, field, value, said
):
    page = as_ana.post(reverse("settings_findings"), borders(as_ana) | {field: value})
    assert page.status_code == 422
    assert f'id="id_{field}_error">{said}' in page.content.decode()
    ana.refresh_from_db()
    assert ana.finding_borders == {}


@pytest.mark.parametrize("odd", [[], ["A1.over"], "x", 5, {"A1.over": [1]}])
def test_settings_that_were_written_oddly_count_as_ours(as_ana, ana, odd):
    User.objects.filter(pk=ana.pk).update(finding_borders=odd, own_targets=odd)
    for page in ("settings_findings", "tasks:review", "tasks:targets", "method"):
        assert as_ana.get(reverse(page)).status_code == 200


def test_the_help_says_the_numbers_that_count_for_you(as_ana, ana):
    User.objects.filter(pk=ana.pk).update(finding_borders={"A1.over": 64})
    html = as_ana.get(reverse("method")).content.decode()
    row = html.split('<tr id="a1">')[1].split("</tr>")[0]
    assert "Networking is over 64%" in row
    for anchor in ("findings", "targets", "a2", "a1b", "a11"):
        assert f'id="{anchor}"' in html


def hours_in(response):
    return re.search(r'name="hours" value="([^"]*)"', response.content.decode())[1]


def test_looking_while_employed_offers_its_hours_and_saves_none(as_ana, ana):
    answer = as_ana.post(reverse("tasks:preset"), {"preset": "employed"}, follow=True)
    assert hours_in(answer) == "6"
    assert "6 h are usual here; you have 15 h until you save." in answer.content.decode()
    ana.refresh_from_db()
    assert (ana.preset, ana.weekly_minutes) == ("employed", 900)
    assert hours_in(as_ana.get(reverse("tasks:targets"))) == "15"


def test_own_hours_are_left_alone_where_the_usual_ones_stay_the_same(as_ana, ana):
    User.objects.filter(pk=ana.pk).update(weekly_minutes=600)
    answer = as_ana.post(reverse("tasks:preset"), {"preset": "full"}, follow=True)
    assert hours_in(answer) == "10" and "usual here" not in answer.content.decode()
