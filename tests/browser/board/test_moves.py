"""Every way to move a card: drag, menu and keys (touch has a file of its own)."""

import pytest
from playwright.sync_api import expect

from contacts.boxes import Box
from tests.browser.drag import drag
from tests.factories import make_task

UNDO = "Press Control Z to undo."


def test_a_card_dragged_to_another_box_is_there_after_reload(desk, cards):
    drag(desk.page, f"[data-task='{cards['Write'].pk}'] .task-handle", "#box-4 [data-cards]")
    desk.expect(b4=["Write"], b2=["Rest"])
    desk.saved()
    desk.reload()
    desk.expect(b4=["Write"], b2=["Rest"])


def test_a_card_dragged_behind_another_stays_there(desk, cards):
    drag(desk.page, f"[data-task='{cards['Call'].pk}'] .task-handle", "#box-2 [data-cards]")
    desk.saved()
    order = desk.titles(2).all_inner_texts()
    assert sorted(order) == ["Call", "Rest", "Write"]
    desk.reload()
    desk.expect(b2=order, b1=[])


@pytest.mark.slow
def test_forty_of_forty_drags_by_mouse_arrive(desk, cards):
    for number in range(40):
        box = (4, 1, 3, 2)[number % 4]
        drag(
            desk.page, f"[data-task='{cards['Write'].pk}'] .task-handle", f"#box-{box} [data-cards]"
        )
        expect(desk.page.locator(f"#box-{box} [data-title='Write']")).to_be_visible()
        desk.saved()
    desk.reload()
    expect(desk.page.locator("#box-2 [data-title='Write']")).to_be_visible()


def test_escape_during_a_drag_puts_the_card_back(desk, cards):
    page = desk.page
    box = desk.handle("Write").bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    there = page.locator("#box-1 [data-cards]").bounding_box()
    page.mouse.move(there["x"] + 60, there["y"] + 30, steps=12)
    expect(page.locator(".sortable-drag")).to_be_visible()
    desk.press("Escape")
    page.mouse.up()
    desk.expect(b2=["Write", "Rest"], b1=["Call"])
    expect(page.locator(".sortable-drag")).to_have_count(0)
    desk.reload()
    desk.expect(b2=["Write", "Rest"], b1=["Call"])


def test_the_menu_moves_a_card_without_any_drag(board):
    board.choose("Write", 3)
    board.expect(b3=["Write"], b2=["Rest"])
    board.says(f"Write. Keep it short, position 1 of 1. {UNDO}")
    board.saved()
    board.reload()
    board.expect(b3=["Write"], b2=["Rest"])


def test_what_the_menu_chose_is_on_its_way_within_the_click(board):
    board.handle("Write").click()
    expect(board.page.get_by_role("dialog")).to_be_visible()
    under_way = """() => {
        document.querySelector("[data-move-dialog] [data-to='4']").click();
        return document.body.hasAttribute("data-saving");
    }"""
    assert board.page.evaluate(under_way)


def test_after_a_menu_move_the_focus_follows_the_card_on_the_desk(desk):
    desk.choose("Write", 3)
    expect(desk.handle("Write")).to_be_focused()
    desk.saved()
    expect(desk.handle("Write")).to_be_focused()


def test_the_menu_moves_a_card_up_and_down(board):
    board.handle("Rest").click()
    board.page.get_by_role("button", name="Move up").click()
    board.expect(b2=["Rest", "Write"])
    expect(board.handle("Rest")).to_be_focused()
    board.saved()
    board.reload()
    board.expect(b2=["Rest", "Write"])


def test_the_menu_makes_the_board_inert_and_gives_the_focus_back(board):
    board.focus("Write")
    board.press("m")
    dialog = board.page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Do first")).to_be_focused()
    # Behind a modal dialog nothing can be reached: Tab stays in it, clicks fall on its backdrop.
    assert board.page.evaluate("() => document.querySelector('dialog[open]').matches(':modal')")
    for _ in range(12):
        board.press("Tab")
        assert board.page.evaluate(
            "() => [document.body, null].includes(document.activeElement)"
            " || !!document.activeElement.closest('dialog')"
        )
    board.press("Escape")
    expect(dialog).to_be_hidden()
    expect(board.handle("Write")).to_be_focused()


@pytest.mark.parametrize("key", ["Enter", "Space", "m"])
def test_the_menu_opens_by_key(desk, key):
    desk.focus("Write")
    desk.press(key)
    dialog = desk.page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Do first")).to_be_focused()
    desk.press("Enter")
    desk.expect(b1=["Write", "Call"])


def test_the_box_where_the_card_is_says_so(board):
    board.handle("Write").click()
    current = board.page.get_by_role("dialog").locator("[data-to='2']")
    expect(current).to_have_attribute("aria-disabled", "true")
    current.click(force=True)
    board.says("Already in Make time.")
    board.press("Escape")
    board.expect(b2=["Write", "Rest"])


@pytest.mark.parametrize(("key", "box"), [("1", "b1"), ("3", "b3"), ("4", "b4")])
def test_a_number_moves_the_card_to_the_top_of_that_box(desk, key, box):
    desk.focus("Rest")
    desk.press(key)
    expect(desk.titles(key).first).to_have_text("Rest")
    expect(desk.handle("Rest")).to_be_focused()
    desk.saved()
    expect(desk.handle("Rest")).to_be_focused()
    desk.reload()
    expect(desk.titles(key).first).to_have_text("Rest")


def test_the_number_of_its_own_box_moves_nothing_and_says_so(board):
    board.focus("Rest")
    board.press("2")
    board.says("Already in Make time.")
    board.expect(b2=["Write", "Rest"])


def test_alt_arrows_move_a_card_down_and_up_again(board):
    board.focus("Write")
    board.press("Alt+ArrowDown")
    board.expect(b2=["Rest", "Write"])
    board.says(f"Write. Make time, position 2 of 2. {UNDO}")
    board.saved()
    board.reload()
    board.show(2)
    board.expect(b2=["Rest", "Write"])
    board.focus("Write")
    board.press("Alt+ArrowUp")
    board.saved()
    board.reload()
    board.expect(b2=["Write", "Rest"])


def test_the_edges_are_said(board):
    board.focus("Write")
    board.press("Alt+ArrowUp")
    board.says("Already first.")
    board.focus("Rest")
    board.press("Alt+ArrowDown")
    board.says("Already last.")


def test_arrows_walk_from_card_to_card_and_over_the_edge_of_a_box(desk, ana):
    make_task(ana, "Survey", box=Box.KEEP_SHORT)
    desk.reload()
    desk.focus("Call")
    for key, title in [
        ("ArrowRight", "Write"),
        ("ArrowDown", "Rest"),
        ("ArrowUp", "Write"),
        ("ArrowLeft", "Call"),
        ("ArrowDown", "Survey"),
        ("ArrowUp", "Call"),
    ]:
        desk.press(key)
        expect(desk.handle(title)).to_be_focused()
    desk.focus("Survey")
    desk.press("ArrowRight")
    desk.says("Let it go is empty.")
    expect(desk.handle("Survey")).to_be_focused()


def test_arrows_keep_to_the_same_control(desk):
    desk.page.get_by_role("link", name="Write").focus()
    desk.press("ArrowDown")
    expect(desk.page.get_by_role("link", name="Rest")).to_be_focused()


def test_tab_goes_through_handle_tick_and_title(desk):
    desk.focus("Write")
    desk.press("Tab")
    expect(desk.page.get_by_role("button", name="Done: Write")).to_be_focused()
    desk.press("Tab")
    expect(desk.page.get_by_role("link", name="Write")).to_be_focused()
    desk.press("Tab")
    expect(desk.handle("Rest")).to_be_focused()


def test_enter_on_the_title_opens_the_task(desk):
    desk.page.get_by_role("link", name="Write").focus()
    desk.press("Enter")
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Write")


def test_on_the_phone_the_focus_stays_in_the_open_box(board):
    if not board.is_narrow:
        pytest.skip("the focus follows the card on the desk")
    board.choose("Write", 4)
    expect(board.handle("Rest")).to_be_focused()
    board.saved()
    expect(board.handle("Rest")).to_be_focused()
    board.choose("Rest", 4)
    expect(board.page.get_by_role("link", name="Add a task to Make time")).to_be_focused()


def test_the_phone_shows_one_box_at_a_time(board):
    if not board.is_narrow:
        pytest.skip("the desk shows all four")
    expect(board.page.locator("#box-1")).to_be_hidden()
    board.show(1)
    expect(board.page.locator("#box-2")).to_be_hidden()
    expect(board.titles(1)).to_have_text(["Call"])


def test_each_box_has_its_own_border_number_and_name(board):
    seen = set()
    for number, name in {1: "Do first", 2: "Make time", 3: "Keep it short", 4: "Let it go"}.items():
        board.show(number)
        box = board.page.locator(f"#box-{number}")
        seen.add(box.evaluate("element => getComputedStyle(element).borderTopStyle"))
        expect(box.locator(".box-badge").first).to_have_text(str(number))
        expect(box.get_by_role("heading", name=name)).to_be_visible()
    assert seen == {"solid", "double", "dashed", "dotted"}


def test_a_date_changed_by_key_stays_on_the_board(board, cards):
    board.focus("Write")
    board.press("s")
    dialog = board.page.get_by_role("dialog")
    dialog.get_by_role("radio", name="On a date").check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("link", name="Choose the date.")).to_be_visible()
    dialog.get_by_role("radio", name="Tomorrow").check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(board.card("Write")).to_contain_text("Due tomorrow.")
    expect(board.handle("Write")).to_be_focused()


def test_d_finishes_a_card_and_the_focus_goes_to_the_next(board):
    board.focus("Write")
    board.press("d")
    board.says("Write done.")
    board.expect(b2=["Rest"])
    expect(board.handle("Rest")).to_be_focused()
    done = board.page.locator("[data-done]")
    expect(done.get_by_role("link", name="Write")).to_be_visible()
    done.get_by_role("button", name="Done: Write").press("d")
    board.expect(b2=["Write", "Rest"])
    expect(done.get_by_role("link", name="Write")).to_have_count(0)


def test_a_key_held_down_finishes_one_card(desk):
    desk.focus("Write")
    for _ in range(4):
        desk.page.keyboard.down("d")  # from the second on Chromium says that it repeats
    desk.page.keyboard.up("d")
    desk.expect(b2=["Rest"])


def test_keys_work_on_a_keyboard_of_another_alphabet(desk):
    desk.focus("Write")
    desk.handle("Write").dispatch_event(
        "keydown", {"key": "\u0432", "code": "KeyD", "bubbles": True, "cancelable": True}
    )
    desk.expect(b2=["Rest"])
    desk.focus("Rest")
    desk.handle("Rest").dispatch_event(
        "keydown", {"key": "&", "code": "Digit1", "bubbles": True, "cancelable": True}
    )
    desk.expect(b1=["Rest", "Call"])


def test_the_phone_follows_the_box_in_the_address_and_remembers_it(board):
    if not board.is_narrow:
        pytest.skip("the desk shows all four")
    board.page.evaluate("() => { location.hash = '#box-3'; }")
    expect(board.page.locator("#box-3")).to_be_visible()
    board.page.get_by_role("link", name="Networking", exact=True).click()
    board.ready()
    expect(board.page.locator("#box-3")).to_be_visible()
    expect(board.page.locator("#box-1")).to_be_hidden()


def test_a_suggestion_goes_when_it_is_no_longer_true(desk, ana):
    for number in range(5):
        make_task(ana, f"Fire {number}", box=Box.DO_FIRST)
    desk.reload()
    asked = desk.page.get_by_text("Six here. Which one can wait?")
    expect(asked).to_be_visible()
    desk.focus("Call")
    desk.press("2")
    expect(asked).to_be_hidden()
    desk.press("Control+z")
    expect(asked).to_be_visible()


def test_a_double_click_finishes_one_card(desk):
    desk.page.get_by_role("button", name="Done: Write").dblclick()
    desk.expect(b2=["Rest"])


def test_after_a_filter_the_focus_is_on_it(desk):
    desk.page.get_by_role("link", name="Networking", exact=True).press("Enter")
    desk.page.wait_for_url("**/board/?kind=networking")
    expect(desk.page.get_by_role("link", name="Networking", exact=True)).to_be_focused()


def test_back_from_a_task_the_focus_is_on_its_title(desk):
    desk.page.get_by_role("link", name="Write").press("Enter")
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Write")
    desk.page.go_back()
    expect(desk.page.get_by_role("link", name="Write")).to_be_focused()


def test_letters_typed_right_after_n_go_into_the_field_and_to_no_card(desk, ana):
    make_task(ana, "Third")
    desk.reload()
    desk.focus("Write")
    for letter in "nDraft 3 stories":
        desk.page.keyboard.press(letter if letter != " " else "Space")
    expect(desk.page.get_by_role("textbox", name="Add a task")).to_have_value("Draft 3 stories")
    expect(desk.titles(2)).to_have_count(3)


def test_letters_typed_while_the_dialog_is_on_its_way_go_into_it(desk):
    page = desk.page
    page.goto("/contacts/")
    held = []
    page.route("**/tasks/add/**", lambda route: held.append(route))
    with page.expect_request("**/tasks/add/**"):
        page.keyboard.press("n")
    for letter in "Ask":
        page.keyboard.press(letter)
    held[0].continue_()
    field = page.get_by_role("dialog").get_by_role("textbox", name="Add a task")
    expect(field).to_have_value("Ask")
