"""Rows of the named sizes, made by the models for one person and copied by Postgres for many.

S   50 contacts, 100 tasks, 200 entries of the log: somebody two months into a search
M   1,000 contacts, 2,000 tasks, 10,000 entries
L   10,000 contacts, 10,000 tasks, 200,000 entries over ten years
X   10,000 people of size S and 100 of size M in one database
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from contacts.boxes import Box
from contacts.kinds import NETWORKING_KINDS, Kind
from contacts.models import Ask, Contact, Interaction, Organisation, Promise
from contacts.models.interactions import InteractionPerson
from jobsearch.models import User
from tasks.models import Task
from tasks.positions import between
from tests.bench.client import PASSWORD

GIVEN = [  # fmt: skip
    "Ana",
    "Ben",
    "Chloé",
    "Dana",
    "Elif",
    "Farid",
    "Grace",
    "Hugo",
    "Inés",
    "Jonas",
    "Kaito",
    "Lena",
    "Marek",
    "Nadia",
    "Omar",
    "Priya",
]
FAMILY = [  # fmt: skip
    "Ruiz",
    "Carter",
    "Dubois",
    "Ekström",
    "Fernández",
    "Goldberg",
    "Hale",
    "Ito",
    "Jansen",
    "Kowalski",
    "Lee",
    "Müller",
]
WORK = [Kind.RESEARCH, Kind.APPLICATION, Kind.MATERIALS, Kind.SKILLS, Kind.TOOLS, Kind.PRACTICE]
THINGS = [  # fmt: skip
    "portfolio",
    "CV",
    "pitch",
    "letter",
    "profile",
    "article",
    "opening",
    "team",
    "budget",
    "shoes",
]


@dataclass(frozen=True)
class Size:
    contacts: int
    tasks: int
    entries: int
    open_tasks: int
    days: int

    @property
    def organisations(self):
        return max(5, self.contacts // 5)


S = Size(50, 100, 200, open_tasks=60, days=60)
M = Size(1_000, 2_000, 10_000, open_tasks=200, days=730)
L = Size(10_000, 10_000, 200_000, open_tasks=200, days=3650)


def person(email: str, **fields) -> User:
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(email, PASSWORD, name="Maya", **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def fill(user: User, size: Size, today: date, seed: int = 7) -> User:
    """Gives somebody the rows of this size, the same each time."""
    chance = random.Random(seed)
    # Nothing is found of anybody's first seven days.
    User.objects.filter(pk=user.pk).update(date_joined=f"{today - timedelta(size.days)}T10:00Z")
    places = Organisation.objects.bulk_create(
        Organisation(owner=user, name=f"{chance.choice(FAMILY)} {n}", is_target=n % 3 == 0)
        for n in range(size.organisations)
    )
    people = Contact.objects.bulk_create(
        (_contact(user, n, places, today, chance) for n in range(size.contacts)), batch_size=2000
    )
    _log(user, size, people, today, chance)
    tasks = [_task(user, n, size, people, today, chance) for n in range(size.tasks)]
    _place(tasks)
    Task.objects.bulk_create(tasks, batch_size=2000)
    _promise_and_ask(user, size, people, places, today, chance)
    Contact.objects.filter(owner=user).recount()
    return user


def _contact(user, number, places, today, chance):
    return Contact(
        owner=user,
        given_name=chance.choice(GIVEN),
        family_name=f"{chance.choice(FAMILY)}{number if number >= 150 else ''}",
        organisation=chance.choice(places) if chance.random() < 0.8 else None,
        role="Head of something",
        level=chance.choices(range(6), [30, 35, 20, 10, 4, 1])[0],
        known=chance.choice(Contact.Known.values),
        told_on=today - timedelta(chance.randrange(90)) if chance.random() < 0.3 else None,
        tags=["design"] if chance.random() < 0.2 else [],
    )


def _log(user, size, people, today, chance):
    entries = Interaction.objects.bulk_create(
        (_entry(user, size, today, chance) for _ in range(size.entries)), batch_size=5000
    )
    InteractionPerson.objects.bulk_create(
        (
            InteractionPerson(
                owner=user, interaction=entry, contact=contact, met=chance.random() < 0.05
            )
            for entry in entries
            for contact in chance.sample(people, chance.choices([0, 1, 2], [10, 80, 10])[0])
        ),
        batch_size=5000,
    )


def _entry(user, size, today, chance):
    kind = Kind(chance.choice(NETWORKING_KINDS))
    return Interaction(
        owner=user,
        day=today - timedelta(chance.randrange(size.days)),
        minutes=kind.facts.minutes,
        kind=kind,
        light=kind.facts.light,
        direction=chance.choice(Interaction.Direction.values),
        channel=chance.choice(Interaction.Channel.values),
        purpose="Hear how the team works" if chance.random() < 0.5 else "",
        helped=chance.choice(Interaction.Helped.values),
        gave="advice" if chance.random() < 0.1 else "",
        received="information" if chance.random() < 0.1 else "",
        notes="We talked about the new team and what they are looking for this winter.",
    )


def _task(user, number, size, people, today, chance):
    is_open, about = number < size.open_tasks, chance.random() < 0.5
    due = today + timedelta(chance.randrange(-5, 30)) if chance.random() < 0.6 else None
    done = None if is_open else today - timedelta(chance.randrange(size.days))
    return Task(
        owner=user,
        title=f"Send the {chance.choice(THINGS)} to somebody who asked for it",
        kind=Kind.FOLLOWED_UP if about else chance.choice(WORK),
        contact=chance.choice(people) if about else None,
        reason="",
        urgent=chance.random() < 0.3,
        important=chance.random() < 0.7,
        due_on=due,
        first_due_on=due,
        estimate=chance.choice([None, 10, 20, 45]),
        completed_on=done,
        completed_at=done and f"{done}T10:00Z",
        minutes_spent=done and 30,
        urgent_when_done=done and chance.random() < 0.3,
    )


def _place(tasks):
    last = dict.fromkeys(Box)
    for task in tasks:
        box = Box.of(urgent=task.urgent, important=task.important)
        last[box] = between(last[box], None)
        task.position = last[box]


def _promise_and_ask(user, size, people, places, today, chance):
    Promise.objects.bulk_create(
        Promise(
            owner=user,
            contact=contact,
            mine=chance.random() < 0.6,
            what="Send the article",
            due_on=today + timedelta(chance.randrange(-30, 14)),
            outcome=chance.choice(["", "kept", "kept", "late"]),
        )
        for contact in chance.sample(people, size.contacts // 5)
    )
    Ask.objects.bulk_create(
        Ask(
            owner=user,
            contact=contact,
            rung=chance.randrange(1, 11),
            organisation=chance.choice(places),
            made_on=today - timedelta(chance.randrange(60)),
            gap=0,
        )
        for contact in chance.sample(people, size.contacts // 10)
    )
