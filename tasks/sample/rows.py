"""The lines of the sample plan as rows, in a few statements; with all that the program keeps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Ask, Contact, Interaction, Organisation, Promise
from contacts.models.interactions import InteractionPerson
from tasks.models import Move, ReadyItem, Task
from tasks.positions import between
from tasks.readiness import BY_KEY
from tasks.sample.board import CARDS, Card
from tasks.sample.calendar import Calendar
from tasks.sample.others import add_others
from tasks.sample.people import PEOPLE, PLACES, Person
from tasks.sample.unsaved import Plan
from tasks.sample.weeks import ENTRIES, FOLLOW_UPS, WORK, Entry, FollowUp, Work

if TYPE_CHECKING:
    from jobsearch.models import User

NOTED_BEFORE = timedelta(days=4)


def fill(sample: User, now: datetime) -> None:
    plan = Plan(sample, Calendar(sample, now))
    for place in PLACES:
        plan.places[place.name] = plan.add(
            Organisation, created_at=plan.when.at(plan.when.days_ago(60)), **vars(place)
        )
    for key, person in PEOPLE.items():
        plan.people[key] = _contact(plan, person)
    for number, entry in enumerate(ENTRIES):
        if plan.when.has_come(entry.day):
            _entry(plan, entry, number)
    for number, follow_up in enumerate(FOLLOW_UPS):
        if plan.when.has_come(follow_up.due) and plan.when.has_come(_done(follow_up)):
            _follow_up(plan, follow_up, number)
    for number, work in enumerate(WORK):
        if plan.when.has_come(work.day):
            _work(plan, work, number)
    for number, card in enumerate(CARDS):
        _card(plan, card, number)
    add_others(plan)
    plan.save()


def _contact(plan: Plan, person: Person) -> Contact:
    weeks = person.told_weeks_ago
    return plan.add(
        Contact,
        given_name=person.given_name,
        family_name=person.family_name,
        emails=[f"{person.given_name.lower()}@example.com"],
        level=person.level,
        known=person.known,
        role=person.role,
        organisation=plan.places.get(person.place),
        known_note=person.known_note,
        starting_level=person.starting_level,
        told_on=None if weeks is None else plan.when.days_ago(7 * weeks),
        met_through=plan.people.get(person.through),
        tags=list(person.tags),
        notes=person.notes,
        rhythm_days=person.rhythm_days,
        created_at=plan.when.at(plan.when.days_ago(60)),
    )


def _entry(plan: Plan, entry: Entry, number: int) -> None:
    made = _interaction(plan, entry, entry.kind, plan.when.day(entry.day), number)
    for who in entry.who:
        person = plan.people[who]
        plan.add(InteractionPerson, interaction=made, contact=person, met=entry.met)
        if entry.met:
            person.created_at = made.created_at


def _interaction(
    plan: Plan, line: Entry | FollowUp, kind: Kind, day: date, number: int, **more: Any
) -> Interaction:
    names = ("minutes", "direction", "channel", "purpose", "helped", "gave", "received", "unasked",
             "notes")  # fmt: skip
    fields = {name: getattr(line, name) for name in names}
    return plan.add(
        Interaction,
        day=day,
        kind=kind,
        light=kind.facts.light,
        urgent=line.box.urgent,
        important=line.box.important,
        created_at=plan.when.at(day, number),
        **fields,
        **more,
    )


def _done(line: FollowUp) -> tuple[int, int]:
    return line.done or line.due


def _follow_up(plan: Plan, line: FollowUp, number: int) -> None:
    due, done = plan.when.day(line.due), plan.when.day(_done(line))
    person = plan.people[line.who]
    entry = _interaction(plan, line, line.kind, done, number, automatic=not line.notes)
    plan.add(InteractionPerson, interaction=entry, contact=person)
    noted = due - NOTED_BEFORE
    promise = None
    if line.promise:
        late = Promise.Outcome.LATE if done > due else Promise.Outcome.KEPT
        promise = plan.promise(person, line.title, due, noted, outcome=late, closed_on=done)
    _finished(
        plan,
        line.title,
        line.kind,
        line.box,
        done,
        number,
        minutes_spent=line.minutes,
        purpose=line.purpose,
        contact=person,
        reason=line.reason,
        due_on=due,
        first_due_on=due,
        interaction=entry,
        is_promise=line.promise,
        promise=promise,
        chosen_for=done if line.chosen else None,
        created_at=plan.when.at(noted, number),
    )


def _finished(
    plan: Plan, title: str, kind: Kind, box: Box, day: date, number: int, **more: Any
) -> Task:
    moment = plan.when.at(day, number)
    task = plan.add(
        Task,
        title=title,
        kind=kind,
        urgent=box.urgent,
        important=box.important,
        urgent_when_done=box.urgent,
        position="a0",
        completed_on=day,
        completed_at=moment,
        updated_at=moment,
        **more,
    )
    plan.tasks[title] = task
    return task


def _work(plan: Plan, work: Work, number: int) -> None:
    day = plan.when.day(work.day)
    due = plan.when.day(work.due) if work.due else None
    noted = (due or day) - timedelta(weeks=work.noted_weeks_before)
    task = _finished(
        plan, work.title, work.kind, work.box, day, number,
        minutes_spent=work.minutes, feeling=work.feeling, due_on=due, first_due_on=due,
        created_at=plan.when.at(noted, number),
    )  # fmt: skip
    _of_the_list(plan, task, work.line)


def _of_the_list(plan: Plan, task: Task, line: str) -> None:
    if not line:
        return
    item = BY_KEY[line]
    task.title, task.kind, task.estimate = item.title, item.kind, item.minutes
    task.must, task.needed_for = item.must, item.needed_for
    plan.add(ReadyItem, key=line, task=task)


def _card(plan: Plan, card: Card, number: int) -> None:
    box, person = card.box, plan.people.get(card.who)
    noted = plan.when.days_ago(card.days_old)
    due, first = _dates(plan, card)
    plan.ends[box] = between(plan.ends.get(box), None)
    task = plan.add(
        Task,
        title=card.title,
        kind=card.kind,
        urgent=box.urgent,
        important=box.important,
        position=plan.ends[box],
        contact=person,
        reason=card.reason,
        due_on=due,
        first_due_on=first,
        times_moved=card.put_off_times + bool(card.came_from),
        estimate=card.minutes,
        feeling=card.feeling,
        purpose=card.purpose,
        notes=card.notes,
        chosen_for=plan.when.today if card.chosen else None,
        is_promise=card.promise,
        created_at=plan.when.at(noted, number),
    )
    task.updated_at = task.created_at
    plan.tasks[card.title] = task
    _of_the_list(plan, task, card.line)
    if card.came_from:
        _moved(plan, task, card.came_from, number)
    if person and card.promise and due:
        task.promise = plan.promise(person, card.title, due, noted)
    if person and card.rung:
        task.ask = plan.add(Ask, contact=person, rung=card.rung, created_at=task.created_at)


def _dates(plan: Plan, card: Card) -> tuple[date | None, date | None]:
    """When it is due, and the earliest date it had before it was put off."""
    due = plan.when.day(card.due) if card.due else None
    if card.due_in is not None:
        due = plan.when.in_working_days(card.due_in)
    if not card.put_off_times:
        return due, due
    return due, (due or plan.when.today) - timedelta(weeks=card.put_off_times)


def _moved(plan: Plan, task: Task, box: Box, number: int) -> None:
    plan.add(
        Move,
        task=task,
        from_box=box,
        from_position="a0",
        to_box=task.box,
        to_position=task.position,
        moved_at=plan.when.at(plan.when.days_ago(3), number),
        key=f"sample:{number}",
    )
