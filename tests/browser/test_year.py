"""A year at a glance, in the browser."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from contacts.models import Interaction
from tasks.weeks import Week
from tests.factories import make_task


@pytest.fixture
def url(transactional_db):
    return reverse("tasks:review_this_year")


@pytest.fixture
def year_of_ana(ana):
    now = timezone.now()
    for weeks in range(0, 40, 3):
        day = ana.today(now) - timedelta(days=7 * weeks)
        for minutes, kind in [(120, "event"), (50 + weeks, "followed-up")]:
            Interaction.objects.create(owner=ana, day=day, minutes=minutes, kind=kind)
        make_task(ana, kind="application").complete(now, day=day, minutes=120 + 9 * weeks)
    ana.reviews.create(week=Week.containing(ana.today(now), 0).first, closed_at=now)
    return ana


def test_the_year_is_clean_with_its_table_shut_and_open(
    open_page, axe, each_look, year_of_ana, url
):
    page = open_page(year_of_ana, **each_look)
    page.goto(url)
    axe(page)
    page.locator("main summary").click()
    axe(page)


def test_the_year_fits_a_small_phone(open_page, year_of_ana, url):
    page = open_page(year_of_ana, {"width": 320, "height": 700})
    page.goto(url)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
    heights = page.locator(".year a").evaluate_all("all => all.map(it => it.offsetHeight)")
    assert heights and min(heights) >= 44


def test_the_year_works_without_script(open_page, year_of_ana, url):
    page = open_page(year_of_ana, java_script_enabled=False)
    page.goto(url)
    page.locator("main summary").click()
    expect(page.locator("main table")).to_be_visible()
    page.locator('.year a[aria-current="date"]').click()
    page.wait_for_url(re.compile(r"/review/\d{4}-\d\d-\d\d/$"))


def test_the_measures_can_be_downloaded(open_page, year_of_ana, url):
    page = open_page(year_of_ana)
    page.goto(url)
    with page.expect_download() as download:
        page.get_by_role("link", name="All numbers as CSV").click()
    assert download.value.suggested_filename == "foothold-measures.csv"
