"""From the first page into the sample plan, through its review, and back; and the timer by keys."""

import pytest
from playwright.sync_api import expect

from jobsearch.models import User
from tasks import sample
from tasks.models import Timer
from tests.factories import make_task


def bar(page):
    return page.get_by_role("region", name="Sample plan")


@pytest.mark.slow
def test_each_page_of_the_sample_says_so_and_is_clean(open_page, axe, each_look, ana):
    page = open_page(ana, **each_look)
    page.goto("/welcome/")
    page.get_by_role("button", name="Look at a sample plan first").click()
    expect(page.locator(".follow-up")).not_to_have_count(0)
    for address in ("/", "/board/", "/contacts/", "/review/", "/review/mail/", "/settings/"):
        page.goto(address)
        expect(bar(page)).to_be_visible()
        axe(page)


def test_from_the_first_page_into_the_sample_and_back(page, ana):
    page.goto("/welcome/")
    page.get_by_role("button", name="Look at a sample plan first").click()
    expect(bar(page)).to_be_visible()
    page.goto("/review/mail/")
    page.get_by_role("link", name="Start the review").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(bar(page)).to_be_visible()
    bar(page).get_by_role("button", name="Back to my own plan").click()
    expect(bar(page)).to_have_count(0)
    assert not ana.tasks.exists()


@pytest.mark.slow
def test_removing_it_from_the_banner(page, ana):
    page.goto("/")
    page.get_by_role("button", name="Look at a sample plan").click()
    bar(page).get_by_role("button", name="Remove it").click()
    expect(page.locator("#messages")).to_contain_text("The sample plan is gone.")
    assert list(User.objects.all()) == [ana]


def test_the_other_window_goes_back_to_the_own_plan_with_one_sentence(page, ana):
    page.goto("/")
    page.get_by_role("button", name="Look at a sample plan").click()
    page.goto("/board/")
    other = page.context.new_page()
    other.goto("/settings/")
    other.get_by_role("button", name="Remove it").last.click()
    expect(other.locator("#messages")).to_contain_text("The sample plan is gone.")
    line = page.get_by_placeholder("Add a task").first
    line.fill("Into nobody’s plan")
    line.press("Enter")
    expect(page.locator("#messages")).to_contain_text("gone. This is your own plan")
    assert not ana.tasks.exists()


def test_a_line_typed_into_the_own_board_lands_there_though_the_sample_is_open(page, ana):
    make_task(ana, "Mine")
    page.goto("/board/")
    other = page.context.new_page()
    other.goto("/help/")
    other.get_by_role("button", name="Look at the sample plan").click()
    expect(bar(other)).to_be_visible()
    line = page.get_by_placeholder("Add a task").first
    line.fill("Mine too")
    line.press("Enter")
    expect(page.locator("[data-task]", has_text="Mine too")).to_be_visible()
    assert ana.tasks.filter(title="Mine too").exists()
    assert not User.objects.get(sample_of=ana).tasks.filter(title="Mine too").exists()


@pytest.mark.slow
def test_what_is_typed_anywhere_in_the_sample_stays_in_it(page, ana):
    """The quick add that N opens, the search, and a card of the board."""
    page.goto("/")
    page.get_by_role("button", name="Look at a sample plan").click()
    expect(bar(page)).to_be_visible()
    maya = User.objects.get(sample_of=ana)
    page.goto("/contacts/")
    page.keyboard.press("n")
    line = page.get_by_role("dialog").get_by_placeholder("Add a task")
    line.fill("From the dialog")
    line.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Control+k")
    page.keyboard.type("Lena")
    expect(page.get_by_role("option", name="Lena Fischer").first).to_be_visible()
    page.goto("/board/")
    card = page.locator("[data-task]", has_text="Accept LinkedIn invitations")
    card.locator(".task-handle").focus()
    page.keyboard.press("4")
    expect(page.locator("[data-list='4'] [data-task]", has_text="Accept LinkedIn")).to_be_visible()
    expect(page.locator("body[data-saving]")).to_have_count(0)
    assert maya.tasks.filter(title="From the dialog").exists()
    assert maya.tasks.get(title="Accept LinkedIn invitations").box.value == "4"
    assert not ana.tasks.exists()


def test_the_timer_from_start_to_finish_by_keys(page, ana, axe):
    task = make_task(ana, "Read", estimate=30)
    page.goto(f"/tasks/{task.pk}/")
    page.get_by_role("button", name="Time it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Timer")).to_contain_text("Timing since")
    axe(page)
    page.goto("/board/")
    expect(page.get_by_role("link", name="Timing since")).to_be_visible()
    page.goto("/")
    stop = page.get_by_role("link", name="Stop the timer")
    stop.focus()
    page.keyboard.press("Enter")
    minutes = page.get_by_label("Minutes to keep")
    minutes.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("12 min kept for Read.")
    expect(page.get_by_label("Minutes")).to_have_value("12")
    assert not Timer.objects.exists()


@pytest.mark.slow
def test_both_plans_in_two_windows_keep_apart(open_page, ana):
    """Another browser: its session is in its own plan, whatever this one looks at."""
    first, second = open_page(ana), open_page(ana)
    first.goto("/")
    first.get_by_role("button", name="Look at a sample plan").click()
    second.goto("/")
    expect(bar(second)).to_have_count(0)
    sample.remove(ana)
    first.goto("/contacts/")
    expect(first.locator("#messages")).to_contain_text("The sample plan is gone.")


@pytest.mark.slow
def test_the_ritual_of_its_last_week_from_the_e_mail_to_the_board(page, ana):
    page.goto("/")
    page.get_by_role("button", name="Look at a sample plan").click()
    page.goto("/review/mail/")
    page.get_by_role("link", name="Start the review").click()
    expect(page.get_by_text("71% networking")).to_be_visible()
    page.get_by_role("link", name="Tidy").last.click()
    page.goto(page.url.replace("/tidy/", "/choose/"))
    page.get_by_label("In your own words").fill("Call Omar instead of posting")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("1 of 3 chosen")).to_be_visible()
    page.get_by_label("What is it for?").fill("Finish the two stories")
    page.locator("[name=day]").first.check(force=True)
    page.get_by_role("button", name="Book it").click()
    expect(page.get_by_text("2 of 3 chosen")).to_be_visible()
    page.goto(page.url.split("/choose/")[0] + "/close/")
    page.get_by_label("What did I learn?").fill("Two calls say more than ten posts.")
    page.get_by_role("button", name="Close the week").click()
    expect(page.locator("#messages")).to_contain_text("Closed.")
    page.goto("/board/")
    for title in ("Call Omar instead of posting", "Finish the two stories"):
        expect(page.locator("[data-list='2'] [data-task]", has_text=title)).to_be_attached()
    maya = User.objects.get(sample_of=ana)
    assert maya.reviews.latest("week").closed_at
    assert not ana.reviews.exists()
    assert not ana.tasks.exists()
