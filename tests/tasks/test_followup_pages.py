"""What is proposed after logging, as the pages show it and take the answer."""

import re
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from contacts.kinds import Kind
from contacts.models import Contact, Interaction
from tasks import proposals
from tasks.models import Task
from tasks.reasons import Reason
from tasks.situation import Situation
from tests.factories import make_contact, make_task
from tests.tasks.test_followups import BOTH, FROM, applied, log, one

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = NOW.date()

pytestmark = pytest.mark.usefixtures("_wednesday")


@pytest.fixture
def _wednesday():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def priya(ana):
    return make_contact(ana, "Priya")


@pytest.fixture
def nudge(ana, priya):
    log(ana, priya)
    return one(ana, priya, Reason.NUDGE)


def answer(client, how, proposal, **fields):
    sent = {"key": proposal.key, "contact": proposal.contact or "", **fields}
    return client.post(reverse(f"tasks:follow_up_{how}"), sent)


def undo(client, page):
    """Presses Undo of the message that the next page shows."""
    messages = list(client.get(page).context["messages"])
    address = messages[-1].extra_tags.removeprefix("undo:")
    return client.post(address, {"next": page})


def shown(client, contact):
    return client.get(contact.get_absolute_url()).content.decode()


def test_the_page_of_a_person_proposes_and_one_tap_plans_it(as_ana, ana, priya, nudge):
    assert "<p>Wed 2 Dec<" in shown(as_ana, priya)
    answer(as_ana, "plan", nudge)
    task = ana.tasks.get()
    assert (task.due_on, task.contact, task.reason) == (date(2026, 12, 2), priya, Reason.NUDGE)
    assert "Plan it" not in shown(as_ana, priya)


def test_another_day_can_be_chosen(as_ana, ana, nudge):
    page = as_ana.get(reverse("tasks:follow_up_plan"), {"key": nudge.key, "contact": nudge.contact})
    assert page.context["form"].initial["day"] == date(2026, 12, 2)
    answer(as_ana, "plan", nudge, day="2026-12-04")
    assert ana.tasks.get().due_on == date(2026, 12, 4)


@pytest.mark.parametrize("day", ["2026-11-24", "soon", "9999-12-31"])
def test_a_day_that_cannot_be_is_told(as_ana, ana, nudge, day):
    page = answer(as_ana, "plan", nudge, day=day)
    assert page.status_code == 422
    assert "day" in page.context["form"].errors
    assert day in page.content.decode()
    assert not ana.tasks.exists()


def test_planning_can_be_undone(as_ana, ana, priya, nudge):
    answer(as_ana, "plan", nudge)
    undo(as_ana, priya.get_absolute_url())
    assert not ana.tasks.open().exists()
    assert "<p>Wed 2 Dec<" in shown(as_ana, priya)


def test_planning_twice_says_that_it_is_planned(as_ana, ana, priya, nudge):
    answer(as_ana, "plan", nudge)
    answer(as_ana, "plan", nudge, day="2026-12-24")
    assert "is planned already" in shown(as_ana, priya)
    assert ana.tasks.get().due_on == date(2026, 12, 2)


def test_not_needed_asks_for_no_reason_and_can_be_undone(as_ana, ana, priya, nudge):
    answer(as_ana, "dismiss", nudge)
    assert "What fits next" not in shown(as_ana, priya)
    answer(as_ana, "dismiss", nudge)  # in another window
    proposals.want_again(ana, [nudge.key])
    answer(as_ana, "dismiss", nudge)
    undo(as_ana, priya.get_absolute_url())
    assert "What fits next" in shown(as_ana, priya)


def test_two_messages_without_an_answer_offer_a_rest(as_ana, ana, priya):
    Contact.objects.filter(pk=priya.pk).update(resting_until=date(2026, 1, 7))
    log(ana, priya, day=date(2026, 11, 16))
    log(ana, priya)
    assert "Let it rest for 60 days" in shown(as_ana, priya)
    answer(as_ana, "rest", one(ana, priya, Reason.CLOSE))
    priya.refresh_from_db()
    assert priya.resting_until == date(2027, 1, 24)
    assert "What fits next" not in shown(as_ana, priya)
    answer(as_ana, "rest", type("Old", (), {"key": "close:x", "contact": priya.pk}))
    undo_of_rest(as_ana, priya)


def undo_of_rest(client, priya):
    client.get(priya.get_absolute_url())
    priya.refresh_from_db()
    assert priya.resting_until == date(2027, 1, 24)


def test_a_rest_can_be_undone(as_ana, ana, priya):
    log(ana, priya, day=date(2026, 11, 16))
    log(ana, priya)
    answer(as_ana, "rest", one(ana, priya, Reason.CLOSE))
    undo(as_ana, priya.get_absolute_url())
    priya.refresh_from_db()
    assert priya.resting_until is None
    assert "Let it rest for 60 days" in shown(as_ana, priya)


def test_only_what_is_to_rest_rests(as_ana, ana, priya, nudge):
    answer(as_ana, "rest", nudge)
    priya.refresh_from_db()
    assert priya.resting_until is None


def test_today_has_what_was_proposed_lately_and_a_person_all_of_it(as_ana, ana, priya):
    log(ana, priya, Kind.CONVERSATION, BOTH, day=date(2026, 10, 1))
    applied(ana)
    titles = [p.title for p in as_ana.get(reverse("tasks:today")).context["things"].recent]
    assert titles == ["Find one person there: Apply at Halden"]
    assert "Thank Priya" in shown(as_ana, priya)


@pytest.mark.parametrize("how", ["plan", "dismiss", "rest"])
def test_another_persons_proposal_is_not_found(client, ben, ana, nudge, how):
    client.force_login(ben)
    assert answer(client, how, nudge).status_code == 404
    client.post(reverse(f"tasks:follow_up_{how}"), {"key": nudge.key})
    assert not Task.objects.exists()
    assert len(Situation(ana, TODAY).proposals) == 1


@pytest.mark.parametrize("key", ["", "nudge:", "\x00", "x" * 65, "nudge:not-an-id"])
@pytest.mark.parametrize("how", ["plan", "dismiss", "rest", "undo"])
def test_nonsense_does_no_harm(as_ana, ana, key, how):
    answer = as_ana.post(reverse(f"tasks:follow_up_{how}") + "?was=x", {"key": key})
    assert answer.status_code == 302
    assert not ana.tasks.exists()
    assert not ana.dismissals.exists()


def test_each_refuses_get(as_ana):
    for how in ("dismiss", "rest", "undo"):
        assert as_ana.get(reverse(f"tasks:follow_up_{how}")).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_make_one_task(ana, priya, nudge):
    together, answers = Barrier(2), []

    def press():
        window = Client()
        window.force_login(ana)
        together.wait()
        answers.append(answer(window, "plan", nudge).status_code)
        connection.close()

    windows = [Thread(target=press) for _ in range(2)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert (answers, ana.tasks.count()) == ([302, 302], 1)


# Follow-up debt


@pytest.fixture
def event(ana):
    """Three people met on Tuesday; one has heard from me since, one was known before."""
    met = [make_contact(ana, name) for name in ("Grace", "Alex", "Sam")]
    entry = log(ana, met, Kind.EVENT, BOTH, day=date(2026, 11, 24), met=True)
    entry.set_people([make_contact(ana, "Old friend")], met)
    log(ana, met[2])
    return met


def owed(client, page):
    return {row.name for row in client.get(page).context["things"].debt}


PAGES = [reverse("tasks:log"), reverse("tasks:new")]


@pytest.mark.parametrize("where", PAGES)
def test_another_event_shows_first_who_from_the_last_one_waits(as_ana, event, where):
    assert owed(as_ana, where) == {"Grace", "Alex"}
    assert "Two people from yesterday are still waiting" in as_ana.get(where).content.decode()


def test_an_answer_of_theirs_pays_no_debt_of_mine(as_ana, ana, event):
    log(ana, event[0], direction=FROM)
    assert owed(as_ana, PAGES[0]) == {"Grace", "Alex"}


def test_an_older_event_is_not_asked_about(as_ana, ana, event):
    log(ana, [make_contact(ana, "Tom")], Kind.EVENT, BOTH, met=True)
    assert owed(as_ana, PAGES[0]) == {"Tom"}


def test_the_quick_add_of_an_event_tells_of_it_too(as_ana, event):
    line = {"title": "Go to the design event #networking fri", "preview": "1"}
    page = as_ana.post(reverse("tasks:add"), line).content.decode()
    assert "Two people from yesterday are still waiting" in page
    other = as_ana.post(reverse("tasks:add"), {"title": "Rewrite CV", "preview": "1"})
    assert "still waiting" not in other.content.decode()


def test_it_never_blocks(as_ana, ana, event):
    as_ana.post(reverse("tasks:new"), {"title": "Meetup", "kind": "event"})
    assert ana.tasks.get().kind == "event"


def test_not_needed_takes_one_off_even_if_it_is_planned(as_ana, ana, event):
    proposal = one(ana, event[0], Reason.HELLO)
    proposals.plan(ana, proposal, TODAY, TODAY)
    answer(as_ana, "dismiss", proposal)
    assert owed(as_ana, PAGES[0]) == {"Alex"}


# How many questions a page asks


def test_the_page_of_a_person_asks_the_same_for_few_and_many(
    as_ana, ana, priya, django_assert_max_num_queries
):
    def fill(count):
        for number in range(count):
            day = TODAY - timedelta(days=number % 20)
            log(ana, [priya, make_contact(ana)], Kind.CONVERSATION, BOTH, day=day)
            make_task(ana, contact=priya)
            ana.promises.make(ana, priya, mine=False, what="A link", today=TODAY)
            ana.tasks.promise(ana, priya, "CV", today=TODAY)

    fill(3)
    as_ana.get(reverse("keys"))
    with django_assert_max_num_queries(12) as few:
        shown(as_ana, priya)
    fill(20)
    with django_assert_max_num_queries(12) as many:
        shown(as_ana, priya)
    assert len(few) == len(many)


def test_an_entry_that_finished_a_thank_you_proposes_no_nudge(as_ana, ana, priya):
    log(ana, priya, Kind.CONVERSATION, BOTH)
    answer(as_ana, "plan", one(ana, priya, Reason.THANK))
    as_ana.post(reverse("tasks:done", args=[ana.tasks.get().pk]))
    assert Interaction.objects.count() == 2
    assert [p.reason for p in Situation(ana, TODAY, priya).proposals] == [Reason.TELL]


@pytest.mark.parametrize("name", ["fits_next", "waited_for"])
def test_the_first_of_many_proposals_and_promises_are_drawn(as_ana, ana, name):
    for number in range(54):
        person = make_contact(ana, f"Person {number}")
        log(ana, person)
        ana.promises.make(ana, person, mine=False, what="A name", today=TODAY)
    address, drawn = reverse(f"tasks:{name}"), {"fits_next": r"Follow up with Person \d+ ?<"}
    line = drawn.get(name, r">Person \d+</a>:")
    page = as_ana.get(reverse("tasks:today")).content.decode()
    assert page.count("And more than 10 others") == 2
    assert page.count(f'hx-get="{address}"') == page.count(f'href="{address}"') == 1
    others = as_ana.get(address, headers={"HX-Request": "true"}).content.decode()
    first, folded = (set(re.findall(line, part)) for part in (page, others))
    assert (len(first), len(folded), len(first & folded)) == (3, 50, 0)
    assert "The next 50 are shown." in others and "<html" not in others
    alone = as_ana.get(address).content.decode()
    assert set(re.findall(line, alone)) == first | folded
    assert "The first 53 are shown." in alone
    assert f'name="next" value="{address}"' in alone
    assert 'name="next" value="/"' in others


@pytest.mark.parametrize("name", ["fits_next", "waited_for"])
def test_a_list_that_has_become_empty_says_so(as_ana, name):
    assert "Nothing at the moment." in as_ana.get(reverse(f"tasks:{name}")).content.decode()
