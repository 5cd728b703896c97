"""The whole job on the board with nothing but keys, as somebody without a mouse does it."""

from playwright.sync_api import expect

from contacts.boxes import Box
from tests.factories import make_contact, make_task


def test_the_main_job_needs_no_mouse(desk, ana):
    page = desk.page
    make_contact(ana, "Ana", family_name="Ruiz")
    make_task(ana, "Survey", box=Box.KEEP_SHORT)
    desk.reload()

    desk.press("n")
    expect(page.get_by_role("textbox", name="Add a task")).to_be_focused()
    page.keyboard.type("Email Ana about a referral #networking 30m")
    expect(page.get_by_role("button", name="30 min: put “30m” back")).to_be_visible()
    desk.press("Enter")
    expect(desk.handle("Email Ana about a referral")).to_be_focused()

    desk.press("ArrowLeft")
    expect(desk.handle("Call")).to_be_focused()
    desk.press("ArrowRight")
    expect(desk.handle("Email Ana about a referral")).to_be_focused()
    desk.press("1")
    desk.says("Email Ana about a referral. Do first, position 1 of 2. Press Control Z to undo.")
    expect(desk.handle("Email Ana about a referral")).to_be_focused()
    desk.press("Alt+ArrowDown")
    desk.says("Email Ana about a referral. Do first, position 2 of 2. Press Control Z to undo.")
    desk.saved()
    desk.press("m")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Make time")).to_be_focused()
    desk.press("Enter")
    expect(desk.titles(2).first).to_have_text("Email Ana about a referral")
    desk.press("s")
    expect(dialog.get_by_role("radio", name="In 2 days")).to_be_focused()
    desk.press("ArrowLeft")
    expect(dialog.get_by_role("radio", name="Tomorrow")).to_be_checked()
    desk.press("Enter")
    expect(dialog).to_be_hidden()
    expect(desk.handle("Email Ana about a referral")).to_be_focused()
    desk.press("d")
    desk.says("Email Ana about a referral done.")
    expect(desk.handle("Write")).to_be_focused()
    expect(desk.bar()).to_contain_text("Email Ana about a referral is done.")
    for words in ("is back in Make time", "again", "is back in Do first"):
        desk.press("Control+z")
        expect(desk.bar()).to_contain_text(words)
    tab_to(desk, "Networking")
    desk.press("Enter")
    page.wait_for_url("**/board/?kind=networking")
    expect(desk.titles(1)).to_have_text(["Email Ana about a referral"])
    assert page.evaluate("() => document.activeElement !== null")


def tab_to(desk, name):
    for _ in range(60):
        desk.press("Tab")
        at = desk.page.evaluate(
            "() => document.activeElement.getAttribute('aria-label')"
            " ?? document.activeElement.textContent.trim()"
        )
        if at == name:
            return
    raise AssertionError(f"{name} is not reached by Tab")
