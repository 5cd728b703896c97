"""What every page owes to keyboards, thumbs, high contrast and people whom movement makes sick."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE

PLACES = ["/", "/board/", "/contacts/", "/review/", "/settings/", "/search/?q=task", "/log/"]
ON_THE_BOARD = ["/board/", "/board/?kind=networking&date=late"]
SMALL = """least => [...document.querySelectorAll("button, a, summary, input, select, textarea")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .filter((element) => !element.closest(".skip, .visually-hidden") && element.type !== "hidden")
  .filter((element) => getComputedStyle(element).display !== "inline")
  .map((element) => [element, (element.closest("label") ?? element).getBoundingClientRect()])
  .filter(([element, { width, height }]) => width > 1 && (width < least || height < least))
  .filter(([element]) => !/^(radio|checkbox)$/.test(element.type))
  .filter(([element]) => least < 44 || !element.matches(".task-title"))
  .map(([{ outerHTML }, { width, height }]) => `${outerHTML.slice(0, 90)} ${width}x${height}`)"""
FOCUS = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  // The line that adds a task wears the ring of the field in it.
  const line = element.matches("input") && element.closest(".quick-add");
  const look = getComputedStyle(line || element);
  const ground = getComputedStyle(document.body).backgroundColor;
  const [dark, bright] = [light(look.outlineColor), light(ground)].sort((a, b) => a - b);
  const box = element.getBoundingClientRect();
  const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const label = element.labels?.[0];
  const inMessage = element.closest(".undo-bar");
  return {
    what: element.outerHTML.slice(0, 90),
    width: look.outlineStyle === "none" ? 0 : parseFloat(look.outlineWidth),
    contrast: inMessage ? 21 : (bright + 0.05) / (dark + 0.05),
    seen: !middle || element.contains(middle) || middle.contains(element)
      || !!label?.contains(middle),
  };
}"""


def test_the_focus_is_seen_at_every_stop_and_never_under_a_bar(open_page, busy, each_look):
    page = open_page(busy, **each_look)
    wrong = []
    for address in PLACES:
        page.goto(address)
        for _ in range(40):
            page.keyboard.press("Tab")
            at = page.evaluate(FOCUS)
            if at is None:
                break
            if at["width"] < 2 or at["contrast"] < 3 or not at["seen"]:
                wrong.append((address, at))
    assert wrong == []


@pytest.mark.parametrize(("viewport", "least"), [(WIDE, 24), (NARROW, 44)], ids=["1280", "390"])
def test_every_control_is_large_enough(open_page, busy, viewport, least):
    page = open_page(busy, viewport)
    small = {}
    for address in [*PLACES, *ON_THE_BOARD]:
        page.goto(address)
        if found := page.evaluate(SMALL, least):
            small[address] = found
    assert small == {}


def test_the_skip_link_moves_the_focus_to_the_page(open_page, busy):
    page = open_page(busy)
    for address in PLACES:
        page.goto(address)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def test_titles_differ_and_the_navigation_is_the_same_everywhere(open_page, busy):
    page = open_page(busy)
    titles, orders = [], set()
    for address, current in {
        "/": "Today", "/board/": "Board", "/contacts/": "Contacts", "/review/": "Weekly review",
    }.items():  # fmt: skip
        page.goto(address)
        titles.append(page.title())
        nav = page.get_by_role("navigation", name="Main", exact=True)
        orders.add(tuple(link.split("\n")[0] for link in nav.get_by_role("link").all_inner_texts()))
        marked = nav.locator("[aria-current=page]")
        expect(marked).to_have_count(1)
        expect(marked).to_contain_text(current)
    assert len(set(titles)) == 4
    assert len(orders) == 1


def test_in_forced_colours_boxes_keep_number_name_and_border(open_page, busy):
    page = open_page(busy, forced_colors="active")
    page.goto("/board/")
    for number in range(1, 5):
        box = page.locator(f"#box-{number}")
        expect(box.locator("h2")).to_be_visible()
        assert box.evaluate("element => parseFloat(getComputedStyle(element).borderTopWidth)") >= 1
        badge = box.locator(".board-box-head .box-badge")
        expect(badge).to_have_text(str(number))
        assert badge.evaluate("element => getComputedStyle(element).borderTopStyle") == "solid"


def test_nothing_moves_for_those_who_asked_for_less(open_page, busy):
    page = open_page(busy)  # open_page asks for reduced motion
    for address in PLACES:
        page.goto(address)
        moving = page.evaluate("""() => [...document.querySelectorAll("*")].filter((element) => {
          const { transitionDuration, animationDuration } = getComputedStyle(element);
          return [transitionDuration, animationDuration].some((all) =>
            all.split(",").some((one) => parseFloat(one) > 0.01));
        }).map((element) => element.outerHTML.slice(0, 80))""")
        assert moving == [], address
