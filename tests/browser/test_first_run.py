from playwright.sync_api import expect

from jobsearch.models import User


def test_from_signing_up_to_three_dated_follow_ups_in_twelve_steps(open_page, transactional_db):
    page = open_page(timezone_id="Pacific/Auckland")
    page.goto("/accounts/signup/")
    steps = 0

    def fill(label, text):
        nonlocal steps
        page.get_by_label(label).fill(text)
        steps += 1

    def press(name):
        nonlocal steps
        page.get_by_role("button", name=name).click()
        steps += 1

    fill("E-mail", "new@example.com")
    page.locator("input[type=password]").fill("quiet harbour lights")
    steps += 1
    page.locator("main button[type=submit], main form button").first.click()
    steps += 1
    for n, name in enumerate(["Ana Ruiz", "Lena Fischer", "Tom Hale"]):
        page.get_by_label(f"Name of person {n + 1}").fill(name)
        steps += 1
    expect(page.get_by_text("Say hello again to Tom")).to_be_visible()
    press("Show my day")
    expect(page.locator(".follow-up")).to_have_count(3)
    assert steps <= 12
    user = User.objects.get()
    assert user.time_zone == "Pacific/Auckland"
    assert user.tasks.follow_ups().count() == 3


def test_logging_takes_two_clicks_from_the_contacts_page(page, ana):
    from tests.factories import make_contact

    priya = make_contact(ana, "Priya")
    page.goto(priya.get_absolute_url())
    page.get_by_role("radio", name="Call").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".timeline li").first).to_contain_text("You called")
    assert ana.interactions.get().minutes == 40
    assert ana.tasks.get().contact == priya


def test_logging_takes_two_clicks_from_today(page, ana):
    from django.utils import timezone

    from tests.factories import make_contact, make_task

    today = ana.today(timezone.now())
    make_task(ana, contact=make_contact(ana, "Priya"), kind="followed-up", due_on=today)
    page.goto("/")
    page.get_by_role("link", name="Log it").click()
    page.get_by_role("button", name="Save").first.click()
    expect(page).to_have_url("/")
    assert ana.interactions.count() == 1


def test_the_fitting_day_is_said_for_the_chosen_tile(page, ana):
    from tests.factories import make_contact

    page.goto(make_contact(ana).get_absolute_url())
    fits = page.locator("[data-fits]")
    expect(fits).to_have_text("What fits")
    page.get_by_role("radio", name="They replied").check()
    expect(fits).to_contain_text("What fits: ")
