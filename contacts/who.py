"""Who can help now, out of everything that is known of everybody, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q

from contacts.asking import ONE_STEP, READY_GAPS, Candidate, Helpers, Person, Wanted
from contacts.evidence import Evidence
from contacts.ladder import CLOSELY, Rung
from contacts.models import Ask, Contact, Interaction, InteractionPerson, Organisation
from contacts.models.queries import IN_TOUCH, may_be_contacted
from contacts.ties import LATELY, favours, first_met, whether
from jobsearch.models import User

READY_SHOWN, STEPS_SHOWN, OTHERS_SHOWN, BRINGERS_SHOWN = 10, 5, 5, 3
ENOUGH_MET, ENOUGH_FAVOURS = 5, 3
FRIENDLY_TALKS = 3
MONTHS = 6
AT_A_TARGET = Q(organisation__is_target=True)


class Arrival(NamedTuple):
    """Who brought somebody, in which month, and whether that was without being asked."""

    through: UUID
    month: date
    unasked: bool


@dataclass(frozen=True)
class Shown:
    """A person in a list, and what is said of them there."""

    person: Contact
    words: str = ""
    candidate: Candidate | None = None


@dataclass(frozen=True)
class Part:
    """The first of a list, and how many there are in all."""

    shown: Sequence[Shown]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


@dataclass
class Month:
    """Who came by introductions in a month."""

    first: date
    people: int = 0
    unasked: int = 0
    by: Counter[UUID] = field(default_factory=Counter)
    bringers: list[Contact] = field(default_factory=list)

    @property
    def first_by(self) -> list[UUID]:
        return [pk for pk, _ in self.by.most_common(BRINGERS_SHOWN)]

    @property
    def more_bringers(self) -> int:
        return len(self.by) - len(self.bringers)


class Who:
    """The page "Who can help me now?" for one ask."""

    def __init__(
        self,
        user: User,
        rungs: Sequence[Rung],
        wanted: Wanted,
        organisation: Organisation | None,
        today: date,
    ):
        self.user, self.rungs, self.wanted, self.today = user, rungs, wanted, today
        self.organisation = organisation
        self._people, self._arrivals = self._fetch()
        self._helpers = Helpers(self._people, wanted, user.ladder_rules_off, today)
        self._fill()

    # What is asked of the database ---------------------------------------------------------------

    def _fetch(self) -> tuple[list[Person], list[Arrival]]:
        """Everybody who may be asked, and who brought them, when."""
        place = Q(organisation=self.organisation) if self.organisation else AT_A_TARGET
        people = self.user.contacts.active().filter(may_be_contacted(self.today)).with_rhythm()
        connected = self._connected(place)
        rows = (
            people.annotate(works=whether(place))
            .order_by()
            .values_list(
                "pk", "level", "known", "met_through__given_name", "met_through__level",
                "rhythm_now", "last_two_way_on", "works",
                "met_through", "introduced_in__day", "introduced_in__unasked", "created_at",
            )
        )  # fmt: skip
        found, arrivals = [], []
        for *known, through, day, unasked, created_at in rows:
            found.append(Person._make([*known, known[0] in connected]))
            if through:
                came_on = day or self.user.today(created_at)
                arrivals.append(Arrival(through, came_on.replace(day=1), bool(unasked)))
        return found, arrivals

    def _connected(self, place: Q) -> set[UUID | None]:
        """Brought or brought by somebody there, talked with them and me, or said to know them.

        Asked for by itself: inside the question about everybody Postgres may ask it of each anew.
        """
        there = self.user.contacts.filter(place).order_by()
        talks = InteractionPerson.objects.filter(
            owner=self.user, contact__in=there.values("pk"), interaction__light=False
        )
        together = InteractionPerson.objects.filter(
            owner=self.user, interaction__in=talks.values("interaction")
        )
        said = self.user.asks.filter(place, knows_target__in=[Ask.KnowsTarget.WELL, CLOSELY])
        brought = self.user.contacts.filter(met_through__in=there.values("pk")).order_by()
        bringing = there.exclude(met_through=None).values_list("met_through")
        others = (
            brought.values_list("pk"),
            *(each.values_list("contact") for each in (together, said)),
        )
        return {pk for (pk,) in bringing.union(*others)}

    @cached_property
    def _evidence(self) -> dict[UUID, Evidence]:
        return self.user.contacts.active().evidence(self.today)

    @cached_property
    def _asks(self) -> dict[UUID, tuple[int, int]]:
        """How many asks each person had, and how many of them are open."""
        planned = Q(task__isnull=False, task__completed_at=None, task__dropped_at=None)
        is_open = Q(outcome=Ask.Outcome.NONE) & (Q(made_on__isnull=False) | planned)
        counted = self.user.asks.order_by().values("contact").annotate(
            made=Count("pk", filter=Q(made_on__isnull=False)),
            waiting=Count("pk", filter=is_open),
        )  # fmt: skip
        return {row["contact"]: (row["made"], row["waiting"]) for row in counted}

    @cached_property
    def _favours(self) -> list[tuple[UUID, str, bool]]:
        """What was done for the user lately, newest first."""
        return list(
            favours(self.today)
            .filter(owner=self.user)
            .order_by("-interaction__day", "-interaction__created_at", "contact")
            .values_list("contact", "interaction__received", "interaction__unasked")
        )

    @cached_property
    def _first_met(self) -> list[tuple[UUID, int, int]]:
        """Who was first met some weeks ago: their level, and on how many days we met."""
        rows = first_met(self.today).filter(owner=self.user).order_by("-first", "contact")
        return [(row["contact"], row["contact__level"], row["days"]) for row in rows]

    # What the page says --------------------------------------------------------------------------

    def _fill(self) -> None:
        waiting = {pk: waits for pk, (_, waits) in self._asks.items()}
        ready = self._helpers.with_gap(READY_GAPS, self._evidence, waiting)
        steps = self._helpers.with_gap(ONE_STEP, self._evidence, waiting)
        friendly, acted = self._friendly(), self._acted()
        awake = {person.pk for person in self._people}
        once = [pk for pk, _, days in self._first_met if days == 1 and pk in awake]
        self.months = self._months()
        wanted = [one.person.pk for one in [*ready[:READY_SHOWN], *steps[:STEPS_SHOWN]]]
        wanted += [*friendly[:OTHERS_SHOWN], *list(acted)[:OTHERS_SHOWN], *once[:OTHERS_SHOWN]]
        wanted += [pk for month in self.months for pk in month.first_by]
        people = self.user.contacts.select_related("organisation").in_bulk(wanted)
        self.ready = _candidates(people, ready, READY_SHOWN)
        self.one_step = _candidates(people, steps, STEPS_SHOWN)
        self.friendly = _part(people, dict.fromkeys(friendly, ""))
        self.acted = _part(people, acted)
        self.met_once = _part(people, dict.fromkeys(once, ""))
        for month in self.months:
            month.bringers = [people[pk] for pk in month.first_by if pk in people]

    def _acted(self) -> dict[UUID, str]:
        """What each did last, those who did something latest first."""
        found: dict[UUID, str] = {}
        for pk, what, unasked in self._favours:
            asked = ", without being asked" if unasked else ""
            found.setdefault(pk, f"{Interaction.Favour(what).label}{asked}")
        return found

    def _friendly(self) -> list[UUID]:
        """Talked with three times or more, never asked, and nothing done for me yet."""
        found = [
            (person.level, evidence.talks, person.pk)
            for person in self._people
            if (evidence := self._evidence.get(person.pk))
            and evidence.talks >= FRIENDLY_TALKS
            and not evidence.received
            and not any(self._asks.get(person.pk, (0, 0)))
        ]
        return [pk for _, _, pk in sorted(found, key=lambda row: (-row[0], -row[1], row[2]))]

    def _months(self) -> list[Month]:
        """The last six months, newest first; everybody once, in the month in which they came."""
        months = {first: Month(first) for first in _months_before(self.today)}
        for arrival in self._arrivals:
            if month := months.get(arrival.month):
                month.people += 1
                month.unasked += arrival.unasked
                month.by[arrival.through] += 1
        return list(months.values())

    @cached_property
    def ladder(self) -> list[tuple[Rung, int]]:
        """The most demanding on top."""
        order = sorted(self.rungs, key=lambda rung: (rung.needs, rung.number), reverse=True)
        return self._helpers.ready_for(order)

    @property
    def most(self) -> int:
        return max((many for _, many in self.ladder), default=0) or 1

    @property
    def people(self) -> int:
        return len(self._people)

    @property
    def talked(self) -> int:
        since = self.today - LATELY
        last = (person.last_two_way_on for person in self._people)
        return sum(day is not None and day > since for day in last)

    @property
    def unasked(self) -> str:
        """How many favours came without asking, once there are enough of them."""
        favours = len(self._favours)
        if favours < ENOUGH_FAVOURS:
            return ""
        return f"{sum(free for *_, free in self._favours)} of {favours}"

    @property
    def deeper(self) -> str:
        """How many of those first met some weeks ago are in touch by now."""
        if len(self._first_met) < ENOUGH_MET:
            return ""
        in_touch = sum(level >= IN_TOUCH for _, level, _ in self._first_met)
        return f"{in_touch} of {len(self._first_met)}"

    @property
    def has_arrivals(self) -> bool:
        return any(month.people for month in self.months)


def _candidates(people: Mapping[UUID, Contact], found: Sequence[Candidate], most: int) -> Part:
    shown = [Shown(people[one.person.pk], candidate=one) for one in found[:most]
             if one.person.pk in people]  # fmt: skip
    return Part(shown, len(found))


def _part(people: Mapping[UUID, Contact], found: Mapping[UUID, str]) -> Part:
    first = list(found.items())[:OTHERS_SHOWN]
    return Part([Shown(people[pk], words) for pk, words in first if pk in people], len(found))


def _months_before(today: date) -> Iterator[date]:
    first = today.replace(day=1)
    for _ in range(MONTHS):
        yield first
        first = (first - timedelta(days=1)).replace(day=1)
