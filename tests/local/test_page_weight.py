"""What comes over the wire for a board of 60 cards, into a browser that was never here."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import browser_type_launch_args  # noqa: F401

pytestmark = pytest.mark.slow

KB = 1024
FILL = """async (count) => {
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  for (let number = 0; number < count; number += 1) {
    const title = `Write to Ana about opening ${number} !${number % 4 + 1} #hard 15m fri`;
    const body = new URLSearchParams({ title });
    const answer = await fetch("/tasks/add/", { method: "POST", headers, body });
    if (!answer.ok) throw new Error(answer.status);
  }
}"""


@pytest.fixture(scope="module")
def running(installation):
    return installation.start()


@pytest.fixture(scope="module")
def signed_in(browser, installation, running):
    """The cookies of somebody with 60 cards on the board."""
    context = browser.new_context(base_url=f"http://localhost:{installation.port}")
    page = context.new_page()
    page.goto("/accounts/signup/")
    page.get_by_label("E-mail").fill("weight@example.com")
    page.locator("input[type=password]").fill("quiet harbour lights")
    page.locator("main form button").first.click()
    expect(page).to_have_url(f"http://localhost:{installation.port}/welcome/")
    page.goto("/board/")
    page.evaluate(FILL, 60)
    yield context.storage_state()
    context.close()


def load(browser, installation, signed_in, address):
    """Kilobytes by kind, and what was asked for, of one visit with an empty cache."""
    context = browser.new_context(
        base_url=f"http://localhost:{installation.port}", storage_state=signed_in
    )
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    asked, sizes = {}, defaultdict(int)
    protocol.on(
        "Network.responseReceived",
        lambda it: asked.update({it["requestId"]: (it["type"], it["response"]["url"])}),
    )
    protocol.on(
        "Network.loadingFinished",
        lambda it: sizes.update({it["requestId"]: it["encodedDataLength"]}),
    )
    page.goto(address, wait_until="networkidle")
    weight = defaultdict(float)
    for request, (kind, _) in asked.items():
        weight[kind] += sizes[request] / KB
    cards = page.locator(".task-card").count()
    context.close()
    # Chromium draws its own controls with images of its own: they are on no wire.
    requests = [url for _, url in asked.values() if not url.startswith("data:")]
    return weight, requests, cards


def test_the_board_of_60_cards_is_light(browser, installation, running, signed_in):
    weight, requests, cards = load(browser, installation, signed_in, "/board/")
    assert cards == 60
    assert weight["Document"] <= 24
    assert 8 < weight["Stylesheet"] <= 16
    assert weight["Script"] <= 40
    assert len(requests) <= 7


@pytest.fixture(scope="module")
def in_the_sample(browser, installation, signed_in):
    """The cookies of somebody who looks around in eight weeks of a search."""
    context = browser.new_context(
        base_url=f"http://localhost:{installation.port}", storage_state=signed_in
    )
    page = context.new_page()
    page.goto("/help/")
    page.locator("form[action='/sample/'] button").click()
    expect(page).to_have_title("Today · Sample plan · Foothold")
    yield context.storage_state()
    context.close()


def last_week():
    today = datetime.now(UTC).date()
    return today - timedelta(days=today.weekday() + 7)


@pytest.mark.parametrize(
    "address",
    ["", "tidy/", "choose/", "close/", "numbers/", "named/"],
)
def test_the_review_of_eight_weeks_is_light(browser, installation, running, in_the_sample, address):
    week = f"/review/{last_week().isoformat()}/{address}"
    weight, requests, _ = load(browser, installation, in_the_sample, week)
    assert 3 < weight["Document"] <= 20
    assert 8 < weight["Stylesheet"] <= 16
    assert weight["Script"] <= 24
    assert len(requests) <= 6


@pytest.mark.parametrize("address", ["/", "/contacts/", "/contacts/who/", "/log/", "/review/"])
def test_other_pages_are_lighter_still(browser, installation, running, signed_in, address):
    weight, requests, _ = load(browser, installation, signed_in, address)
    assert weight["Document"] <= 20
    assert weight["Script"] <= 24
    assert len(requests) <= 6
