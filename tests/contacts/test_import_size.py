"""Many people, strange people, and two tabs at once."""

import io
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection
from django.utils import timezone

from contacts import batches, waiting
from contacts.batches import Choices
from contacts.importers import linkedin
from tests.contacts.bringing import bring_in, csv, preview, proposed, rows


@pytest.mark.django_db(transaction=True)
def test_two_tabs_with_one_file_add_everybody_once(ana, monkeypatch):
    reading = linkedin.read(io.BytesIO(csv("Wei,Zhang,,wei@example.com,,,")))
    tabs = [batches.keep_for_choosing(ana, "one.csv", reading)]
    tabs.append(ana.contactimports.create(people=tabs[0].people))
    both_have_looked = Barrier(2, timeout=0.5)
    look_up = batches.matches

    def look_up_together(batch):
        found = look_up(batch)
        with suppress(BrokenBarrierError):  # the other tab has to wait, as it should
            both_have_looked.wait()
        return found

    def press_the_button(batch):
        try:
            batches.bring_in(batch, Choices(add=frozenset([0])), timezone.now())
        finally:
            connection.close()

    monkeypatch.setattr(batches, "matches", look_up_together)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(press_the_button, tabs))
    assert ana.contacts.count() == 1


def test_a_button_pressed_in_two_tabs_keeps_what_the_first_one_did(ana):
    reading = linkedin.read(io.BytesIO(csv("Wei,Zhang,,,,,")))
    first = batches.keep_for_choosing(ana, "one.csv", reading)
    second = ana.contactimports.get()
    for tab in (first, second):
        batches.bring_in(tab, Choices(add=frozenset([0])), timezone.now())
    first.refresh_from_db()
    assert (first.added_count, len(first.outcome["rows"])) == (1, 1)


@pytest.mark.parametrize("letter", ["⅒", "👩", "İ", "ﬁ", "\u0958", "e\u0301", "'", "%"])
def test_the_longest_and_strangest_cells_fit_the_database(as_ana, ana, letter):
    long = letter * 2_100
    rows = [f"{long},{long},https://linkedin.com/in/{letter * 470},,{long},{long},"]
    rows += [f",,,{letter * 240}@example.com,,,", f"A,B,https://linkedin.com/in/{letter},,,,"]
    bring_in(as_ana, csv(*rows))
    assert ana.contacts.count() >= 2


def test_two_thousand_people_are_read_shown_and_brought_in(transactional_db, as_ana, ana):
    bring_in(as_ana, csv(*rows(2_000)))
    waiting.take_up(timezone.now())
    assert ana.contacts.count() == 2_000
    assert ana.organisations.count() == 700


@pytest.mark.slow
def test_ten_thousand_people_are_chosen_in_one_form(transactional_db, as_ana, ana):
    bring_in(as_ana, csv(*rows(10_000)))
    waiting.take_up(timezone.now())
    assert ana.contacts.count() == 10_000


@pytest.mark.parametrize("count", [3, 300])
def test_the_preview_asks_the_database_a_fixed_number_of_times(
    as_ana, django_assert_max_num_queries, count
):
    bring_in(as_ana, csv(*rows(count)))
    address, _ = preview(as_ana, csv(*rows(2 * count)))
    with django_assert_max_num_queries(8):
        as_ana.get(address)


@pytest.mark.parametrize("count", [3, 300])
def test_import_and_undo_ask_the_database_a_fixed_number_of_times(
    as_ana, django_assert_max_num_queries, count
):
    address, shown = preview(as_ana, csv(*rows(count)))
    with django_assert_max_num_queries(18):
        as_ana.post(f"{address}confirm/", proposed(shown))
    with django_assert_max_num_queries(14):
        as_ana.post(f"{address}undo/")
