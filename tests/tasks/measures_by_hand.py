"""The measures worked out again, slowly and obviously, from the rows and the words of the method.

Nothing of tasks.review, contacts.ties or the rules of people is used: the tables below are written
out by hand. What is found is what a person would write down: "60%", "—", "3 of 5".
"""

from datetime import timedelta
from fractions import Fraction

from tests.tasks.method_tables import CATEGORIES, KINDS, TARGETS

DAY = timedelta(days=1)


def per_cent(part, whole, at_least=1):
    if whole == 0 or whole < at_least:
        return "—"
    return f"{int(Fraction(100 * part, whole) + Fraction(1, 2))}%"


def a_hundred(parts):
    """Whole numbers that sum to 100: rounded down, then the largest remainders one more each."""
    whole = sum(parts)
    exact = [Fraction(100 * part, whole) for part in parts]
    shown = [int(each) for each in exact]
    while sum(shown) < 100:
        rests = [each - there for each, there in zip(exact, shown, strict=True)]
        shown[rests.index(max(rests))] += 1
    return shown


class Week:
    """What was done in a week; several weeks are one list after the other."""

    def __init__(self):
        self.minutes = []  # (category, hard, minutes, box)
        self.with_purpose = self.marked = self.for_me = self.only_me = 0
        self.boxes_of_tasks = []
        self.met = self.followed_up = 0
        self.introduced = self.taken_up = 0
        self.fires = self.calm = 0
        self.due = self.kept = 0
        self.asks = self.ready = 0

    def __add__(self, other):
        both = Week()
        for name in vars(both):
            setattr(both, name, getattr(self, name) + getattr(other, name))
        return both

    def of(self, category=None, hard=None):
        return sum(
            minutes
            for kind, is_hard, minutes, _ in self.minutes
            if kind != "wellbeing" and category in (None, kind) and hard in (None, is_hard)
        )

    @property
    def wellbeing(self):
        return sum(minutes for kind, _, minutes, _ in self.minutes if kind == "wellbeing")

    @property
    def boxes(self):
        if self.of() < 180 and len(self.boxes_of_tasks) < 5:
            return None
        parts = [
            sum(m for kind, _, m, box in self.minutes if box == number and kind != "wellbeing")
            if self.of()
            else self.boxes_of_tasks.count(number)
            for number in (1, 2, 3, 4)
        ]
        return a_hundred(parts)


class ByHand:
    def __init__(self, user, today):
        self.user, self.today = user, today
        self.entries = list(user.interactions.prefetch_related("participants"))
        for entry in self.entries:
            entry.with_ids = {row.contact_id for row in entry.participants.all()}
            entry.met_ids = {row.contact_id for row in entry.participants.all() if row.met}
        self.tasks = list(user.tasks.all())
        self.people = list(user.contacts.select_related("organisation", "met_through"))
        self.asks = list(user.asks.all())
        self.promises = list(user.promises.all())
        self.weeks = {}

    # A week -------------------------------------------------------------------------------------

    def week(self, first):
        if first not in self.weeks:
            week = self.weeks[first] = Week()
            self.days = [first + n * DAY for n in range(7)]
            self.add_log(week)
            self.add_tasks(week)
            self.add_people(week)
            week.asks = sum(ask.made_on in self.days for ask in self.asks)
            week.ready = sum(
                ask.made_on in self.days and ask.gap is not None and ask.gap < 1
                for ask in self.asks
            )
        return self.weeks[first]

    def add_log(self, week):
        for entry in self.entries:
            if entry.day not in self.days:
                continue
            category, hard, _, _ = KINDS[entry.kind]
            if entry.hard_override is not None:
                hard = entry.hard_override
            week.minutes.append((category, hard, entry.minutes, box_of(entry.urgent, entry)))
            if entry.purpose.strip():
                week.with_purpose += entry.minutes
            if entry.helped:
                week.marked += entry.minutes
            if entry.helped in ("me", "both"):
                week.for_me += entry.minutes
            if entry.helped == "me":
                week.only_me += entry.minutes

    def add_tasks(self, week):
        for task in self.tasks:
            category, hard, usual, _ = KINDS[task.kind]
            if task.hard_override is not None:
                hard = task.hard_override and category == "networking"
            was_urgent = task.urgent if task.urgent_when_done is None else task.urgent_when_done
            if task.completed_on in self.days:
                minutes = task.minutes_spent
                if minutes is None:
                    minutes = task.estimate or usual
                if task.interaction_id:
                    minutes = 0
                week.minutes.append((category, hard, minutes, box_of(was_urgent, task)))
                if category != "wellbeing":
                    week.boxes_of_tasks.append(box_of(was_urgent, task))
            if task.dropped_at is None and task.contact_id and task.due_on in self.days:
                self.add_follow_up(week, task)
            if self.is_fire(task):
                week.fires += 1
                early = timedelta(days=self.user.urgency_days + 3)
                written = task.created_at.astimezone(self.user.zone).date()
                week.calm += bool(task.first_due_on and written <= task.first_due_on - early)

    def add_follow_up(self, week, task):
        last = task.due_on + DAY
        if task.completed_on is None and last >= self.today:
            return  # it has time
        week.due += 1
        week.kept += task.completed_on is not None and task.completed_on <= last

    def is_fire(self, task):
        if not task.important or task.due_time or task.kind in ("event", "interview"):
            return False
        if task.completed_on:
            return task.urgent_when_done and task.completed_on in self.days
        return not task.dropped_at and task.due_on in self.days and task.due_on < self.today

    def add_people(self, week):
        for person in self.people:
            first = min(
                (entry.day for entry in self.entries if has_met(entry, person)), default=None
            )
            if first and first + 2 * DAY in self.days and first + 2 * DAY < self.today:
                week.met += 1
                week.followed_up += self.wrote(person, first, first + 2 * DAY)
            entry = next((e for e in self.entries if e.pk == person.introduced_in_id), None)
            if entry:
                last = self.second_working_day(entry.day)
                if last in self.days and last < self.today:
                    week.introduced += 1
                    week.taken_up += self.wrote(person, entry.day, last, but=entry)

    def second_working_day(self, day):
        found = 0
        while found < 2:
            day += DAY
            if day.weekday() in self.user.working_days and day not in self.user.holidays:
                found += 1
        return day

    def wrote(self, person, first, last, but=None):
        """Whether I wrote to them or talked with them, for real, after we met."""
        for entry in self.entries:
            if entry == but or not first <= entry.day <= last:
                continue
            if entry.light or KINDS[entry.kind][3] or entry.direction == "from":
                continue
            if took_part(entry, person) and not has_met(entry, person):
                return True
        return False

    # Measures of weeks ----------------------------------------------------------------------------

    def flowing(self, first, span=1):
        """By name: what is shown of the weeks that end with this one."""
        week = Week()
        for back in range(span):
            week += self.week(first - 7 * back * DAY)
        total, networking = week.of(), week.of("networking")
        boxes = week.boxes
        return {
            "M1": per_cent(networking, total, 180),
            "M2": per_cent(week.of("networking", True), networking, 60),
            "M3": per_cent(week.followed_up, week.met, 2),
            "M4": per_cent(week.with_purpose, networking, 60),
            "M5": per_cent(week.for_me, week.marked, 60),
            "M6": f"{boxes[1]}%" if boxes else "—",
            "M7": per_cent(week.calm, week.fires, 3),
            "M10": str(len(self.left_behind(first))) if total >= 180 else "—",
            "M18": str(week.asks),
            "M20": per_cent(week.taken_up, week.introduced),
        }

    def left_behind(self, first):
        """Less than half of its target in two weeks that are over, or nothing in 14 days."""
        easy, hard, *others = self.targets()
        found = []
        for category, target in zip(CATEGORIES, [easy + hard, *others], strict=True):
            over = [first - 7 * n * DAY for n in range(8)]
            over = [week for week in over if week + 6 * DAY < self.today][:2]
            little = [
                self.week(week).of() >= 180
                and 100 * self.week(week).of(category) * 2 < self.week(week).of() * target
                for week in over
            ]
            quiet = first + 13 * DAY >= self.today and self.days_without(category) >= 14
            if target and (little == [True, True] or quiet):
                found.append(category)
        return found

    def targets(self):
        own = self.user.own_targets
        parts = ["networking, easy", "networking, hard", *CATEGORIES[1:]]
        return [own[part] for part in parts] if own else TARGETS[self.user.preset]

    def days_without(self, category):
        waiting = [
            task.created_at.astimezone(self.user.zone).date()
            for task in self.tasks
            if is_open(task) and KINDS[task.kind][0] == category
        ]
        if not waiting:
            return 0
        days = [e.day for e in self.entries if category == "networking" and e.minutes]
        for task in self.tasks:
            usual = task.minutes_spent is None or task.minutes_spent > 0
            if KINDS[task.kind][0] == category and usual and not task.interaction_id:
                days += [task.completed_on] if task.completed_on else []
        return (self.today - max(days, default=min(waiting))).days


def box_of(urgent, row):
    return {(True, True): 1, (False, True): 2, (True, False): 3, (False, False): 4}[
        bool(urgent), row.important
    ]


def took_part(entry, person):
    return person.pk in entry.with_ids


def has_met(entry, person):
    return person.pk in entry.met_ids


def is_open(task):
    return task.completed_at is None and task.dropped_at is None
