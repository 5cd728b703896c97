"""Doing what was offered: once, however often the button is pressed, and with a way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.urls import reverse

from contacts.boxes import Box
from contacts.kinds import Category, Kind
from contacts.models import Change, Contact
from contacts.rhythm import REST_DAYS
from tasks import proposals
from tasks.forms.asks import title as ask_title
from tasks.models import Task
from tasks.review.offers import back, people
from tasks.review.offers.back import Entry
from tasks.review.offers.material import KIND_OF
from tasks.review.offers.press import BLOCK, FIRST_STEP, HELP, SHORT, TIME, Doing, Done, Said
from tasks.words import counted

if TYPE_CHECKING:
    from jobsearch.models import User

BLOCK_TITLE = "Time for something important, while it is calm"
FOLLOW_UP_TITLE = "Follow up with somebody you met"
ASKED = UUID("b1d1b6c4-52f5-4d43-9a35-2f7f7fb3d1f0")
MOST_PLANNED = 3


def _planned(doing: Doing) -> Done:
    """The tasks that were named, on the next working days; made, where there was none."""
    days = [doing.user.working_day_after(doing.today, n + 1) for n in range(MOST_PLANNED)]
    pairs: list[tuple[Task, Entry | None]] = []
    for task in doing.tasks()[:MOST_PLANNED]:
        pairs.append((task, doing.plan(task, days[len(pairs)])))
    for contact, key in doing.said.keys[: MOST_PLANNED - len(pairs)]:
        if pair := _from_proposal(doing, contact, key, days[len(pairs)]):
            pairs.append(pair)
    people = doing.user.contacts.active().filter(pk__in=doing.said.contacts)
    for person in people.order_by("pk")[: MOST_PLANNED - len(pairs)]:
        pairs.append(_touch(doing, person, days[len(pairs)]))
    return doing.tell(pairs)


def _time(doing: Doing) -> Done:
    """For what has nobody and nothing at hand yet: half an hour of it, or an hour of the calm."""
    if doing.finding in ("A1", "A3b"):
        return _block(doing)
    kind = Kind.FOLLOWED_UP
    return doing.tell([doing.make("time", FOLLOW_UP_TITLE, kind, SHORT, doing.day)])


def _from_proposal(
    doing: Doing, contact: UUID, key: str, day: date
) -> tuple[Task, Entry | None] | None:
    if there := proposals.planned(doing.user, key):
        return there, None
    person = doing.user.contacts.filter(pk=contact).first()
    proposal = proposals.find(doing.user, key, person, doing.today) if person else None
    if proposal is None:
        return None
    task = proposals.plan(doing.user, proposal, day, doing.today)
    return task, back.made(task)


def _touch(doing: Doing, person: Contact, day: date) -> tuple[Task, Entry | None]:
    there = person.tasks.open().filter(reason=Task.Reason.STAY_IN_TOUCH).first()
    if there:
        return there, None
    task = doing.user.tasks.plan_follow_up(doing.user, person, day)
    return task, back.made(task)


def _category(doing: Doing) -> Done:
    if doing.said.tasks or doing.said.keys or doing.said.contacts:
        return _planned(doing)
    if doing.said.category not in KIND_OF:
        return Done()
    category = Category(doing.said.category)
    title = f"Half an hour: {category.label}"
    return doing.tell([doing.make(category, title, KIND_OF[category], SHORT, doing.day)])


def _block(doing: Doing) -> Done:
    if doing.said.tasks:
        return _planned(doing)
    return doing.tell([doing.make("block", BLOCK_TITLE, Kind.UNSORTED, BLOCK, doing.day)])


def _later(doing: Doing) -> Done:
    day = doing.user.working_day_after(doing.today + timedelta(days=6), 1)
    pairs = [(task, doing.plan(task, day)) for task in doing.tasks()[:1]]
    return doing.tell(pairs, is_change=False)


def _purpose(doing: Doing) -> Done:
    """Of the event that was named; without one, an event is planned that has it."""
    purpose = doing.said.text[:200]
    if not doing.said.tasks:
        title, about = f"Go to an event: {purpose}", f"{purpose}:{doing.today}"
        return doing.tell(
            [doing.make(about, title, Kind.EVENT, Kind.EVENT.facts.minutes, None, purpose=purpose)]
        )
    for task in doing.tasks()[:1]:
        if task.purpose == purpose:
            return Done(f"{task.title} has this purpose already.")
        before, task.purpose = task.purpose, purpose
        task.version += 1
        task.save(update_fields=["purpose", "version", "updated_at"])
        return Done(f"{task.title}: {purpose}", back.address([back.purpose_of(task, before)]))
    return Done()


def _ask(doing: Doing) -> Done:
    contact = doing.contact()
    rungs = {rung.number: rung for rung in doing.user.rungs.ladder()}
    rung = rungs.get(doing.said.rung)
    if contact is None or rung is None:
        return Done()
    pk = uuid5(ASKED, f"{doing.user.pk}:{contact.pk}:{rung.number}:{doing.today}")
    ask, is_new = doing.user.asks.get_or_create(
        pk=pk,
        defaults={
            "owner": doing.user, "contact": contact, "rung": rung.number,
            "organisation_id": contact.organisation_id,
        },
    )  # fmt: skip
    if not is_new:
        return Done(f"{ask_title(contact, rung.words)} is planned already.")
    task = Task(
        owner=doing.user,
        title=ask_title(contact, rung.words),
        kind=Kind.ASKED,
        contact=contact,
        ask=ask,
        due_on=doing.day,
        first_due_on=doing.day,
    )
    task.add_to_box(Box.MAKE_TIME)
    told = doing.tell([(task, None)])
    told.words = f"{task.title}: {doing._on(task)}."
    told.undo = f"undo:{reverse('tasks:ask_forget', args=[ask.pk])}"
    return told


def _favour(doing: Doing) -> Done:
    contact = doing.contact()
    if contact is None:
        return Done()
    title, minutes = f"Do {contact.given_name} a small favour", Kind.GAVE.facts.minutes
    about = str(contact.pk)
    return doing.tell([doing.make(about, title, Kind.GAVE, minutes, doing.day, contact=contact)])


def _step(doing: Doing) -> Done:
    """A smaller first step, or asking somebody for help with it."""
    for task in doing.tasks()[:1]:
        asks = doing.said.how == HELP
        title = f"Ask somebody for help: {task.title}" if asks else doing.said.text
        fields: dict[str, Any] = {} if asks else {"contact": task.contact}
        if not asks:
            fields["hard_override"] = task.hard_override
        about = f"{task.pk}:{'help' if asks else doing.said.text}"
        kind = Kind.ASKED if asks else Kind(task.kind)
        return doing.tell([doing.make(about, title, kind, FIRST_STEP, doing.day, **fields)])
    return Done()


def _closer(doing: Doing) -> Done:
    contact = doing.contact()
    step = people.step_of(doing.user, contact.pk, doing.today) if contact else None
    if contact is None or step is None:
        return Done()
    kind = Kind(step.kind)
    day, minutes = step.due_on or doing.day, kind.facts.minutes
    about = f"{contact.pk}:{step.title}"
    return doing.tell([doing.make(about, step.title, kind, minutes, day, contact=contact)])


def _rest(doing: Doing) -> Done:
    until = doing.today + timedelta(days=REST_DAYS)
    chosen = doing.user.contacts.filter(pk__in=doing.said.contacts)
    what = Change.What.REST
    change = Change.objects.make(doing.user, chosen, what, until, doing.now)
    if change is None:
        return Done("They rest already.")
    many = counted(change.count, "person rests", "people rest")
    undo = f"undo:{reverse('contacts:change_undo', args=[change.pk])}"
    return Done(f"{many} until {until:%A} {until.day} {until:%B}.", undo)


def _today(doing: Doing) -> Done:
    for task in doing.tasks()[:1]:
        if task.chosen_for == doing.today:
            return Done(f"{task.title} is on your list for today already.")
        if not task.choose_for(doing.today):
            return Done("", url=reverse("tasks:choose", args=[task.pk]))
        words = f"{task.title} is on your list for today."
        return Done(words, back.address([back.chosen(task, doing.today)]))
    return Done()


def _told(doing: Doing) -> Done:
    entries: list[Entry] = []
    if doing.said.text and doing.said.text != doing.user.looking_for:
        entries.append(back.words_of(doing.user.looking_for, doing.said.text))
        doing.user.looking_for = doing.said.text
        doing.user.save(update_fields=["looking_for"])
    contact = doing.contact()
    if contact is None:
        return Done("Your words are saved.", back.address(entries)) if entries else Done()
    title, minutes = f"Tell {contact.given_name} what I am looking for", 15
    task, made = doing.make(
        str(contact.pk), title, Kind.FOLLOWED_UP, minutes, doing.day, contact=contact
    )
    told = doing.tell([(task, made)])
    if every := [*entries, *told.entries]:
        told.undo = back.address(every)
    return told


DOES: dict[str, Callable[[Doing], Done]] = {
    "A1": _category,
    "A1b": _planned,
    "A2": _planned,
    "A3": _block,
    "A3b": _later,
    "A4": _category,
    "A5": _purpose,
    "A6": _ask,
    "A6b": _favour,
    "A7": _step,
    "A8": _closer,
    "A9": _rest,
    "A10": _today,
    "A11": _told,
}


def do(user: User, finding: str, said: Said, now: datetime) -> Done:
    """In a transaction that has locked the user: two windows press one after the other."""
    does = _time if said.how == TIME else DOES[finding]
    return does(Doing(user, finding, said, now))
