"""What is offered for each finding: words, and one button that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from django.urls import reverse

from contacts.boxes import Box
from contacts.kinds import Category
from contacts.rhythm import REST_DAYS
from jobsearch.templatetags.foothold import hours
from tasks.days import day_name
from tasks.models.chosen import MOST
from tasks.review.findings import Also, Finding, Offer
from tasks.review.findings.spent import left_behind, other_left_behind
from tasks.review.ledger import TaskRow
from tasks.review.offers import people
from tasks.review.offers.material import KIND_OF, Material
from tasks.review.offers.press import BLOCK, FIRST_STEP, HELP, SHORT, TIME
from tasks.review.presets import HARD
from tasks.review.sentences import WeekFacts

EASIEST = 3
WITH_PEOPLE = ("A6", "A6b", "A8", "A9", "A11")
Proposing = Callable[[Material, WeekFacts], Offer | None]


def with_offer(finding: Finding, material: Material, facts: WeekFacts) -> Offer | None:
    return OFFERS[finding.id](material, facts) or _time_for(finding, material)


def _time_for(finding: Finding, material: Material) -> Offer | None:
    """Where nothing is at hand: time for it can always be planned."""
    if finding.id in ("A1", "A3b"):
        return replace(_calm_hour(material), sends=[("how", TIME)])
    return _half_an_hour(material) if finding.id in WITH_PEOPLE else None


def _of_other_work(material: Material, facts: WeekFacts) -> Offer | None:
    """The smallest task of what was left behind, or else of what is past its day."""
    if behind := other_left_behind(facts):
        return _of_category(material, behind[0].category)
    waiting = [
        task
        for task in material.without_a_day
        if task.important and not task.is_networking and task.due_on
    ]
    return _plan(material, waiting[0]) if waiting else None


def _of_what_was_left_behind(material: Material, facts: WeekFacts) -> Offer | None:
    behind = left_behind(facts)
    return _of_category(material, behind[0].category) if behind else None


def _of_category(material: Material, key: str) -> Offer | None:
    if tasks := material.of_category(key):
        return _plan(material, tasks[0])
    if key == HARD:
        return _follow_up(material, None)
    words = f"{hours(SHORT)} for {Category(key).label.lower()}, {material.when}."
    return Offer(_case(words), "Plan it", [("category", KIND_OF[Category(key)].facts.category)])


def _case(words: str) -> str:
    return words.replace(" cv", " CV")


def _plan(material: Material, task: TaskRow) -> Offer:
    words = f"{hours(task.minutes_expected)} for “{task.title}”, {material.when}."
    return Offer(words, "Plan it", [("task", task.pk)])


def _half_an_hour(material: Material) -> Offer:
    """With nobody there to follow up: time for it."""
    words = f"{hours(SHORT)} to follow up with whoever you met, {material.when}."
    return Offer(words, "Plan it", [("how", TIME)])


def _follow_up(material: Material, facts: WeekFacts | None) -> Offer:
    found = material.follow_ups(1)
    if not found:
        return _half_an_hour(material)
    first = found[0]
    words = f"{first.title}: {hours(first.minutes)}, {material.when}."
    waiting = Also("All who wait", f"{reverse('contacts:list')}?show=waiting", posts=False)
    return Offer(words, "Plan it", [first.sends], also=[waiting])


def _three_follow_ups(material: Material, facts: WeekFacts) -> Offer:
    found = material.follow_ups(EASIEST)
    if len(found) < EASIEST:
        found = [*found, *material.in_touch()][:EASIEST]
    if not found:
        return _half_an_hour(material)
    titles = "; ".join(one.title for one in found)
    days = "one a day, from" if len(found) > 1 else "on"
    button = f"Plan these {len(found)}" if len(found) > 1 else "Plan it"
    words = f"The easiest: {titles}. {days.capitalize()} {material.when}."
    return Offer(words.replace("On tomorrow", "Tomorrow"), button, [one.sends for one in found])


def _block(material: Material, facts: WeekFacts) -> Offer:
    """Time for something important while it is still calm."""
    calm = [task for task in material.in_box(Box.MAKE_TIME) if task.due_on is None]
    if calm:
        task = min(calm, key=lambda one: one.position)
        minutes = hours(task.minutes_expected)
        words = f"“{task.title}” while it is still calm: {minutes}, {material.when}."
        return Offer(words, "Book it", [("task", task.pk)])
    return _calm_hour(material)


def _calm_hour(material: Material) -> Offer:
    words = f"{hours(BLOCK)} for something important and not urgent, {material.when}."
    return Offer(words, "Book it")


def _later(material: Material, facts: WeekFacts) -> Offer | None:
    tasks = [
        task
        for task in material.tasks
        if task.box == Box.KEEP_SHORT and not task.is_appointment and not task.is_promise
        and not (task.due_on and task.due_on >= a_week_on(material))
    ]  # fmt: skip
    if not tasks:
        return None
    task, day = tasks[0], a_week_on(material)
    words = f"“{task.title}” can wait until {day_name(day, material.today)}."
    return Offer(words, "Do it later", [("task", task.pk)])


def a_week_on(material: Material) -> date:
    return material.user.working_day_after(material.today + timedelta(days=6), 1)


def _purpose(material: Material, facts: WeekFacts) -> Offer:
    event = material.next_event
    if event is None:
        return Offer("What will your next event be for?", "Plan it", asks="What I want from it")
    day = f", {day_name(event.due_on, material.today)}" if event.due_on else ""
    words = f"What is “{event.title}”{day} for?"
    return Offer(words, "Save", [("task", event.pk)], asks="What I want from it")


def _ask(material: Material, facts: WeekFacts) -> Offer | None:
    found = people.ready_ask(material.user, material.today)
    if found is None:
        return None
    contact, rung = found
    words = f"{contact.name} is ready for: {rung.words[:1].lower()}{rung.words[1:]}."
    sends = [("contact", str(contact.pk)), ("rung", str(rung.number))]
    return Offer(words, "Plan to ask", sends)


def _favour(material: Material, facts: WeekFacts) -> Offer | None:
    contact = people.helped_lately(material.user, material.today)
    if contact is None:
        return None
    words = f"Do {contact.name} a small favour: an article, a tip, an introduction."
    return Offer(words, f"Plan it for {material.when}", [("contact", str(contact.pk))])


def _first_step(material: Material, facts: WeekFacts) -> Offer | None:
    named = [*facts.standing.moving_tasks, *facts.standing.put_off_tasks] if facts.standing else []
    task = next((task for one in named if (task := material.task(one.task))), None)
    if task is None:
        return None
    pk = ("task", task.pk)
    here = reverse("tasks:offer", args=["A7"])
    also = [
        Also("Ask for help", here, [pk, ("how", HELP)]),
        Also("Let it go", reverse("tasks:drop", args=[task.pk])),
    ]
    words = f"“{task.title}”: a first step of {FIRST_STEP} minutes, {material.when}."
    return Offer(words, "Plan the step", [pk], asks="The first small step", also=also)


def _closer(material: Material, facts: WeekFacts) -> Offer | None:
    found = people.asked_early(material.user, material.today)
    if found is None:
        return None
    contact, step = found
    day = day_name(step.due_on, material.today) if step.due_on else material.when
    return Offer(f"{step.title}, {day}.", "Plan it", [("contact", str(contact.pk))])


def _rest(material: Material, facts: WeekFacts) -> Offer | None:
    if facts.standing is None:
        return None
    too_much = facts.standing.upkeep - facts.standing.capacity
    chosen = people.to_rest(material.user, material.today, too_much)
    if not chosen:
        return None
    names = ", ".join(contact.name for contact in chosen)
    words = f"Let those you know least rest for {REST_DAYS} days: {names}."
    rhythm = Also("Longer rhythms", reverse("settings_rhythm"), posts=False)
    sends = [("contact", str(contact.pk)) for contact in chosen]
    return Offer(words, "Let them rest", sends, also=[rhythm])


def _promise(material: Material, facts: WeekFacts) -> Offer | None:
    slipping = facts.standing.slipping if facts.standing else ()
    promise = slipping[0].promise if slipping else None
    task = next((t for t in material.tasks if promise and t.promise == str(promise)), None)
    if task is None:
        return None
    later = f"{reverse('tasks:later', args=[task.pk])}?next={reverse('tasks:review')}"
    close = reverse("tasks:promise_close", args=[promise])
    also = [
        Also("New date", later, posts=False),
        Also("No longer needed", close, [("outcome", "released")]),
    ]
    if task.chosen_for == material.today:
        return Offer(f"“{task.title}” is on your list for today.", "", also=also)
    chosen = sum(one.chosen_for == material.today for one in material.tasks)
    words = f"“{task.title}”: {hours(task.minutes_expected)} today."
    if chosen >= MOST:
        words += " Your three for today are full; you choose which one waits."
    return Offer(words, "Do it today", [("task", task.pk)], also=also)


def _tell(material: Material, facts: WeekFacts) -> Offer | None:
    contact = people.to_tell(material.user, material.today)
    if contact is None:
        return None
    sends = [("contact", str(contact.pk))]
    if material.user.looking_for.strip():
        words = f"Tell {contact.name} what you look for, {material.when}."
        return Offer(words, "Plan it", sends)
    words = f"Three lines are enough. Then tell {contact.name}, {material.when}."
    return Offer(words, "Save and plan it", sends, asks="What I am looking for", asks_for_more=True)


OFFERS: dict[str, Proposing] = {
    "A1": _of_other_work,
    "A1b": _three_follow_ups,
    "A2": _follow_up,
    "A3": _block,
    "A3b": _later,
    "A4": _of_what_was_left_behind,
    "A5": _purpose,
    "A6": _ask,
    "A6b": _favour,
    "A7": _first_step,
    "A8": _closer,
    "A9": _rest,
    "A10": _promise,
    "A11": _tell,
}
