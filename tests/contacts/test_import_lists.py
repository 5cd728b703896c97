"""Long lists of a file stay closed, and are chosen as a whole until somebody opens them."""

import pytest

from contacts.previews import SHOWN
from tests.contacts.bringing import bring_in, csv, preview, rows
from tests.factories import make_contact

MANY = SHOWN + 20


@pytest.fixture
def many(as_ana):
    return preview(as_ana, csv(*rows(MANY)))


def boxes(page):
    return page.text.count('name="add"')


def test_a_long_list_is_not_in_the_page(as_ana, many):
    page = as_ana.get(many[0])
    assert boxes(page) == 0
    assert f"Show all {MANY}" in page.text


@pytest.mark.parametrize("count", [SHOWN + 1, 400])
def test_the_page_is_as_small_for_more_people(as_ana, count):
    address, _ = preview(as_ana, csv(*rows(count)))
    assert len(as_ana.get(address).content) < 14_000


def test_a_closed_list_is_brought_in_as_a_whole(as_ana, ana, many):
    as_ana.post(f"{many[0]}confirm/", {"every": ["new"]})
    assert ana.contacts.count() == MANY


def test_a_closed_list_that_is_unticked_brings_nobody(as_ana, ana, many):
    page = as_ana.post(f"{many[0]}confirm/", {})
    assert page.status_code == 422
    assert not ana.contacts.exists()


def test_a_script_fetches_the_list_alone(as_ana, many):
    page = as_ana.get(f"{many[0]}?show=new", headers={"HX-Request": "true"})
    assert boxes(page) == MANY
    assert "<html" not in page.text


@pytest.mark.parametrize("ticked", [True, False])
def test_a_list_that_a_script_opens_is_ticked_as_it_was_while_closed(as_ana, many, ticked):
    asked = {"show": "new"} | ({"every": "new"} if ticked else {})
    page = as_ana.get(many[0], asked, headers={"HX-Request": "true"})
    assert {line.chosen for line in page.context["preview"].new} == {ticked}


def test_a_list_opened_after_another_window_brought_it_in_is_the_result(as_ana, many):
    as_ana.post(f"{many[0]}confirm/", {"every": ["new"]})
    page = as_ana.get(f"{many[0]}?show=new", headers={"HX-Request": "true"})
    assert page.headers["HX-Refresh"] == "true"
    assert not page.content


def test_without_a_script_the_button_opens_it_and_keeps_what_was_ticked(as_ana, ana):
    make_contact(ana, "Wei", family_name="Zhang")
    address, _ = preview(as_ana, csv(*rows(MANY), "Wei,Zhang,,,,,"))
    page = as_ana.post(f"{address}confirm/", {"show": "new", "every": "new", f"who-{MANY}": "add"})
    assert page.status_code == 200
    assert boxes(page) == MANY
    assert [line.chosen for line in page.context["preview"].maybe] == [True]
    assert not ana.contactimports.exclude(wanted_at=None).exists()


def test_who_is_here_already_is_filled_as_a_whole_too(as_ana, ana):
    for number in range(MANY):
        make_contact(ana, f"P{number}", profile_key=f"linkedin.com/in/p{number}")
    address, shown = preview(as_ana, csv(*rows(MANY)))
    assert (len(shown.here), shown.here.proposed) == (MANY, MANY)
    as_ana.post(f"{address}confirm/", {"every": ["here"]})
    assert ana.contacts.count() == MANY
    assert not ana.contacts.filter(role="").exists()
    assert ana.contactimports.get().filled_count == MANY


def test_perhaps_the_same_are_chosen_as_proposed(as_ana, ana):
    for number in range(MANY):
        profile = f"linkedin.com/in/other{number}" if number < 7 else ""
        make_contact(ana, f"First{number}", family_name=f"Last{number}", profile_key=profile)
    address, shown = preview(as_ana, csv(*rows(MANY)))
    assert (len(shown.maybe), shown.maybe.proposed) == (MANY, 7)
    as_ana.post(f"{address}confirm/", {"every": ["maybe"]})
    assert ana.contacts.count() == MANY + 7


@pytest.mark.parametrize("fields", [{"every": ["x", "new' OR 1=1"]}, {"show": ["x", "new"]}])
def test_lists_that_there_are_not_do_no_harm(as_ana, many, fields):
    assert as_ana.post(f"{many[0]}confirm/", fields).status_code in (200, 422)
    assert as_ana.get(f"{many[0]}?show=x", headers={"HX-Request": "true"}).status_code == 200


def test_a_small_file_is_in_at_once(as_ana, ana):
    bring_in(as_ana, csv(*rows(MANY)))
    assert ana.contacts.count() == MANY
