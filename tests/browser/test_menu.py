"""The command menu, the keys that work everywhere, and their help."""

import pytest
from playwright.sync_api import expect

from contacts.boxes import Box
from tests.browser.conftest import NARROW
from tests.factories import make_contact, make_organisation, make_task


@pytest.fixture
def ruiz(ana):
    place = make_organisation(ana, "Northwind")
    person = make_contact(ana, "Ana", family_name="Ruiz", organisation=place)
    make_contact(ana, "Anabel", family_name="Donaudampfschifffahrtsgesellschaftskapitän " * 2)
    make_task(ana, "Email Ana about a referral", box=Box.DO_FIRST, contact=person)
    return person


@pytest.fixture
def today(page, ruiz):
    page.goto("/")
    return page


def field(page):
    return page.get_by_role("combobox", name="Search people, tasks and pages")


def options(page):
    return page.get_by_role("option")


def marked(page):
    """The one option that is selected, which the field names as the active one."""
    option = page.locator("[role=option][aria-selected=true]")
    expect(option).to_have_count(1)
    expect(field(page)).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    return option


def find(page, text):
    field(page).fill(text)
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("results")


@pytest.mark.parametrize("key", ["Control+k", "Meta+k", "/"])
def test_a_person_is_opened_with_the_keyboard_alone(today, ruiz, key):
    today.keyboard.press(key)
    expect(field(today)).to_be_focused()
    today.keyboard.type("ruiz")
    expect(marked(today)).to_contain_text("Ana Ruiz Northwind")
    today.keyboard.press("Enter")
    today.wait_for_url(f"**/contacts/{ruiz.pk}/")


def test_enter_opens_what_was_typed_even_before_it_was_found(today, ruiz):
    today.keyboard.press("Control+k")
    expect(options(today).first).to_be_visible()
    today.keyboard.type("ruiz")
    today.keyboard.press("Enter")
    today.wait_for_url(f"**/contacts/{ruiz.pk}/")


def test_the_arrows_walk_the_list_in_a_circle(today):
    today.keyboard.press("Control+k")
    find(today, "ana")
    names = [name.split("\n")[0] for name in options(today).all_inner_texts()]
    walk = [
        ("ArrowDown", 1),
        ("ArrowUp", 0),
        ("ArrowUp", -1),
        ("ArrowDown", 0),
        ("End", -1),
        ("Home", 0),
    ]
    for key, place in walk:
        today.keyboard.press(key)
        expect(marked(today)).to_contain_text(names[place])
    expect(field(today)).to_be_focused()


def test_escape_closes_the_menu_and_gives_the_focus_back(today):
    link = today.get_by_role("link", name="Contacts").first
    link.focus()
    today.keyboard.press("Control+k")
    expect(field(today)).to_be_focused()
    today.keyboard.press("Escape")
    expect(field(today)).to_be_hidden()
    expect(link).to_be_focused()


def test_the_menu_opens_out_of_a_field_and_slash_is_a_letter_there(today):
    today.goto("/tasks/new/")
    title = today.locator("#id_title")
    title.press_sequentially("a/b?ngt")
    expect(title).to_have_value("a/b?ngt")
    expect(today.get_by_role("dialog")).to_have_count(0)
    title.press("Control+k")
    expect(field(today)).to_be_focused()
    today.keyboard.press("Escape")
    expect(title).to_be_focused()


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("add call Ben", "**/tasks/add/?title=call+Ben"),
        ("log ana ruiz", "**/log/?contact=*"),
        ("go board", "**/board/"),
        ("make time", "**/board/#box-2"),
    ],
)
def test_the_menu_acts(today, typed, address):
    today.keyboard.press("Control+k")
    find(today, typed)
    today.keyboard.press("Enter")
    today.wait_for_url(address)


def test_pages_that_were_opened_come_first_the_next_time_and_people_never(today, ruiz):
    for text in ("settings", "ruiz"):
        today.keyboard.press("Control+k")
        find(today, text)
        with today.expect_navigation():
            today.keyboard.press("Enter")
    today.keyboard.press("Control+k")
    expect(today.get_by_role("group", name="Recent").get_by_role("option")).to_have_text(
        ["Settings"]
    )
    assert "/contacts/" not in today.evaluate("JSON.stringify(localStorage)")


def test_a_late_answer_to_an_older_text_is_dropped(today):
    late = []

    def answer(route):
        if route.request.url.endswith("q=an"):
            late.append(route)  # held back until the newer one is there
        else:
            route.continue_()

    today.route("**/search/?q=*", answer)
    today.keyboard.press("Control+k")
    expect(options(today).first).to_be_visible()
    with today.expect_request("**/search/?q=an"):
        field(today).fill("an")
    find(today, "board")
    expect(marked(today)).to_contain_text("Board")
    for route in late:
        route.abort()
    expect(marked(today)).to_contain_text("Board")
    assert len(late) == 1


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ({"status": 500}, "broke on our side"),
        (
            {"status": 401, "body": "You were signed out. Sign in to continue."},
            "You were signed out",
        ),
        (None, "did not answer"),
    ],
)
def test_a_search_that_fails_says_so_and_keeps_the_words(today, complaints, failure, words):
    complaints.allow("status of")
    complaints.allow("ERR_FAILED")
    fail = (lambda route: route.fulfill(**failure)) if failure else (lambda route: route.abort())
    today.keyboard.press("Control+k")
    expect(options(today).first).to_be_visible()
    today.route("**/search/?q=*", fail)
    field(today).fill("ruiz")
    status = today.get_by_role("dialog").get_by_role("status")
    expect(status).to_contain_text(words)
    expect(field(today)).to_have_value("ruiz")
    expect(field(today)).to_have_attribute("aria-expanded", "false")
    sign_in = today.get_by_role("dialog").get_by_role("link", name="Sign in")
    if "signed out" in words:
        expect(sign_in).to_have_attribute("href", "/accounts/login/?next=%2F")
    else:
        expect(sign_in).to_have_count(0)
    today.unroute("**/search/?q=*")
    today.keyboard.press("Enter")
    today.wait_for_url("**/contacts/*/")


def test_offline_the_menu_says_so_and_goes_on_when_the_network_is_back(today, complaints):
    complaints.allow("ERR_INTERNET_DISCONNECTED")
    today.keyboard.press("Control+k")
    expect(options(today).first).to_be_visible()
    today.context.set_offline(True)
    field(today).fill("ruiz")
    expect(today.get_by_role("dialog").get_by_role("status")).to_contain_text("You are offline")
    today.context.set_offline(False)
    expect(marked(today)).to_contain_text("Ana Ruiz")


def test_the_search_button_of_the_phone_opens_the_menu(open_page, ana, ruiz):
    page = open_page(ana, NARROW, has_touch=True)
    page.goto("/")
    button = page.get_by_role("link", name="Search")
    box = button.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    button.tap()
    find(page, "ruiz")
    close = page.get_by_role("button", name="Close").bounding_box()
    assert min(close["width"], close["height"]) >= 44
    assert page.locator(".search-menu").bounding_box()["width"] <= 390
    options(page).first.tap()
    page.wait_for_url("**/contacts/*/")


def test_without_script_search_is_a_page(open_page, ana, ruiz):
    page = open_page(ana, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Search").first.click()
    page.get_by_label("A person, an organisation, a task, a page, or what you kept").fill("ruiz")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("main").get_by_role("link", name="Ana Ruiz").first.click()
    page.wait_for_url(f"**/contacts/{ruiz.pk}/")


def test_the_open_menu_is_clean(open_page, axe, each_look, ana, ruiz):
    page = open_page(ana, **each_look)
    page.goto("/")
    page.keyboard.press("Control+k")
    expect(options(page).first).to_be_visible()
    axe(page)
    find(page, "ana")
    axe(page)


def test_the_open_list_of_keys_is_clean(open_page, axe, each_look, ana, ruiz):
    page = open_page(ana, **each_look)
    page.goto("/help/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Move it to the top")
    axe(page)


@pytest.mark.parametrize("address", ["/search/?q=donau", "/help/keys/"])
def test_at_320_pixels_nothing_scrolls_sideways(open_page, ana, ruiz, address):
    page = open_page(ana, {"width": 320, "height": 640})
    page.goto(address)
    page.keyboard.press("Control+k")
    find(page, "donau")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.querySelector('#found').scrollWidth <= innerWidth - 16")


# Keys


GO = [("t", "/"), ("b", "/board/"), ("c", "/contacts/"), ("r", "/review/")]


@pytest.mark.parametrize(("key", "path"), GO)
def test_g_and_a_letter_go_to_a_page(page, key, path):
    page.goto("/help/")
    page.keyboard.press("g")
    page.keyboard.press(key)
    page.wait_for_url(f"**{path}")


def test_n_opens_the_quick_add(page):
    page.goto("/help/")
    page.keyboard.press("n")
    expect(page.get_by_role("dialog").locator("[data-quick] [name=title]")).to_be_focused()


def test_the_question_mark_shows_the_keys_and_escape_puts_them_away(page):
    page.goto("/board/")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("Go to the weekly review")
    expect(keys).to_contain_text("Open its move menu")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    assert page.url.endswith("/board/")


def stays(page, path="/help/"):
    """Nothing has opened and nothing was left, seen once a key that does work has worked."""
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(field(page)).to_be_focused()
    assert page.url.endswith(path)


@pytest.mark.parametrize("keys", ["/", "?", "n", "g t", "g b", "g c", "g r"])
def test_every_single_key_stops_working_when_switched_off_in_settings(page, ana, keys):
    page.goto("/settings/")
    page.get_by_label("Single-key shortcuts on every page").uncheck()
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("Your settings are saved.").first).to_be_visible()
    ana.refresh_from_db()
    assert not ana.shortcuts_on
    page.goto("/help/")
    for key in keys.split():
        page.keyboard.press(key)
    stays(page)


@pytest.mark.parametrize(
    "keys",
    [
        ["Control+b"],
        ["Alt+n"],
        ["Shift+N"],
        ["g", "Escape", "b"],
        ["g", "x", "b"],
        ["g", "Control+b"],
        ["g", "Shift+B"],
        ["b"],
    ],
    ids=" ".join,
)
def test_with_modifiers_or_after_another_key_nothing_happens(page, keys):
    page.goto("/help/")
    for key in keys:
        page.keyboard.press(key)
    stays(page)


def test_g_is_forgotten_after_a_second_and_a_half(page):
    page.clock.install()
    page.goto("/help/")
    page.keyboard.press("g")
    page.clock.run_for(1600)
    page.keyboard.press("b")
    stays(page)


def test_a_key_that_something_else_has_taken_or_that_writes_a_sign_is_left_alone(page):
    page.goto("/help/")
    page.evaluate(
        "document.addEventListener('keydown', (e) => e.key === '?' && e.preventDefault())"
    )
    page.keyboard.press("?")
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: '/', isComposing: true, bubbles: true}))"
    )
    stays(page)
