from pathlib import Path

import pytest

SAMPLES = Path(__file__).parent.parent / "contacts" / "samples"
NEW = SAMPLES / "linkedin_connections_bom_crlf.csv"
OLD = SAMPLES / "linkedin_connections_old_no_url.csv"


def choose_file(page, path):
    page.goto("/import/")
    page.get_by_label("Connections.csv").set_input_files(path)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("heading", name="Choose who to bring in").wait_for()


def bring_in(page, path):
    choose_file(page, path)
    page.get_by_role("button", name="Bring in the chosen people").click()
    page.get_by_role("heading", name="brought in").wait_for()


def scrolls_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_a_file_is_chosen_brought_in_and_taken_back(page, ana):
    bring_in(page, NEW)
    assert page.get_by_role("heading", level=1).inner_text() == "14 people brought in"
    assert ana.contacts.count() == 14
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_role("heading", name="Import undone").wait_for()
    assert not ana.contacts.exists()


def test_everybody_is_unticked_and_ticked_at_once(page):
    choose_file(page, NEW)
    boxes = page.locator("input[name=add]")
    page.get_by_role("button", name="Untick all").click()
    assert not any(box.is_checked() for box in boxes.all())
    page.get_by_role("button", name="Tick all").first.click()
    assert all(box.is_checked() for box in boxes.all())


def test_a_file_is_brought_in_without_javascript(open_page, ana):
    page = open_page(ana, java_script_enabled=False)
    bring_in(page, NEW)
    assert ana.contacts.count() == 14


def test_a_list_left_closed_is_still_brought_in(page, ana, tmp_path):
    file = tmp_path / "Connections.csv"
    rows = [f"First{n},Last{n},,,,," for n in range(60)]
    file.write_text(
        "\n".join(["First Name,Last Name,URL,Email Address,Company,Position,Connected On", *rows])
    )
    choose_file(page, file)
    assert not page.get_by_text("First59").is_visible()
    page.get_by_role("button", name="Bring in the chosen people").click()
    page.get_by_role("heading", name="60 people brought in").wait_for()
    assert ana.contacts.count() == 60


def test_the_pages_of_an_import_are_accessible(open_page, axe, ana, each_look):
    page = open_page(ana, **each_look)
    page.goto("/import/")
    axe(page)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    axe(page)
    choose_file(page, NEW)
    axe(page)
    page.get_by_role("button", name="Bring in the chosen people").click()
    page.get_by_role("heading", name="brought in").wait_for()
    axe(page)
    choose_file(page, OLD)
    axe(page)
    choose_file(page, NEW)
    axe(page)


@pytest.mark.parametrize("width", [320, pytest.param(390, marks=pytest.mark.slow)])
def test_nothing_scrolls_sideways_on_a_phone(open_page, ana, width):
    page = open_page(ana, {"width": width, "height": 700})
    page.goto("/import/")
    assert not scrolls_sideways(page)
    choose_file(page, NEW)
    assert not scrolls_sideways(page)
    page.get_by_role("button", name="Bring in the chosen people").click()
    page.get_by_role("heading", name="brought in").wait_for()
    assert not scrolls_sideways(page)
