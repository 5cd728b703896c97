from playwright.sync_api import expect


def test_control_z_puts_a_moved_card_back_into_its_place(board):
    board.focus("Rest")
    board.press("1")
    board.saved()
    board.press("Control+z")
    board.expect(b2=["Write", "Rest"], b1=["Call"])
    board.says("Undone. Rest is back in Make time.")
    board.reload()
    board.expect(b2=["Write", "Rest"], b1=["Call"])


def test_ten_moves_are_undone_in_turn(desk):
    desk.focus("Rest")
    for key in "1341341341":
        desk.press(key)
    desk.saved()
    desk.expect(b1=["Rest", "Call"], b2=["Write"])
    for _ in range(10):
        desk.press("Control+z")
    desk.expect(b2=["Write", "Rest"], b1=["Call"], b3=[], b4=[])
    desk.press("Control+z")
    desk.says("Nothing to undo.")
    desk.reload()
    desk.expect(b2=["Write", "Rest"], b1=["Call"])


def test_the_stack_goes_back_over_moves_done_dates_and_letting_go(desk):
    page = desk.page
    desk.focus("Rest")
    desk.press("1")
    desk.press("s")
    page.get_by_role("dialog").get_by_role("radio", name="Tomorrow").check()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(desk.card("Rest")).to_contain_text("Tomorrow")
    desk.focus("Call")
    desk.press("s")
    page.get_by_role("dialog").get_by_role("button", name="Not needed: let it go").click()
    desk.expect(b1=["Rest"])
    desk.focus("Rest")
    desk.press("d")
    desk.expect(b1=[])
    desk.saved()
    desk.press("Control+z")
    desk.expect(b1=["Rest"])
    desk.press("Control+z")
    desk.expect(b1=["Rest", "Call"])
    desk.press("Control+z")
    expect(desk.card("Rest")).not_to_contain_text("Tomorrow")
    desk.press("Control+z")
    desk.expect(b2=["Write", "Rest"], b1=["Call"])


def test_the_bar_is_still_there_after_a_minute_and_goes_when_dismissed(
    open_page, ana, cards, viewport
):
    from tests.browser.board.page import BoardPage

    page = open_page(ana, viewport)
    page.clock.install()
    board = BoardPage(page)
    board.show(2)
    board.choose("Write", 3)
    expect(board.bar()).to_contain_text("Write is now in Keep it short.")
    page.clock.run_for(65_000)
    expect(board.bar()).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    expect(board.bar()).to_have_count(0)


def test_the_button_in_the_bar_undoes_and_offers_the_one_before(board):
    board.choose("Write", 3)
    board.saved()
    board.show(2)
    board.choose("Rest", 4)
    board.saved()
    board.page.get_by_role("button", name="Undo", exact=True).click()
    board.expect(b2=["Rest"], b4=[])
    board.page.get_by_role("button", name="Undo one more").click()
    board.expect(b2=["Write", "Rest"], b3=[])


def test_the_way_back_survives_a_look_at_another_page(desk):
    desk.focus("Rest")
    desk.press("1")
    desk.saved()
    desk.page.goto("/contacts/")
    desk.open()
    desk.press("Control+z")
    desk.expect(b2=["Write", "Rest"], b1=["Call"])


def test_control_z_in_a_field_is_the_fields_own(desk):
    desk.focus("Rest")
    desk.press("1")
    desk.saved()
    desk.page.get_by_role("textbox", name="Add a task").fill("abc")
    desk.press("Control+z")
    desk.expect(b1=["Rest", "Call"], b2=["Write"])


def test_undo_of_a_card_that_has_moved_on_says_so_and_leaves_it(desk, cards, ana, complaints):
    from django.utils import timezone

    from contacts.boxes import Box

    complaints.allow("status of 409")
    desk.focus("Rest")
    desk.press("1")
    desk.saved()
    card = ana.tasks.get(pk=cards["Rest"].pk)
    card.move_to(Box.LET_GO, after=None, version=None, key="else", now=timezone.now())
    desk.press("Control+z")
    desk.warns("Rest has moved on since.")
    desk.expect(b4=["Rest"], b1=["Call"], b2=["Write"])
