"""Somebody with rows in every list of the product: of each sort as many as one asks for.

What differs between rows goes round in tens, so that ten of them have all that a hundred have.
"""

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from contacts import merging
from contacts.batches import keep_for_choosing
from contacts.boxes import Box
from contacts.importers import linkedin
from contacts.kinds import NETWORKING_KINDS, Kind
from contacts.models import (
    Ask,
    Change,
    Contact,
    ContactImport,
    Interaction,
    InteractionPerson,
    Organisation,
    Promise,
    Rung,
)
from tasks.feelings import Feeling
from tasks.models import (
    Attempt,
    Dismissal,
    Intention,
    Keepsake,
    Mention,
    Occurrence,
    OutboundEmail,
    Reminder,
    Review,
    Task,
)
from tasks.positions import between
from tasks.review.frozen import numbers_of
from tasks.review.ledger import goal_of, look_back, standing
from tasks.weeks import Week
from tests.contacts import bringing
from tests.factories import make_user

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY = NOW.date()
WEEK = Week.containing(TODAY, 0)
LONG_AGO = NOW - timedelta(days=400)
ROLE = "Head of something"  # of whoever is not listed a second time
WORK = [Kind.RESEARCH, Kind.APPLICATION, Kind.MATERIALS, Kind.INTERVIEW, Kind.EVENT]


def somebody(**fields):
    """Past the first week, in which nothing is found."""
    return make_user("maya@example.com", name="Maya", date_joined=LONG_AGO, **fields)


@dataclass
class World:
    """Whose rows they are, and the first of each sort, which most of the others are about."""

    user: Any
    count: int = 0
    last: dict = field(default_factory=dict)  # place taken in each box
    batch: Any = None  # an import that is still to be chosen from
    undone: Any = None  # one that was taken back
    wanted: Any = None  # one that is left to a worker

    @property
    def contact(self):
        return self.user.contacts.get(given_name="Person 0", role=ROLE)

    @property
    def place(self):
        return self.user.organisations.get(name="Firm 0")

    @property
    def task(self):
        return self.user.tasks.get(title="Open 0")


def days_ago(number):
    return TODAY - timedelta(days=number)


def grow(world, wanted):
    """Until there are that many of everything."""
    numbers = range(world.count, wanted)
    for make in (people, log, tasks, promises_and_asks, kept, mails, reviews, others, imports):
        make(world, numbers)
    world.user.contacts.recount()
    world.count = wanted
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does
    return world


def people(world, numbers):
    """Every second one is at the first organisation; every tenth is listed twice, or archived."""
    user = world.user
    Organisation.objects.bulk_create(
        Organisation(owner=user, name=name, is_target=number % 2 == 0, motivation=number % 4 or 5)
        for number in numbers
        for name in (
            [f"Firm {number}", f"Firm {number} Ltd"] if number % 5 == 0 else [f"Firm {number}"]
        )
    )
    first = user.organisations.get(name="Firm 0")
    places = {place.name: place for place in user.organisations.all()}
    known = list(user.contacts.order_by("created_at")[:1])
    made = [
        Contact(
            owner=user,
            given_name=f"Person {number}",
            family_name="Carter" if number % 2 else "Cárter",
            organisation=first if number % 2 == 0 else places[f"Firm {number}"],
            role=ROLE,
            level=5 - number % 6,
            known=Contact.Known.values[number % len(Contact.Known.values)],
            told_on=days_ago(number % 80) if number % 3 == 0 else None,
            tags=["design", f"tag {number}"] if number % 2 else [],
            emails=[f"person{number}@example.com"],
            rhythm_days=7 if number % 10 in (1, 4) else None,
            level_raised_on=days_ago(1) if number % 5 == 0 else None,
            do_not_contact=number % 10 == 7,
            resting_until=days_ago(-20) if number % 10 == 6 else None,
            archived_at=NOW if number % 10 == 9 else None,
            created_at=LONG_AGO,
        )
        for number in numbers
    ]
    for person in made[1:]:
        person.met_through = known[0] if known else made[0]
    twins = [
        Contact(
            owner=user, given_name=one.given_name, family_name=one.family_name, emails=one.emails
        )
        for one in made[::5]
    ]
    Contact.objects.bulk_create(made + twins)


def log(world, numbers):
    """Over the last eight weeks, each with the first person and with one of the others.

    Some have not answered twice.
    """
    user = world.user
    persons = in_order(user.contacts)
    directions, helped = Interaction.Direction.values, Interaction.Helped.values
    made = Interaction.objects.bulk_create(
        Interaction(
            owner=user,
            day=days_ago(number % 5 if number % 2 else number * 6 % 55),
            minutes=200,
            kind=NETWORKING_KINDS[number % len(NETWORKING_KINDS)],
            direction=directions[number % len(directions)],
            helped=helped[number % len(helped)],
            purpose="Hear how the team works" if number % 2 else "",
            received="information" if number % 3 == 0 else "",
            unasked=number % 6 == 0,
            notes="We talked about the new team and what they are looking for.",
        )
        for number in numbers
    )
    InteractionPerson.objects.bulk_create(
        InteractionPerson(owner=user, interaction=entry, contact=person, met=number % 4 == 3)
        for number, entry in zip(numbers, made, strict=True)
        for person in {persons[0], persons[number % len(persons)]}
    )
    quiet = [one for one in persons if one.given_name[-1] in "24" and one.interactions.count() < 2]
    written = Interaction.objects.bulk_create(
        Interaction(
            owner=user,
            day=days_ago(1 if person.given_name[-1] == "2" else 40),
            minutes=10,
            kind=Kind.FOLLOWED_UP,
        )
        for person in 2 * quiet
    )
    InteractionPerson.objects.bulk_create(
        InteractionPerson(owner=user, interaction=entry, contact=person)
        for entry, person in zip(written, 2 * quiet, strict=True)
    )
    brought = [one for one in persons if one.given_name != "Person 0"][::5]
    for person, entry in zip(brought, made, strict=False):
        person.introduced_in = entry
    Contact.objects.bulk_update(brought, ["introduced_in"])


def in_order(contacts):
    return sorted(contacts.filter(role=ROLE), key=lambda one: one.given_name)


def tasks(world, numbers):
    """Half of them about somebody, and half of those about the same person."""
    user, first = world.user, world.contact
    persons = in_order(user.contacts.filter(archived_at=None).exclude(given_name__endswith="4"))
    made = []
    for number in numbers:
        about = first if number % 4 == 1 else persons[number % len(persons)]
        for name in ("Open", "Done", "Dropped", "Follow-up"):
            made.append(task_of(user, name, number, about if number % 2 else None))
        made[-1].reason = "thank"
        made[-1].contact = persons[number % len(persons)]
    made = [one for one in made if one.reason != "thank" or first_of_its_kind(world, one)]
    for one in made:
        if one.is_open:
            box = Box.of(urgent=one.urgent, important=one.important)
            world.last[box] = between(world.last.get(box), None)
            one.position = world.last[box]
        else:
            one.position = "V"
    Task.objects.bulk_create(made)
    user.tasks.filter(title__startswith="Open").update(created_at=LONG_AGO)


def first_of_its_kind(world, task):
    """One open follow-up of each reason and person."""
    seen = world.last.setdefault("followed up", set())
    if task.contact_id in seen:
        return False
    seen.add(task.contact_id)
    return True


def task_of(user, name, number, about):
    due = days_ago(number * 11 % 30 - 10) if number % 3 else None
    done = name == "Done"
    day = days_ago(number % 3 if number % 4 else number % 55)
    return Task(
        owner=user,
        title=f"{name} {number}",
        kind=Kind.FOLLOWED_UP if about else WORK[number % len(WORK)],
        contact=about,
        urgent=number % 4 in (0, 2),
        important=number % 4 in (0, 1),
        due_on=due,
        first_due_on=due,
        estimate=20,
        feeling=Feeling.values[number % len(Feeling.values)],
        times_moved=number % 5,
        chosen_for=TODAY if name == "Open" and number < 3 else None,
        purpose="",
        reason="",
        completed_on=day if done else None,
        completed_at=datetime.combine(day, NOW.time(), tzinfo=UTC) if done else None,
        minutes_spent=30 if done else None,
        urgent_when_done=number % 2 == 0 if done else None,
        dropped_at=NOW if name == "Dropped" else None,
    )


def promises_and_asks(world, numbers):
    user, first = world.user, world.contact
    persons = in_order(user.contacts.filter(archived_at=None))
    outcomes, answers = Promise.Outcome.values, Ask.Outcome.values
    Promise.objects.bulk_create(
        Promise(
            owner=user,
            contact=first if number % 2 else persons[number % len(persons)],
            mine=mine,
            what=f"Send the article {number}",
            due_on=days_ago(number % 20 - 5),
            outcome=outcomes[number // 2 % len(outcomes)] if number % 2 else "",
            closed_on=days_ago(1) if number % 2 and number // 2 % len(outcomes) else None,
        )
        for number in numbers
        for mine in (True, False)
    )
    Ask.objects.bulk_create(
        Ask(
            owner=user,
            contact=first if number % 2 else persons[number % len(persons)],
            rung=1 + number % 10,
            organisation=world.place,
            made_on=days_ago(number % 40) if number % 4 != 1 else None,
            gap=number % 4,
            outcome=answers[number % len(answers)] if number % 4 != 1 else "",
            answered_on=days_ago(1) if number % len(answers) and number % 4 != 1 else None,
        )
        for number in numbers
    )


def kept(world, numbers):
    about = ({"contact": world.contact}, {"organisation": world.place}, {"task": world.task})
    Keepsake.objects.bulk_create(
        Keepsake(owner=world.user, title=f"Kept {number}", text="What they said.", **one)
        for number in numbers
        for one in about
    )


def mails(world, numbers):
    """Each tells of one task, was tried twice, and half of them did not go."""
    user = world.user
    reminder, _ = Reminder.objects.get_or_create(owner=user, kind="digest")
    sent = OutboundEmail.objects.bulk_create(
        OutboundEmail(
            owner=user,
            kind="digest",
            dedupe_key=f"{user.pk}:{number}",
            message_id=f"<{user.pk}.{number}@example.com>",
            subject="Two small things",
            recipient=user.email,
            mime=b"",
            state="failed" if number % 2 else "sent",
            sent_at=None if number % 2 else NOW - timedelta(days=number),
            next_attempt_at=NOW,
            deadline=NOW,
        )
        for number in numbers
    )
    Mention.objects.bulk_create(Mention(owner=user, email=one, task=world.task) for one in sent)
    Attempt.objects.bulk_create(
        Attempt(owner=user, email=one, at=NOW, phase="rcpt", outcome="deferred", worker="w")
        for one in sent
        for _ in range(2)
    )
    Occurrence.objects.bulk_create(
        Occurrence(
            owner=user,
            reminder=reminder,
            local_date=days_ago(number),
            due_at=NOW - timedelta(days=number),
            state="superseded" if number % 2 else "sent",
            email=None if number % 2 else one,
        )
        for number, one in zip(numbers, sent, strict=True)
    )


def reviews(world, numbers):
    """The running one is open and has chosen things, as the two before it did, which are closed."""
    user = world.user
    for week in (WEEK, WEEK.previous, WEEK.previous.previous):
        review, _ = Review.objects.get_or_create(owner=user, week=week.first)
        some = user.tasks.filter(title__in=[f"Open {number}" for number in numbers])
        Intention.objects.bulk_create(
            Intention(owner=user, review=review, task=one, text=one.title) for one in some
        )
        if week == WEEK:
            review.answers = {"tidied": {str(one.pk): {"did": "kept"} for one in some[:3]}}
            review.step = Review.CLOSE
        else:
            stands = standing(user, TODAY)
            weeks = look_back(user, week, week.last)
            review.closed_at = NOW
            review.numbers = numbers_of(weeks, stands, {}, goal_of(user), week.last)
        review.save()


def others(world, numbers):
    """What was not needed, rungs of their own, what was done to many, and who was made one."""
    user = world.user
    Dismissal.objects.bulk_create(
        Dismissal(owner=user, what=what, about=f"{number}", until=days_ago(-30))
        for number in numbers
        for what in ("follow-up", "not-the-same")
    )
    Rung.objects.bulk_create(
        Rung(owner=user, number=100 + number, words=f"Rung {number}", needs=1 + number % 5)
        for number in numbers
    )
    Change.objects.bulk_create(
        Change(owner=user, what=Change.What.TOLD, after=TODAY, before=[], made_at=NOW)
        for number in numbers
    )
    for number in numbers[1::4]:
        of = [
            Organisation.objects.create(owner=user, name=f"{name} {number} made one")
            for name in ("Stays", "Goes")
        ]
        merging.merge(*of, NOW)


def imports(world, numbers):
    """Files that were brought in, one of them taken back, one left to a worker, and one to choose
    from; half of it is here."""
    user, count = world.user, numbers[-1] + 1
    ContactImport.objects.bulk_create(
        ContactImport(owner=user, file_name=f"file {n}.csv", format="linkedin", imported_at=NOW)
        for n in numbers
    )
    world.undone, _ = ContactImport.objects.get_or_create(
        owner=user, file_name="file 0.csv", defaults={"format": "linkedin"}
    )
    world.wanted, _ = ContactImport.objects.get_or_create(
        owner=user, file_name="large.csv", defaults={"format": "linkedin", "wanted_at": NOW}
    )
    world.undone.undone_at = NOW
    world.undone.save()
    user.contacts.filter(given_name__in=[f"Person {n}" for n in numbers]).update(
        imported_by=world.undone
    )
    lines = [f"Person {n},Carter,,person{n}@example.com,Firm {n},Role,01 Jan 2020" for n in numbers]
    read = linkedin.read(io.BytesIO(bringing.csv(*lines, *bringing.rows(count))))
    world.batch = keep_for_choosing(user, "connections.csv", read)
