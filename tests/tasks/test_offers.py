"""What a finding offers on the review, and what its button does: once, and with a way back."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Ask, Interaction
from jobsearch.models import User
from tasks.models import Task
from tasks.review.findings import Finding, facts_of, found
from tasks.review.ledger import look_back, standing
from tasks.review.offers import with_offers
from tasks.weeks import Week
from tests.factories import make_contact, make_task

FRIDAY = date(2026, 11, 20)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
JOINED = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _friday_noon():
    with travel(NOON, tick=False):
        yield


@pytest.fixture
def ana(ana):
    """After the first week, in which nothing is held against anybody."""
    User.objects.filter(pk=ana.pk).update(date_joined=JOINED)
    ana.refresh_from_db()
    return ana


def log(owner, minutes, kind=Kind.FOLLOWED_UP, day=FRIDAY, people=(), **fields):
    made = Interaction.objects.create(owner=owner, day=day, minutes=minutes, kind=kind, **fields)
    made.set_people(people)
    return made


def work(owner, minutes, kind=Kind.APPLICATION, day=FRIDAY, box=Box.MAKE_TIME):
    make_task(owner, kind=kind, box=box).complete(NOON, day=day, minutes=minutes)


def worked_week(owner):
    log(owner, 120, Kind.EVENT)
    log(owner, 20, Kind.INTRODUCED, purpose="Help")
    log(owner, 40, Kind.FOLLOWED_UP, purpose="Advice")
    work(owner, 90)
    work(owner, 30, Kind.RESEARCH)


def findings(owner):
    """All that is found, each with its offer, by name."""
    weeks = look_back(owner, Week(date(2026, 11, 16)), FRIDAY)
    facts = facts_of(owner, weeks, FRIDAY, standing(owner, FRIDAY))
    return {one.id: one for one in with_offers(owner, found(facts), facts, FRIDAY)}


@pytest.fixture
def offer(ana):
    return lambda name: findings(ana)[name].offer


@pytest.fixture
def press(as_ana):
    """The button of an offer, as a browser sends it; the last message and its way back."""

    def send(name, offer=None, **more):
        data = {"next": reverse("tasks:review")} | more
        for key, value in offer.sends if offer else ():
            data.setdefault(key, []).append(value)
        return as_ana.post(reverse("tasks:offer", args=[name]), data)

    return send


def said(client):
    """What the page after it says, and the address of its Undo."""
    html = client.get(reverse("tasks:review")).content.decode()
    words = [unescape(text) for text in re.findall(r"data-message-text>(.*?)</span>", html)]
    undo = re.search(r'action="([^"]+)" data-undo', html)
    return words, unescape(undo[1]) if undo else ""


def undo(client):
    return client.post(said(client)[1])


def state(owner):
    fields = ("pk", "title", "due_on", "first_due_on", "times_moved", "purpose", "chosen_for")
    return sorted(owner.tasks.filter(taken_back=False).values_list(*fields))


def once(client, owner, press, name, offer, **more):
    """Pressed, pressed again at once, taken back, and pressed for good."""
    said(client)
    before = state(owner)
    assert press(name, offer, **more).status_code == 302
    _, way_back = said(client)
    after = state(owner)
    assert after != before
    press(name, offer, **more)
    said(client)
    assert state(owner) == after
    client.post(way_back)
    assert state(owner) == before
    press(name, offer, **more)
    return owner


# On the page


def test_the_worked_week_shows_a2_and_a5_under_one_good_thing(as_ana, ana):
    worked_week(ana)
    html = as_ana.get(reverse("tasks:review")).content.decode()
    points = html.split('class="review-points"')[1].split("One small change")[0]
    assert points.count("Why am I seeing this?") == 2
    assert "The hard part has taken 40 min so far. Your own goal is 2 h 15." in points
    assert "2 h of 3 h of networking had no purpose noted." in points
    assert f"{reverse('method')}#a2" in points and f"{reverse('method')}#a5" in points


def test_in_the_first_seven_days_the_page_has_no_finding(as_ana, ana):
    worked_week(ana)
    User.objects.filter(pk=ana.pk).update(date_joined=NOON - timedelta(days=6))
    assert "Why am I seeing this" not in as_ana.get(reverse("tasks:review")).content.decode()


def test_a_week_long_over_offers_nothing(as_ana, ana):
    worked_week(ana)
    Interaction.objects.update(day=date(2026, 10, 28))
    url = reverse("tasks:review_week", args=["2026-10-26"])
    html = as_ana.get(url).content.decode()
    assert "had no purpose noted" in html
    assert "One small change" not in html


@pytest.mark.parametrize(("action", "gone"), [("finding_away", True), ("finding_off", True)])
def test_not_this_month_and_off_take_it_away_and_undo_brings_it_back(as_ana, ana, action, gone):
    worked_week(ana)
    words = "The hard part has taken"
    as_ana.post(reverse(f"tasks:{action}", args=["A2"]))
    page = as_ana.get(reverse("tasks:review")).content.decode()
    assert words not in page
    assert "had no purpose noted" in page
    way_back = re.search(r'action="([^"]+)" data-undo', page)[1]
    as_ana.post(way_back)
    assert words in as_ana.get(reverse("tasks:review")).content.decode()


@pytest.mark.parametrize(("days", "shown"), [(27, False), (28, True)])
def test_not_this_month_lasts_28_days(as_ana, ana, days, shown):
    as_ana.post(reverse("tasks:finding_away", args=["A2"]))
    with travel(NOON + timedelta(days=days), tick=False):
        as_ana.force_login(ana)
        log(ana, 180, Kind.EVENT, day=FRIDAY + timedelta(days=days))
        html = as_ana.get(reverse("tasks:review")).content.decode()
    assert ("The hard part has had no time so far." in html) is shown


def test_a_dismissal_and_a_switch_sent_twice_are_one(as_ana, ana):
    for action in ("finding_away", "finding_off"):
        for _ in range(2):
            as_ana.post(reverse(f"tasks:{action}", args=["A2"]))
    ana.refresh_from_db()
    assert ana.findings_off == ["A2"]
    assert ana.dismissals.count() == 1


@pytest.mark.parametrize("action", ["offer", "finding_away", "finding_off", "finding_back"])
def test_a_finding_that_there_is_not_is_not_found(as_ana, action):
    assert as_ana.post(reverse(f"tasks:{action}", args=["A99"])).status_code == 404
    assert as_ana.get(reverse(f"tasks:{action}", args=["A2"])).status_code == 405


# What each does


def test_too_much_networking_offers_the_smallest_task_that_waits(as_ana, ana, offer, press):
    log(ana, 400, purpose="x")
    long, short = (
        make_task(ana, kind=Kind.APPLICATION, estimate=m, due_on=MONDAY - timedelta(days=9))
        for m in (60, 20)
    )
    assert offer("A1").sends == [("task", str(short.pk))]
    once(as_ana, ana, press, "A1", offer("A1"))
    short.refresh_from_db()
    assert (short.due_on, short.times_moved, short.first_due_on) == (
        MONDAY, 0, MONDAY - timedelta(days=9),
    )  # fmt: skip
    long.refresh_from_db()
    assert long.due_on == MONDAY - timedelta(days=9)


def two_quiet_weeks(owner, minutes=0):
    for weeks in (1, 2):
        day = FRIDAY - timedelta(days=7 * weeks)
        work(owner, 600 - minutes, Kind.RESEARCH, day)
        if minutes:
            log(owner, minutes, day=day, purpose="x")


def test_hardly_any_networking_offers_the_three_easiest_follow_ups(as_ana, ana, offer, press):
    two_quiet_weeks(ana)
    for minutes in (40, 10, 20, 30):
        make_task(ana, f"Write {minutes}", kind=Kind.FOLLOWED_UP, estimate=minutes,
                  contact=make_contact(ana), reason="")  # fmt: skip
    assert offer("A1b").button == "Plan these 3"
    once(as_ana, ana, press, "A1b", offer("A1b"))
    planned = ana.tasks.exclude(due_on=None).order_by("due_on")
    assert [task.title for task in planned] == ["Write 10", "Write 20", "Write 30"]
    assert [task.due_on for task in planned] == [MONDAY, TUESDAY, TUESDAY + timedelta(days=1)]


def test_few_follow_ups_offer_whoever_was_met_and_has_not_heard_from_you(as_ana, ana, offer, press):
    grace = make_contact(ana, "Grace")
    entry = log(ana, 180, Kind.EVENT, people=[grace], purpose="x")
    entry.participants.update(met=True)
    assert offer("A2").sends[0][0] == "key"
    once(as_ana, ana, press, "A2", offer("A2"))
    (task,) = ana.tasks.open()
    assert (task.contact, task.due_on) == (grace, MONDAY)


def test_few_follow_ups_offer_the_shortest_one_that_waits(as_ana, ana, offer, press):
    log(ana, 180, Kind.EVENT, purpose="x")
    for minutes in (30, 10):
        make_task(ana, kind=Kind.FOLLOWED_UP, contact=make_contact(ana), estimate=minutes,
                  due_on=MONDAY - timedelta(days=7))  # fmt: skip
    once(as_ana, ana, press, "A2", offer("A2"))
    assert ana.tasks.get(due_on=MONDAY).estimate == 10


def test_somebody_whose_day_has_come_is_a_follow_up_too(as_ana, ana, offer, press):
    two_quiet_weeks(ana)
    grace = make_contact(ana, "Grace", level=2)
    log(ana, 30, Kind.CONVERSATION, FRIDAY - timedelta(days=80), [grace], direction="both")
    assert offer("A1b").sends == [("contact", str(grace.pk))]
    once(as_ana, ana, press, "A1b", offer("A1b"))
    assert ana.tasks.open().get().contact == grace


def test_fires_offer_a_block_for_what_is_still_calm(as_ana, ana, offer, press):
    work(ana, 200, box=Box.DO_FIRST)
    once(as_ana, ana, press, "A3", offer("A3"))
    block = ana.tasks.open().get()
    assert (block.box, block.due_on, block.estimate) == (Box.MAKE_TIME, MONDAY, 60)
    block.delete()
    pitch = make_task(ana, "The pitch", kind=Kind.MATERIALS)
    assert offer("A3").sends == [("task", str(pitch.pk))]


def test_busy_for_others_offers_to_do_one_of_it_later(as_ana, ana, offer, press):
    work(ana, 200, box=Box.KEEP_SHORT)
    task = make_task(ana, box=Box.KEEP_SHORT, due_on=FRIDAY)
    once(as_ana, ana, press, "A3b", offer("A3b"))
    task.refresh_from_db()
    assert (task.due_on, task.times_moved) == (FRIDAY + timedelta(days=7), 0)


def test_what_was_left_behind_offers_its_smallest_task_or_half_an_hour(as_ana, ana, offer, press):
    User.objects.filter(pk=ana.pk).update(preset="full")
    ana.refresh_from_db()
    for weeks in (1, 2):
        log(ana, 600, day=FRIDAY - timedelta(days=7 * weeks), purpose="x")
    assert offer("A4").sends == [("category", "applications")]
    once(as_ana, ana, press, "A4", offer("A4"))
    half_hour = ana.tasks.open().get()
    assert (half_hour.kind, half_hour.estimate, half_hour.due_on) == ("application", 30, MONDAY)
    half_hour.delete()
    small = make_task(ana, kind=Kind.APPLICATION, estimate=20)
    make_task(ana, kind=Kind.APPLICATION, estimate=40)
    assert offer("A4").sends == [("task", str(small.pk))]


def test_hanging_out_offers_a_purpose_for_the_next_event(as_ana, ana, offer, press):
    log(ana, 180, Kind.EVENT)
    make_task(ana, kind=Kind.EVENT, due_on=TUESDAY)
    soon = make_task(ana, "Meetup", kind=Kind.EVENT, due_on=MONDAY)
    assert offer("A5").words == "What is “Meetup”, Mon 23 Nov for?"
    once(as_ana, ana, press, "A5", offer("A5"), text="Ask two people about their work")
    soon.refresh_from_db()
    assert soon.purpose == "Ask two people about their work"


def test_without_an_event_one_is_planned_with_its_purpose(as_ana, ana, offer, press):
    log(ana, 180, Kind.EVENT)
    once(as_ana, ana, press, "A5", offer("A5"), text="Meet a designer")
    event = ana.tasks.open().get()
    assert (event.kind, event.purpose) == (Kind.EVENT, "Meet a designer")


@pytest.mark.parametrize("text", ["", "   ", "x" * 201, "a\0b", "\u200b"])
def test_a_purpose_that_is_none_comes_back_with_what_was_typed(ana, press, text):
    event = make_task(ana, kind=Kind.EVENT, due_on=MONDAY)
    answer = press("A5", task=str(event.pk), text=text)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "invalid-feedback" in html
    assert str(event.pk) in html
    assert "Error: " in html
    event.refresh_from_db()
    assert event.purpose == ""


def test_giving_it_all_away_offers_the_biggest_ask_that_is_ready(as_ana, ana, offer, press):
    grace = make_contact(ana, "Grace", level=3)
    make_contact(ana, "Bo", level=1)
    for weeks in (0, 1):
        log(ana, 200, day=FRIDAY - timedelta(days=7 * weeks), helped="them", purpose="x")
    assert dict(offer("A6").sends) == {"contact": str(grace.pk), "rung": "7"}
    once(as_ana, ana, press, "A6", offer("A6"))
    ask = Ask.objects.get()
    assert (ask.contact, ask.rung, ask.made_on, ask.task.due_on) == (grace, 7, None, MONDAY)


def test_mostly_asking_offers_a_favour_to_who_helped_last(as_ana, ana, offer, press):
    make_contact(ana, "Zoe", level=5)
    grace = make_contact(ana, "Grace")
    for days in (0, 1, 2, 7, 8):
        log(ana, 100, day=FRIDAY - timedelta(days=days), helped="me", purpose="x",
            people=[grace], received="advice" if days == 0 else "")  # fmt: skip
    once(as_ana, ana, press, "A6b", offer("A6b"))
    favour = ana.tasks.open().get()
    assert (favour.contact, favour.kind) == (grace, Kind.GAVE)


def test_what_keeps_moving_offers_a_first_step_help_or_letting_go(as_ana, ana, offer, press):
    task = make_task(ana, "The CV", kind=Kind.MATERIALS)
    Task.objects.filter(pk=task.pk).update(times_moved=3)
    found = offer("A7")
    assert [way.button for way in found.also] == ["Ask for help", "Let it go"]
    once(as_ana, ana, press, "A7", found, text="Open the file")
    step = ana.tasks.open().get(title="Open the file")
    assert (step.estimate, step.kind, step.due_on) == (15, Kind.MATERIALS, MONDAY)
    help_, let_go = found.also
    once(as_ana, ana, lambda *a: as_ana.post(help_.url, dict(help_.sends)), "A7", None)
    assert ana.tasks.open().filter(title="Ask somebody for help: The CV").exists()
    as_ana.post(let_go.url)
    task.refresh_from_db()
    assert task.dropped_at


def test_an_early_ask_offers_the_step_that_closes_the_gap(as_ana, ana, offer, press):
    grace = make_contact(ana, "Grace", level=1)
    log(ana, 20, Kind.CONVERSATION, FRIDAY - timedelta(days=3), [grace], direction="both")
    for rung in (8, 9):
        ana.asks.create(contact=grace, rung=rung).make(FRIDAY)
    once(as_ana, ana, press, "A8", offer("A8"))
    step = ana.tasks.open().get()
    assert (step.contact, step.kind) == (grace, Kind.CONVERSATION)


def test_more_people_than_time_offers_a_rest_for_those_known_least(as_ana, ana, offer, press):
    User.objects.filter(pk=ana.pk).update(weekly_minutes=60)
    ana.refresh_from_db()
    near = make_contact(ana, "Near", level=4, rhythm_days=30)
    far = make_contact(ana, "Far", level=1, rhythm_days=2)
    for _ in range(2):
        press("A9", offer("A9") if not _ else None, **({"contact": str(far.pk)} if _ else {}))
    far.refresh_from_db(), near.refresh_from_db()
    assert (far.resting_until, near.resting_until) == (FRIDAY + timedelta(days=60), None)
    assert ana.changes.count() == 1
    as_ana.post(reverse("contacts:change_undo", args=[ana.changes.get().pk]))
    far.refresh_from_db()
    assert far.resting_until is None


def test_a_slipping_promise_is_put_on_the_list_for_today(as_ana, ana, offer, press):
    task = ana.tasks.promise(ana, make_contact(ana, "Bo"), "send it", due_on=FRIDAY, today=FRIDAY)
    found = offer("A10")
    assert [way.button for way in found.also] == ["New date", "No longer needed"]
    once(as_ana, ana, press, "A10", found)
    task.refresh_from_db()
    assert task.chosen_for == FRIDAY
    assert offer("A10").button == ""
    release = found.also[1]
    as_ana.post(release.url, dict(release.sends))
    assert ana.promises.get().outcome == "released"


def test_a_promise_beside_three_others_asks_which_one_waits(ana, offer, press):
    task = ana.tasks.promise(ana, make_contact(ana, "Bo"), "send it", due_on=FRIDAY, today=FRIDAY)
    for _ in range(3):
        make_task(ana).choose_for(FRIDAY)
    answer = press("A10", offer("A10"))
    assert answer.url.startswith(reverse("tasks:choose", args=[task.pk]))


def test_they_cannot_know_offers_to_write_it_down_and_tell_somebody(as_ana, ana, offer, press):
    for name in ("Ana", "Bo", "Cy"):
        make_contact(ana, name, level=2)
    found = offer("A11")
    assert found.asks_for_more
    once(as_ana, ana, press, "A11", found, text="Work in design.\nNear Lisbon.")
    ana.refresh_from_db()
    assert ana.looking_for == "Work in design.\nNear Lisbon."
    assert ana.tasks.open().get().title == "Tell Ana what I am looking for"
    assert offer("A11").asks == ""
    undo(as_ana)
    ana.refresh_from_db()
    assert ana.looking_for == ""


def test_with_nobody_to_follow_up_half_an_hour_is_booked_for_it(as_ana, ana, offer, press):
    log(ana, 180, Kind.EVENT, purpose="x")
    once(as_ana, ana, press, "A2", offer("A2"))
    task = ana.tasks.open().get()
    assert (task.kind, task.estimate, task.due_on) == (Kind.FOLLOWED_UP, 30, MONDAY)


# What others could send


@pytest.mark.parametrize("name", ["A1", "A1b", "A2", "A3", "A3b", "A4", "A5", "A6", "A6b", "A7",
                                  "A8", "A9", "A10", "A11"])  # fmt: skip
def test_nonsense_and_other_peoples_rows_do_nothing(as_ana, ana, ben, press, name):
    theirs = make_task(ben, kind=Kind.EVENT)
    person = make_contact(ben)
    before = state(ben)
    for value in (str(theirs.pk), "nonsense", "\0", "9" * 5000):
        more = {"task": value, "contact": value, "key": f"{value}:{value}", "rung": value[:9],
                "category": "wellbeing", "how": "help"}  # fmt: skip
        assert press(name, **more, text="x").status_code in (302, 422)
    press(name, contact=str(person.pk), key=f"{person.pk}:hello:1", rung="3", text="x")
    assert state(ben) == before
    assert not ana.tasks.exclude(contact=None).exists()
    assert not ben.contacts.exclude(resting_until=None).exists()


@pytest.mark.parametrize(("name", "more"), [("A7", {"how": "x"}), ("A5", {"how": "help"})])
def test_no_task_without_a_title_is_made(ana, press, name, more):
    task = make_task(ana)
    before = ana.tasks.count()
    assert press(name, task=str(task.pk), **more).status_code == 422
    press("A5", **more)
    assert ana.tasks.count() == before


@pytest.mark.parametrize("name", ["A1", "A3b", "A6", "A6b", "A8", "A11"])
def test_where_nothing_is_at_hand_there_is_still_one_thing_to_do(ana, press, name):
    """Nobody is ready, no task is left: time for it can always be planned."""
    weeks = look_back(ana, Week(date(2026, 11, 16)), FRIDAY)
    facts = facts_of(ana, weeks, FRIDAY, standing(ana, FRIDAY))
    (finding,) = with_offers(ana, [Finding(name, "flag", "So it is.", strong=False)], facts, FRIDAY)
    assert finding.offer and finding.offer.button
    press(name, finding.offer)
    press(name, finding.offer)
    assert ana.tasks.open().get().due_on == MONDAY


def test_a_way_back_that_is_not_ours_changes_nothing(as_ana, ana):
    task = make_task(ana, due_on=FRIDAY)
    for token in ("", "nonsense", "x:y:z"):
        as_ana.post(f"{reverse('tasks:offer_undo')}?was={token}")
    task.refresh_from_db()
    assert task.due_on == FRIDAY


def test_what_was_changed_since_is_not_taken_back(as_ana, ana, offer, press):
    work(ana, 200, box=Box.DO_FIRST)
    press("A3", offer("A3"))
    way_back = said(as_ana)[1]
    block = ana.tasks.open().get()
    block.plan_for(TUESDAY)
    as_ana.post(way_back)
    block.refresh_from_db()
    assert block.is_open


def test_the_review_with_two_findings_and_their_offers_stays_within_its_queries(as_ana, ana):
    worked_week(ana)
    grace = make_contact(ana, "Grace", level=2)
    log(ana, 30, Kind.CONVERSATION, FRIDAY - timedelta(days=80), [grace], direction="both")
    as_ana.get(reverse("tasks:review"))
    with CaptureQueriesContext(connection) as asked:
        assert "One small change" in as_ana.get(reverse("tasks:review")).content.decode()
    assert len(asked) <= 15, "\n".join(q["sql"][:150] for q in asked)


# --- As one of the changes for next week ---


def chosen(owner):
    return list(owner.intentions.values_list("text", "review__week"))


WEEK = date(2026, 11, 16)


def test_the_one_small_change_is_one_of_the_changes_of_its_review(as_ana, ana, press, offer):
    worked_week(ana)
    press("A2", offer("A2"), week="2026-11-16")
    words, way_back = said(as_ana)
    assert words[0].endswith("Chosen for next week.")
    (task,) = ana.tasks.open().filter(due_on=MONDAY)
    assert chosen(ana) == [(task.title, WEEK)]
    page = as_ana.get(reverse("tasks:review_choose", args=["2026-11-16"])).content.decode()
    assert "1 of 3 chosen" in page and task.title in page
    as_ana.post(way_back)
    assert chosen(ana) == [] and not ana.tasks.open().filter(due_on=MONDAY).exists()


def test_it_is_chosen_once_and_not_beyond_three(as_ana, ana, press, offer):
    worked_week(ana)
    button = offer("A2")
    for _ in range(2):
        press("A2", button, week="2026-11-16")
    assert len(chosen(ana)) == 1
    ana.intentions.all().delete()
    review = ana.reviews.get()
    for number in range(3):
        review.intentions.create(owner=ana, text=f"Change {number}")
    press("A2", button, week="2026-11-16")
    assert len(chosen(ana)) == 3


@pytest.mark.parametrize("week", ["", "2026-11-02", "0001-01-01", "9999-12-31", "x", "2026-12-07"])
def test_a_week_that_is_not_looked_back_at_now_chooses_nothing(ana, press, offer, week):
    worked_week(ana)
    press("A2", offer("A2"), week=week)
    assert chosen(ana) == []


def test_an_ask_that_is_taken_back_is_no_change_any_more(as_ana, ana, press, offer):
    make_contact(ana, "Grace", level=3)
    for weeks in (0, 1):
        log(ana, 200, day=FRIDAY - timedelta(days=7 * weeks), helped="them", purpose="x")
    press("A6", offer("A6"), week="2026-11-16")
    assert len(chosen(ana)) == 1
    undo(as_ana)
    assert chosen(ana) == []


def test_a_closed_review_takes_no_more(as_ana, ana, press, offer):
    worked_week(ana)
    ana.reviews.create(week=WEEK, closed_at=NOON)
    press("A2", offer("A2"), week="2026-11-16")
    assert chosen(ana) == []


def test_only_the_change_at_the_side_is_chosen(as_ana, ana):
    worked_week(ana)
    html = as_ana.get(reverse("tasks:review")).content.decode()
    assert html.count('name="week" value="2026-11-16"') == 1
