"""A year of random weeks of somebody, from a seed, written by the models."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from contacts.kinds import NETWORKING_KINDS, Kind
from contacts.models import Ask, Contact, Interaction, InteractionPerson, Promise
from jobsearch.models import User
from tasks.models import Task
from tests.factories import make_organisation, make_user

LAST = date(2026, 11, 22)
DAYS = [LAST - timedelta(days=n) for n in reversed(range(364))]
MINUTES = [0, 5, 15, 20, 40, 59, 60, 90, 120]
PARTS = ["networking, easy", "networking, hard", "applications", "research", "interview",
         "materials", "skills", "tools"]  # fmt: skip
ZONES = ["Europe/Lisbon", "Pacific/Auckland", "America/New_York", "UTC"]


class RandomYear:
    def __init__(self, seed):
        self.random = Random(seed)
        self.user = self.make_user(seed)
        self.people = self.make_people()
        self.entries = self.make_entries()
        self.make_introductions()
        self.make_tasks()
        self.finish_some_tasks()
        self.make_promises()
        self.make_asks()
        self.user.contacts.all().recount()

    def make_user(self, seed):
        pick = self.random.choice
        user = make_user(
            f"year{seed}@example.com",
            time_zone=pick(ZONES),
            first_weekday=pick([0, 5, 6]),
            working_days=pick([[0, 1, 2, 3, 4], [6, 0, 1, 2, 3]]),
            holidays=self.random.sample(DAYS, 12),
            urgency_days=pick([0, 2, 5]),
            preset=pick(User.Preset.values),
            own_targets=self.maybe(self.shares(), 0.5, {}),
            weekly_minutes=pick([360, 900, 1270]),
            ladder_rules_off=pick([[], ["common-ground"]]),
            date_joined=datetime(2025, 1, 1, tzinfo=UTC),
        )
        user.rungs.create(number=3, words="Give me an hour", needs=pick([1, 3]))
        user.rungs.create(number=11, words="Lend me a desk", needs=2, cost="none")
        return user

    def shares(self):
        cuts = sorted(self.random.choices(range(101), k=7))
        parts = [end - begin for begin, end in zip([0, *cuts], [*cuts, 100], strict=True)]
        return dict(zip(PARTS, parts, strict=True))

    def maybe(self, value, chance=0.3, otherwise=None):
        return value if self.random.random() < chance else otherwise

    def make_people(self):
        pick = self.random.choice
        places = [make_organisation(self.user), make_organisation(self.user, is_target=True)]
        people = []
        for number in range(30):
            person = Contact(
                owner=self.user,
                given_name=f"Person {number}",
                level=pick([0, 1, 1, 2, 2, 3, 4, 5]),
                known=pick(["", "worked", "studied", "event", "friend"]),
                organisation=self.maybe(pick(places)),
                met_through=self.maybe(pick(people)) if people else None,
                rhythm_days=self.maybe(pick([0, 7, 200])),
                resting_until=self.maybe(LAST + timedelta(days=pick([-3, 0, 5, 30]))),
                do_not_contact=self.random.random() < 0.1,
                told_on=self.maybe(LAST - timedelta(days=pick([1, 59, 60, 61, 200])), 0.6),
                archived_at=self.maybe(datetime(2026, 11, 1, tzinfo=UTC), 0.1),
            )
            person.save()
            people.append(person)
        return people

    def make_entries(self):
        pick, chance = self.random.choice, self.random.random
        entries, took_part = [], []
        for day in self.random.choices(DAYS, k=330):
            entry = Interaction(
                owner=self.user,
                day=day,
                minutes=pick(MINUTES),
                kind=pick(NETWORKING_KINDS),
                hard_override=self.maybe(pick([True, False]), 0.2),
                direction=pick(["to", "from", "both"]),
                light=chance() < 0.2,
                purpose=pick(["", "", " ", "Find out who decides"]),
                helped=pick(["", "me", "both", "them", "nobody"]),
                gave=pick(["", "", "other"]),
                received=pick(["", "", "advice", "introduction"]),
                unasked=chance() < 0.4,
                urgent=chance() < 0.4,
                important=chance() < 0.7,
            )
            entries.append(entry)
            # The last ones are met in the end, so that there are some to be met.
            for person in self.random.sample(
                self.people[: 12 + DAYS.index(day) // 18], pick([0, 1, 1, 3])
            ):
                took_part.append(
                    InteractionPerson(
                        owner=self.user, interaction=entry, contact=person, met=chance() < 0.25
                    )
                )
        Interaction.objects.bulk_create(entries)
        InteractionPerson.objects.bulk_create(took_part)
        return entries

    def make_introductions(self):
        brought = self.random.sample(self.people, 15)
        for person, entry in zip(brought, self.random.sample(self.entries, 15), strict=True):
            person.introduced_in = entry
            person.save(update_fields=["introduced_in"])

    def make_tasks(self):
        pick, chance = self.random.choice, self.random.random
        tasks = []
        for number in range(260):
            # Many of the last weeks: how things stand turns on them.
            day = pick(DAYS if number % 2 else DAYS[-24:])
            written = datetime.combine(day, time(pick([3, 12, 21])), UTC)
            due_on = self.maybe(written.date() + timedelta(days=pick(range(12))), 0.7)
            done = pick(["done", "done", "open", "dropped"])
            done_on = self.user.today(written) + timedelta(days=pick(range(9)))
            done = "open" if done == "done" and done_on > LAST else done
            tasks.append(
                Task(
                    owner=self.user,
                    title=f"Task {number}",
                    kind=pick([kind for kind in Kind if kind != Kind.UNSORTED or number % 9 == 0]),
                    hard_override=self.maybe(pick([True, False]), 0.1),
                    contact=self.maybe(pick(self.people), 0.4),
                    estimate=self.maybe(pick([10, 50]), 0.5),
                    feeling=pick(["", "forward", "put-off", "fine"]),
                    urgent=chance() < 0.4,
                    important=chance() < 0.7,
                    due_on=due_on,
                    due_time=self.maybe(time(10), 0.1),
                    first_due_on=due_on and due_on - timedelta(days=pick([0, 0, 4, 9])),
                    times_moved=pick([0, 0, 1, 2, 3, 5]),
                    position=f"{number:04}",
                    completed_at=written if done == "done" else None,
                    completed_on=done_on if done == "done" else None,
                    urgent_when_done=pick([True, False]) if done == "done" else None,
                    minutes_spent=pick([None, *MINUTES]) if done == "done" else None,
                    dropped_at=written if done == "dropped" else None,
                )
            )
            tasks[-1].written = written
        Task.objects.bulk_create(tasks)
        for task in tasks:
            task.created_at = task.written
        Task.objects.bulk_update(tasks, ["created_at"])

    def finish_some_tasks(self):
        """By the way a person does it, so that networking leaves an entry in the log."""
        still_open = list(self.user.tasks.open().order_by("position"))
        for task in self.random.sample(still_open, 20):
            day = min(LAST, self.user.today(task.created_at) + timedelta(days=3))
            now = datetime.combine(day, time(12), self.user.zone)
            task.complete(now, day=day, minutes=self.random.choice([None, 25, 70]))

    def make_promises(self):
        for _ in range(60):
            due_on = self.random.choice(DAYS[200:] + [LAST + timedelta(days=n) for n in (0, 1, 2)])
            outcome = self.random.choice(["", "kept", "late", "broken", "released"])
            Promise.objects.create(
                owner=self.user,
                contact=self.random.choice(self.people),
                mine=self.random.random() < 0.7,
                what="the slides",
                due_on=due_on,
                outcome=outcome,
                closed_on=self.maybe(due_on, 0.9) if outcome else None,
            )

    def make_asks(self):
        for _ in range(50):
            Ask.objects.create(
                owner=self.user,
                contact=self.random.choice(self.people),
                rung=self.random.randrange(1, 12),
                made_on=self.maybe(self.random.choice(DAYS), 0.8),
                gap=self.random.choice([None, -1, 0, 1, 2, 3]),
            )
