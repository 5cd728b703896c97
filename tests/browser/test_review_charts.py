"""The charts of the review: what is drawn, what is printed and what the tables say are one."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Interaction
from jobsearch.models import User
from tests.browser.conftest import NARROW
from tests.factories import make_contact, make_task

# Minutes of the hard part, the easy part and other work, the oldest week first; 71% and 80%.
WEEKS = [
    (30, 180, 540), (60, 210, 480), (45, 300, 465), (120, 330, 360),
    (150, 300, 390), (90, 420, 300), (120, 420, 300), (120, 480, 245),
]  # fmt: skip
KEPT = [(3, 5), (4, 6), (2, 4), (5, 7), (6, 8), (7, 10), (8, 10), (7, 9)]
PLANS = [
    (Kind.APPLICATION, Box.DO_FIRST, 0.5),
    (Kind.RESEARCH, Box.KEEP_SHORT, 0.3),
    (Kind.SKILLS, Box.LET_GO, 0.2),
]


@pytest.fixture
def maya(ana):
    """Eight weeks as in the picture of the review; they are over."""
    now = timezone.now()
    User.objects.filter(pk=ana.pk).update(
        date_joined=now - timedelta(days=99), preset="full", weekly_minutes=800
    )
    ana.refresh_from_db()
    monday = last_monday(ana)
    people = [make_contact(ana, name) for name in ("Grace", "Tom", "Priya")]
    for back, (hard, easy, other), (kept, of) in zip(range(7, -1, -1), WEEKS, KEPT, strict=True):
        day = monday - timedelta(days=7 * back)
        for minutes, kind in ((hard, Kind.CONVERSATION), (easy, Kind.EVENT)):
            Interaction.objects.create(owner=ana, day=day, minutes=minutes, kind=kind)
        for kind, box, share in PLANS:
            make_task(ana, kind=kind, box=box).complete(now, day=day, minutes=round(other * share))
        for number in range(of):
            task = make_task(ana, kind=Kind.FOLLOWED_UP, contact=people[number % 3], due_on=day)
            if number < kept:
                task.complete(now, day=day, minutes=0)
    return ana


def last_monday(user):
    today = user.today(timezone.now())
    return today - timedelta(days=today.weekday() + 7)


@pytest.fixture
def url(maya):
    return reverse("tasks:review_week", args=[last_monday(maya).isoformat()])


def table(page, name):
    """The cells of the rows, as they are written; the table is opened first."""
    summary = page.locator("summary", has_text=f": {name}")
    if summary.evaluate("it => !it.parentElement.open"):
        summary.click()
    rows = summary.locator("xpath=..").locator("tbody tr")
    return [row.locator("th, td").all_inner_texts() for row in rows.all()]


def minutes(words):
    """ "2 h 20" -> 140"""
    hours = re.search(r"(\d+) h", words)
    rest = re.search(r"(\d+) min|h (\d+)", words)
    return 60 * int(hours[1] if hours else 0) + int((rest[1] or rest[2]) if rest else 0)


def lengths(found):
    """Drawn widths of the parts of each, without the grey ground behind them."""
    return found.evaluate_all(
        """found => found.map((one) => [...one.querySelectorAll(".part")]
            .filter((part) => !part.querySelector(".fill-ground"))
            .map((part) => part.width.baseVal.value))"""
    )


def test_the_percentages_are_those_of_the_week(page, url):
    page.goto(url)
    said = page.locator(".review-sentence").inner_text()
    assert said == "You spent 71% networking, and 80% of that was the easy part."


def test_shares_of_one_whole_sum_to_a_hundred(page, url):
    page.goto(url)
    for name in ("which box got your time", "what your time was for"):
        for span in ("Week", "Four weeks", "Eight weeks"):
            with page.expect_navigation():
                page.get_by_role("link", name=span, exact=True).click()
            cells = [int(row[2].rstrip("%")) for row in table(page, name)]
            assert sum(cells) == 100
            assert len(cells) >= 4


def test_the_hours_drawn_are_those_of_the_table(page, url):
    page.goto(url)
    rows = table(page, "where your hours went")
    drawn = lengths(page.locator(".chart-row"))
    assert [row[0] for row in rows] == page.locator(".chart-label").all_inner_texts()
    assert len(rows) == len(drawn) == 8
    unit = drawn[0][0] / minutes(rows[0][1])
    for row, bars, week in zip(rows, drawn, WEEKS, strict=True):
        assert [minutes(cell) for cell in row[1:4]] == list(week)
        assert minutes(row[4]) == sum(week)
        assert bars == pytest.approx([minutes(cell) * unit for cell in row[1:4]], rel=0.02)


def test_numbers_in_the_bars_are_the_hours_of_the_table(page, url):
    page.goto(url)
    for row, cells in zip(
        page.locator(".chart-row").all(), table(page, "where your hours went"), strict=True
    ):
        shown = row.locator(".part text:visible").all_text_contents()
        said = [f"{minutes(cell) / 60:.1f}".removesuffix(".0") for cell in cells[1:4]]
        assert [text for text in said if text in shown] == shown
        assert len(shown) >= 2


def test_the_goal_is_drawn_at_its_hours(page, url):
    page.goto(url)
    goal = page.locator(".chart-goal")
    assert goal.locator("text").text_content() == "goal 4 h hard"
    x, width = goal.evaluate(
        'it => [it.querySelector("line").x1.baseVal.value, it.width.baseVal.value]'
    )
    hard = lengths(page.locator(".chart-now"))[0][0]
    assert x == pytest.approx(hard * 240 / 120, rel=0.02)
    assert x < width


@pytest.mark.parametrize("span", [1, 4, 8])
def test_the_boxes_drawn_are_those_of_the_table(page, url, span):
    page.goto(f"{url}?weeks={span}")
    card = page.locator("section", has=page.locator("#review-boxes"))
    rows = table(page, "which box got your time")
    whole = card.locator(".bar").first.evaluate("it => it.getBoundingClientRect().width")
    for row, bars, value in zip(
        rows, lengths(card.locator(".bar")), card.locator(".share-value").all(), strict=True
    ):
        share = int(row[2].rstrip("%"))
        assert sum(bars) == pytest.approx(whole * share / 100, abs=1.5)
        was = "" if row[3] == "—" else f"was {row[3]}"
        assert value.inner_text() == f"{row[2]}{was}"


@pytest.mark.parametrize("span", [1, 4, 8])
def test_what_the_time_was_for_is_drawn_as_the_table_says(page, url, span):
    page.goto(f"{url}?weeks={span}")
    card = page.locator("section", has=page.locator("#review-categories"))
    card.get_by_text("Other work, by what it was for").click()
    rows = {row[0]: row for row in table(page, "what your time was for")}
    other = card.locator("details").first.locator(".share")
    networking = card.locator(".share").filter(has_text="Networking")
    for group in (networking, other):
        names = group.locator(":scope > span:first-child").all_inner_texts()
        bars = [sum(bars) for bars in lengths(group)]
        shares = [int(rows[name][2].rstrip("%")) for name in names]
        longest = max(range(len(bars)), key=bars.__getitem__)
        unit = bars[longest] / shares[longest]
        assert bars == pytest.approx([share * unit for share in shares], abs=1.5)
        marks = group.locator(".bar-mark").evaluate_all(
            "found => found.map(it => it.x1.baseVal.value)"
        )
        meant = [int(rows[name][3].rstrip("%")) for name in names]
        assert marks == pytest.approx([share * unit for share in meant], abs=1.5)
    assert len(rows) == 8


def test_what_was_left_behind_is_said_in_words(page, url):
    page.goto(url)
    card = page.locator("section", has=page.locator("#review-categories"))
    assert "Left behind: " in card.inner_text()
    assert "Tools and logistics, for" in card.inner_text()


def test_the_follow_ups_drawn_are_those_of_the_table(page, url):
    page.goto(url)
    rows = table(page, "follow-ups kept")
    columns = page.locator(".columns > svg")
    heights = columns.locator("rect").evaluate_all(
        "found => found.map(it => it.height.baseVal.value)"
    )
    texts = columns.locator("text").all_text_contents()
    unit = heights[0] / int(rows[0][3].rstrip("%"))
    for row, kept, height, text in zip(rows, KEPT, heights, texts, strict=True):
        assert (int(row[1]), int(row[2])) == kept
        assert row[3] == f"{text}%"
        assert height == pytest.approx(int(text) * unit, abs=0.5)
    card = page.locator("section", has=page.locator("#review-kept")).inner_text()
    assert "7 of 9" in card
    assert "78%, 8-week average 71%" in card


def test_without_hue_the_parts_still_differ(page, url):
    """Solid, hatched and plain, each with an edge; so they do on paper and in grey."""
    page.goto(url)
    fills = page.locator(".legend rect").evaluate_all(
        "found => found.map(it => getComputedStyle(it).fill)"
    )
    edges = page.locator(".legend rect").evaluate_all(
        "found => found.map(it => getComputedStyle(it).stroke)"
    )
    assert len(set(fills)) == 3
    assert "url" in fills[1]
    assert "none" not in edges


def test_in_forced_colours_every_bar_keeps_an_edge(open_page, maya, url):
    page = open_page(maya, forced_colors="active")
    page.goto(url)
    strokes = page.locator(".part rect, .columns rect").evaluate_all(
        "found => found.map(it => [getComputedStyle(it).stroke, getComputedStyle(it).strokeWidth])"
    )
    assert strokes
    assert all(stroke != "none" and width != "0px" for stroke, width in strokes)
    assert page.locator(".share-value").first.inner_text().startswith("14%")


INKS = """main => [...main.querySelectorAll("*")].filter((it) => it.checkVisibility() &&
    [...it.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()) &&
    !it.closest("svg, .box-badge")).map((it) => getComputedStyle(it).color)"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("span", [1, 8])
def test_the_print_is_one_page_of_dark_words_on_white_without_buttons(
    open_page, maya, url, theme, span
):
    User.objects.filter(pk=maya.pk).update(theme=theme)
    page = open_page(maya, color_scheme=theme)
    page.goto(f"{url}?weeks={span}")
    page.emulate_media(media="print", color_scheme=theme)
    page.set_viewport_size({"width": 718, "height": 1047})
    inks = set(page.locator("main").evaluate(INKS))
    assert inks
    assert all(max(map(int, re.findall(r"\d+", ink)[:3])) < 130 for ink in inks), inks
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    hidden = "button, summary, input, form, nav, .btn"
    assert page.locator(hidden).locator("visible=true").count() == 0
    said = page.locator("main").inner_text()
    assert "71% networking" in said and "14.1 h" in said
    assert page.locator(".chart-goal text").is_visible()
    assert len(re.findall(rb"/Type /Page\b", page.pdf(format="A4"))) == 1


def test_the_numbers_page_has_each_measure_once(open_page, axe, each_look, maya):
    page = open_page(maya, **each_look)
    page.goto(reverse("tasks:review_numbers", args=[last_monday(maya).isoformat()]))
    axe(page)
    lines = page.locator(".number-line")
    assert lines.count() == 20
    ids = lines.locator("h3").evaluate_all("found => found.map(it => it.id)")
    assert sorted(ids, key=lambda name: int(name[1:])) == [f"m{n}" for n in range(1, 21)]
    networking = page.locator(".number-line", has=page.locator("#m1"))
    assert networking.locator(".number-value").all_inner_texts()[0] == "71%"
    assert page.locator(".number-line").filter(has_text="—").count() >= 1


def test_named_tasks_are_dropped_and_brought_back_from_the_review(open_page, axe, maya):
    task = make_task(maya, "Call the tax office", feeling="put-off")
    maya.tasks.filter(pk=task.pk).update(times_moved=4)
    page = open_page(maya, NARROW, color_scheme="dark")
    Interaction.objects.create(
        owner=maya, day=maya.today(timezone.now()), minutes=200, kind=Kind.EVENT
    )
    page.goto("/review/")
    axe(page)
    row = page.locator(".named")
    assert "Moved 4 times." in row.inner_text()
    row.get_by_role("button", name="Drop on purpose").click()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url("**/review/")
    page.locator(".named").get_by_role("button", name="Smaller first step").click()
    page.locator("[data-message-text]", has_text="First ten minutes: Call").wait_for()
