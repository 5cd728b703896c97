"""How things stand on a day, worked out again by hand; see measures_by_hand.py."""

from datetime import timedelta
from fractions import Fraction

from tests.tasks.measures_by_hand import (
    DAY,
    ByHand,
    has_met,
    is_open,
    per_cent,
    took_part,
)
from tests.tasks.method_tables import AT_TARGET, KINDS, LADDER, RHYTHM


def tenths(number):
    whole = int(10 * number + Fraction(1, 2))
    return str(whole // 10) if whole % 10 == 0 else f"{whole // 10}.{whole % 10}"


class StandingByHand(ByHand):
    def standing(self):
        """By name: what is shown of how things stand."""
        liked, put_off = self.done_rate("forward"), self.done_rate("put-off")
        gap = "—"
        if liked[1] >= 5 and put_off[1] >= 5:
            points = 100 * (Fraction(*liked) - Fraction(*put_off)) + Fraction(1, 2)
            points = points.numerator // points.denominator
            gap = f"{points} point{'' if points in (1, -1) else 's'}".replace("-", "−")
        favours = self.favours()
        free = sum(entry.unasked for entry, _ in favours)
        known = [p for p in self.awake if p.level >= 2]
        told = [p for p in known if p.told_on and p.told_on >= self.today - timedelta(days=60)]
        met = self.first_met()
        deeper = sum(person.level >= 2 for person in met)
        promised, on_time = self.promised()
        return {
            "M8": str(self.put_off()),
            "M9": gap,
            "M11": str(max(self.ready().values())),
            "M12": str(len({person for _, person in favours})),
            "M13": per_cent(free, len(favours), 3),
            "M14": per_cent(on_time, promised, 3),
            "M15": per_cent(deeper, len(met), 5),
            "M16": str(len(self.late())),
            "M17": per_cent(len(told), len(known), 3),
            "M19": f"{tenths(self.touches())} a week",
        }

    # Tasks ---------------------------------------------------------------------------------------

    def put_off(self):
        count = 0
        for task in self.tasks:
            if is_open(task) and task.important and task.feeling == "put-off":
                age = (self.today - task.created_at.astimezone(self.user.zone).date()).days
                count += age >= 7 or task.times_moved >= 2
        return count

    def done_rate(self, feeling):
        lately = [
            task
            for task in self.tasks
            if task.important
            and task.feeling == feeling
            and task.dropped_at is None
            and task.due_on
            and self.today - 28 * DAY <= task.due_on < self.today
        ]
        return sum(task.completed_on is not None for task in lately), len(lately)

    def late(self):
        return sorted(
            (self.today - task.due_on).days
            for task in self.tasks
            if is_open(task) and task.contact_id and task.due_on and task.due_on < self.today
        )

    # People --------------------------------------------------------------------------------------

    @property
    def awake(self):
        return [
            person
            for person in self.people
            if person.archived_at is None
            and not person.do_not_contact
            and (person.resting_until is None or person.resting_until <= self.today)
        ]

    def rhythm(self, person):
        if person.rhythm_days is not None:
            return person.rhythm_days
        at_target = person.organisation and person.organisation.is_target
        return (AT_TARGET if at_target else RHYTHM)[person.level]

    def last_two_way(self, person):
        days = [
            entry.day
            for entry in self.entries
            if entry.direction in ("both", "from") and took_part(entry, person)
        ]
        return max(days, default=None)

    def level_for_asks(self, person):
        rhythm, last = self.rhythm(person), self.last_two_way(person)
        if last and rhythm and (self.today - last).days > 2 * rhythm and person.level > 1:
            return person.level - 1
        return person.level

    def ready(self):
        rungs = dict(LADDER)
        for own in self.user.rungs.all():
            rungs[own.number] = (own.words, own.needs, own.cost == "none")
        levels = [
            (self.level_for_asks(person), self.common_ground(person)) for person in self.awake
        ]
        found = {}
        for words, needs, is_free in rungs.values():
            found[words] = sum(
                level >= (max(1, needs - 1) if is_free and ground else needs)
                for level, ground in levels
            )
        return found

    def common_ground(self, person):
        if "common-ground" in self.user.ladder_rules_off:
            return False
        through = person.met_through
        return person.known in ("worked", "managed", "studied") or (
            through is not None and through.level >= 3
        )

    def favours(self):
        return [
            (entry, person.pk)
            for entry in self.entries
            for person in self.people
            if entry.received
            and entry.day > self.today - timedelta(days=180)
            and took_part(entry, person)
            and person.archived_at is None
        ]

    def talked(self):
        since = self.today - timedelta(days=180)
        last = [self.last_two_way(person) for person in self.awake]
        return sum(day is not None and day > since for day in last)

    def first_met(self):
        found = []
        for person in self.people:
            days = [
                entry.day
                for entry in self.entries
                if took_part(entry, person)
                and (entry.direction in ("both", "from") or has_met(entry, person))
            ]
            if days and not person.archived_at and not person.do_not_contact:
                ago = (self.today - min(days)).days
                found += [person] if 14 <= ago <= 104 else []
        return found

    def promised(self):
        ended = [
            promise
            for promise in self.promises
            if promise.mine
            and promise.outcome in ("kept", "late", "broken")
            and (promise.closed_on or promise.due_on) > self.today - timedelta(days=90)
        ]
        return len(ended), sum(promise.outcome == "kept" for promise in ended)

    def slipping(self):
        return sorted(
            ((self.today - p.due_on).days for p in self.promises
             if p.mine and p.outcome == "" and p.due_on <= self.today + DAY),
            reverse=True,
        )  # fmt: skip

    def early_asks(self):
        since = self.today - timedelta(days=28)
        return sum(bool(a.made_on and a.made_on > since and (a.gap or 0) >= 2) for a in self.asks)

    def overdue_other(self):
        return sum(
            is_open(t) and t.important and t.due_on is not None and t.due_on < self.today
            and KINDS[t.kind][0] != "networking"
            for t in self.tasks
        )  # fmt: skip

    def touches(self):
        rhythms = [self.rhythm(person) for person in self.awake]
        return sum((Fraction(7, rhythm) for rhythm in rhythms if rhythm), Fraction(0))

    def goal(self):
        return round(self.user.weekly_minutes * self.targets()[1] / 100)
