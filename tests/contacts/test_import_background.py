"""Large files are left to a worker: what their owner sees, and what may go wrong meanwhile."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from contacts import batches, waiting
from contacts.choices import Choices
from contacts.importers import linkedin
from contacts.models import Contact, ContactImport
from contacts.views import imports
from tests.contacts.bringing import bring_in, csv, preview, proposed, rows, upload
from tests.factories import make_contact

LARGE = imports.AT_ONCE + 100
EVERYBODY = {"every": ["new"]}


@pytest.fixture
def rung(monkeypatch):
    bells = []
    monkeypatch.setattr(imports, "ring", lambda: bells.append(1))
    return bells


def read(ana, count=LARGE):
    reading = linkedin.read(io.BytesIO(csv(*rows(count))))
    return batches.keep_for_choosing(ana, "Connections.csv", reading)


def wanted(ana, count=LARGE):
    """A file that somebody has left to a worker."""
    batch = read(ana, count)
    assert batch.ask_for(Choices(every=frozenset(["new"])).as_json(), timezone.now())
    return batch


def work():
    waiting.take_up(timezone.now())


def silence():
    """As if the worker had not been heard of for so long."""
    ContactImport.objects.update(heard_at=Now() - timedelta(minutes=1))


def page_of(client, batch):
    return client.get(f"/import/{batch.pk}/")


def progress_of(client, batch, said=""):
    return client.get(f"/import/{batch.pk}/progress/?said={said}", headers={"HX-Request": "true"})


def while_it_runs(monkeypatch, step):
    """Does this once, in the middle of the next import."""
    insert, done = batches.insert, []

    def insert_and(alike, some, **options):
        insert(alike, some, **options)
        if isinstance(alike, Contact) and not done:
            done.append(None)
            done[0] = step()

    monkeypatch.setattr(batches, "insert", insert_and)
    monkeypatch.setattr(waiting, "TOLD_EVERY", 0)
    return done


def elsewhere(step):
    """In a thread, whose connection sees what is committed and nothing else."""

    def and_close():
        try:
            return step()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(and_close).result(20)


def test_a_large_file_waits_for_a_worker_and_says_so(as_ana, ana, rung):
    address = bring_in(as_ana, csv(*rows(LARGE)))
    assert rung == [1]
    assert not ana.contacts.exists()
    assert "Waiting for its turn." in as_ana.get(address).text
    assert "Being brought in now" in as_ana.get("/import/").text


def test_without_a_broker_the_file_is_taken_all_the_same(as_ana, ana, settings, monkeypatch):
    def away(**options):
        raise ConnectionError

    monkeypatch.setattr("contacts.background.bring_in_waiting.apply_async", away)
    address = bring_in(as_ana, csv(*rows(LARGE)))
    assert as_ana.get(address).status_code == 200
    assert ana.contactimports.waiting().count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_brings_everybody_in_and_all_can_be_undone(client, ana, rung):
    client.force_login(ana)
    address = bring_in(client, csv(*rows(LARGE)))
    work()
    assert ana.contacts.count() == LARGE
    batch = ana.contactimports.get()
    assert (batch.people, batch.choices, batch.wanted_at) == ([], None, None)
    assert f"{LARGE} people brought in" in client.get(address).text
    client.post(f"{address}undo/")
    assert not ana.contacts.exists()
    assert not ana.organisations.exists()


def test_two_clicks_are_one_import_with_what_was_chosen_first(as_ana, ana, rung):
    address, shown = preview(as_ana, csv(*rows(LARGE)))
    as_ana.post(f"{address}confirm/", {"add": [0, 1]})
    as_ana.post(f"{address}confirm/", EVERYBODY)
    assert rung == [1]
    assert ana.contactimports.get().choices["add"] == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_two_workers_bring_one_file_in_once(ana, monkeypatch):
    batch = wanted(ana)
    both = [ContactImport.objects.select_related("owner").get(pk=batch.pk) for _ in range(2)]
    second = ThreadPoolExecutor(1)
    started = Event()

    def other():
        started.set()
        try:
            waiting._take_up(both[1], timezone.now())
        finally:
            connection.close()

    running = while_it_runs(monkeypatch, lambda: (second.submit(other), started.wait(5)))
    waiting._take_up(both[0], timezone.now())
    running[0][0].result(20)
    assert ana.contacts.count() == LARGE
    batch.refresh_from_db()
    assert (batch.attempts, batch.added_count) == (1, LARGE)


@pytest.mark.django_db(transaction=True)
def test_others_see_how_far_it_is_and_nobody_of_it_before_the_end(client, ana, monkeypatch):
    client.force_login(ana)
    batch = wanted(ana)

    def look():
        return progress_of(client, batch).text, ana.contacts.count()

    look()  # the first page of a day changes its owner's row
    seen = while_it_runs(monkeypatch, lambda: elsewhere(look))
    work()
    [(words, count)] = seen
    assert f"0 of {LARGE}" in words
    assert count == 0
    assert ana.contacts.count() == LARGE


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_leaves_nothing_and_another_does_it_once(client, ana, monkeypatch):
    client.force_login(ana)
    batch = wanted(ana)

    def die():
        raise MemoryError

    while_it_runs(monkeypatch, die)
    work()
    assert not ana.contacts.exists()
    assert not ana.organisations.exists()
    work()  # so soon it may still be alive
    assert not ana.contacts.exists()
    silence()
    assert "It was cut off, and nobody was added." in page_of(client, batch).text
    work()
    assert ana.contacts.count() == LARGE
    batch.refresh_from_db()
    assert batch.attempts == 2


@pytest.mark.django_db(transaction=True)
def test_after_three_deaths_it_is_given_up_and_what_was_chosen_is_kept(
    client, ana, monkeypatch, rung
):
    client.force_login(ana)
    batch = wanted(ana)

    def die(*args, **options):
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(batches, "insert", die)
        for _ in range(5):
            work()
            silence()
    assert not ana.contacts.exists()
    page = page_of(client, batch)
    assert "tried 3 times, and nobody was added" in page.text
    assert page.context["preview"].new.as_proposed
    client.post(f"/import/{batch.pk}/confirm/", EVERYBODY)
    work()
    assert ana.contacts.count() == LARGE


@pytest.mark.django_db(transaction=True)
def test_one_that_does_not_work_holds_up_nobody_else(ana, ben, monkeypatch):
    wanted(ana)
    wanted(ben)

    def die():
        raise ValueError

    while_it_runs(monkeypatch, die)
    work()
    assert (ana.contacts.count(), ben.contacts.count()) == (0, LARGE)


def test_cancelling_while_it_waits_leads_back_to_what_was_chosen(as_ana, ana, rung):
    address, _ = preview(as_ana, csv(*rows(LARGE)))
    as_ana.post(f"{address}confirm/", {"add": [3], "every": ["here"]})
    page = as_ana.post(f"{address}cancel/", follow=True)
    assert "Cancelled. Nobody was added" in page.text
    assert [line.place for line in page.context["preview"].new if line.chosen] == [3]
    assert not ana.contactimports.waiting().exists()


@pytest.mark.django_db(transaction=True)
def test_cancelling_while_it_runs_leaves_nothing(client, ana, monkeypatch):
    client.force_login(ana)
    batch = wanted(ana)
    page_of(client, batch)  # the first one of a day changes its owner's row
    while_it_runs(
        monkeypatch, lambda: elsewhere(lambda: client.post(f"/import/{batch.pk}/cancel/"))
    )
    work()
    assert not ana.contacts.exists()
    assert not ana.organisations.exists()
    assert "Choose who to bring in" in page_of(client, batch).text


@pytest.mark.django_db(transaction=True)
def test_cancelling_when_it_is_done_changes_nothing(client, ana):
    client.force_login(ana)
    batch = wanted(ana)
    work()
    page = client.post(f"/import/{batch.pk}/cancel/", follow=True)
    assert "Cancelled" not in page.text
    assert ana.contacts.count() == LARGE


@pytest.mark.django_db(transaction=True)
def test_reading_another_file_does_not_take_away_the_one_that_waits(client, ana, rung):
    client.force_login(ana)
    bring_in(client, csv(*rows(LARGE)))
    upload(client, csv("Wei,Zhang,,,,,"))
    assert ana.contactimports.count() == 2
    work()
    assert ana.contacts.count() == LARGE


def test_how_far_it_is_is_said_aloud_once_each_quarter(as_ana, ana):
    batch = wanted(ana)
    first = progress_of(as_ana, batch, said="waits")
    assert "HX-Trigger" not in first.headers
    mine = ContactImport.objects.filter(pk=batch.pk)
    mine.update(heard_at=Now(), chosen_count=10_000, done_count=4_200)
    second = progress_of(as_ana, batch, said="waits")
    assert "4,200 of 10,000" in second.text
    assert "4,200 of 10,000" in second.headers["HX-Trigger"]
    assert "HX-Trigger" not in progress_of(as_ana, batch, said="q1").headers


def test_the_page_is_fetched_anew_when_nothing_is_left_to_wait_for(as_ana, ana):
    batch = read(ana)
    assert progress_of(as_ana, batch).headers["HX-Refresh"] == "true"
    assert as_ana.get(f"/import/{batch.pk}/progress/").url == f"/import/{batch.pk}/"


def test_when_no_worker_comes_the_page_says_that_nothing_is_lost(as_ana, ana):
    batch = wanted(ana)
    long_ago = timezone.now() - timedelta(minutes=3)
    ContactImport.objects.update(wanted_at=long_ago)
    assert "Your file is kept" in page_of(as_ana, batch).text


def test_a_namesake_added_meanwhile_is_left_out_and_named(as_ana, ana):
    address, shown = preview(as_ana, csv("Wei,Zhang,,,,,", "Ann,Lee,,,,,"))
    mine = make_contact(ana, "Wei", family_name="Zhang")
    as_ana.post(f"{address}confirm/", proposed(shown))
    assert sorted(ana.contacts.values_list("given_name", flat=True)) == ["Ann", "Wei"]
    page = as_ana.get(address)
    assert list(page.context["namesakes"]) == [mine]
    assert "Somebody of the same name was added" in page.text


@pytest.mark.django_db(transaction=True)
def test_who_is_surely_here_by_then_is_not_doubled(ana):
    wanted(ana)
    make_contact(ana, "Other", profile_key="linkedin.com/in/p7")
    work()
    assert ana.contacts.count() == LARGE


def test_choices_are_the_same_after_being_stored():
    choices = Choices(
        add=frozenset([1, 2]),
        others=frozenset([3]),
        same=frozenset([4]),
        fill=frozenset([5]),
        every=frozenset(["here"]),
        positions={1: 0},
    )
    assert Choices.from_json(choices.as_json()) == choices
