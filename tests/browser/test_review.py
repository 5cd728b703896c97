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

WORKED = "You spent 60% networking, and 78% of that was the easy part."


@pytest.fixture
def url(transactional_db):
    return reverse("tasks:review")


@pytest.fixture
def busy_ana(ana):
    """Ana with nine weeks behind her, each the worked week of the method with a little more."""
    now = timezone.now()
    User.objects.filter(pk=ana.pk).update(date_joined=now - timedelta(days=90))
    grace = make_contact(ana, "Grace", family_name="Ito")
    for weeks in range(9):
        day = ana.today(now) - timedelta(days=7 * weeks)
        for minutes, kind in [(120, Kind.EVENT), (20, Kind.INTRODUCED), (40, Kind.FOLLOWED_UP)]:
            Interaction.objects.create(owner=ana, day=day, minutes=minutes, kind=kind)
        make_task(ana, kind=Kind.APPLICATION, box=Box.KEEP_SHORT).complete(
            now, day=day, minutes=120
        )
        make_task(ana, contact=grace, due_on=day - timedelta(days=weeks % 2 * 3))
    return ana


def open_tables(page):
    for summary in page.locator("main summary").all():
        summary.click()
    assert page.locator("main table:visible").count() == 4


def test_the_review_is_clean_with_its_tables_shut_and_open(
    open_page, axe, each_look, busy_ana, url
):
    page = open_page(busy_ana, **each_look)
    page.goto(url)
    axe(page)
    open_tables(page)
    axe(page)


def test_the_empty_review_is_clean(open_page, axe, each_look, ana, url):
    page = open_page(ana, **each_look)
    page.goto(url)
    axe(page)


def test_the_list_of_what_was_done_is_clean(open_page, axe, each_look, ana, url):
    for kind in (Kind.APPLICATION, Kind.WELLBEING, Kind.EVENT):
        make_task(ana, kind=kind).complete(timezone.now(), minutes=30)
    page = open_page(ana, **each_look)
    page.goto(url)
    assert page.locator("main .link-list li").count() == 3
    axe(page)


def test_nothing_scrolls_sideways_on_the_smallest_phone(open_page, busy_ana, url):
    page = open_page(busy_ana, {"width": 320, "height": 640})
    page.goto(url)
    open_tables(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_bars_are_as_long_as_their_minutes(open_page, busy_ana, url):
    page = open_page(busy_ana)
    page.goto(url)
    parts = page.locator(".chart-now .part").all()
    lengths = [part.evaluate("part => part.width.baseVal.value") for part in parts]
    assert [round(length / lengths[0] * 40) for length in lengths] == [40, 140, 120]


def test_without_script_the_review_is_read_and_offers_no_print_button(open_page, busy_ana, url):
    page = open_page(busy_ana, java_script_enabled=False)
    page.goto(url)
    assert WORKED in page.locator(".review-sentence").inner_text()
    assert page.locator("main .bar").first.is_visible()
    assert page.get_by_role("button", name="Print").count() == 0


def test_the_print_button_prints(open_page, busy_ana, url):
    page = open_page(busy_ana, NARROW)
    page.add_init_script("window.print = () => { window.printed = true }")
    page.goto(url)
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")


def test_a_print_from_the_dark_theme_is_one_light_page_without_controls(open_page, busy_ana, url):
    page = open_page(busy_ana, color_scheme="dark")
    page.goto(url)
    page.emulate_media(media="print", color_scheme="dark")
    colours = "e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]"
    assert page.locator("h1").evaluate(colours) == ["rgb(29, 37, 48)", "rgb(255, 255, 255)"]
    assert page.locator("button:visible, summary:visible, .btn:visible").count() == 0
    assert len(re.findall(rb"/Type /Page\b", page.pdf(format="A4"))) == 1
