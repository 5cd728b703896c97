"""Who can help now, out of everything that is known of everybody, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Count, F, Q

from contacts.asking import (
    ONE_STEP,
    READY_GAPS,
    Candidate,
    Helpers,
    Person,
    Wanted,
    in_order,
    in_reach,
)
from contacts.evidence import Evidence
from contacts.ladder import CLOSELY, Rung
from contacts.models import Ask, Interaction, Organisation
from contacts.models.evidence import Lately, lately
from contacts.models.queries import IN_TOUCH, may_be_contacted
from contacts.ties import LATELY, favours, first_met, whether, with_days_met
from contacts.who_lists import (
    OTHERS_SHOWN,
    READY_SHOWN,
    STEPS_SHOWN,
    Arrival,
    Month,
    candidates,
    months_before,
    part,
)
from jobsearch.models import User

ENOUGH_MET, ENOUGH_FAVOURS = 5, 3
FRIENDLY_TALKS = 3
AT_A_TARGET = Q(organisation__is_target=True, organisation__owner=F("owner"))


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
        self._told: dict[UUID, tuple[int | None, date | None]] = {}
        self._people, self._arrivals = self._fetch()
        self._helpers = Helpers(self._people, wanted, user.ladder_rules_off, today)
        self._fill()

    # What is asked of the database ---------------------------------------------------------------

    def _fetch(self) -> tuple[list[Person], list[Arrival]]:
        """Everybody who may be asked, and who brought them, when."""
        people = self.user.contacts.active().filter(may_be_contacted(self.today)).with_rhythm()
        rows = (
            people.annotate(works=whether(self._place))
            .order_by()
            .values_list(
                "pk", "level", "known", "met_through__given_name", "met_through__level",
                "rhythm_now", "last_two_way_on", "works", "starting_level", "told_on",
                "met_through", "introduced_in__day", "introduced_in__unasked", "created_at",
            )
        )  # fmt: skip
        found, arrivals = [], []
        for *known, starting, told, through, day, unasked, created_at in rows:
            found.append(Person._make([*known, False]))
            self._told[known[0]] = starting, told
            if through:
                came_on = day or self.user.today(created_at)
                arrivals.append(Arrival(through, came_on.replace(day=1), bool(unasked)))
        return found, arrivals

    @property
    def _place(self) -> Q:
        return Q(organisation=self.organisation) if self.organisation else AT_A_TARGET

    def _connected(self, whom: Collection[UUID]) -> set[UUID | None]:
        """Who of them brought somebody there or was brought by them, talked with them and me, or
        was said to know them.
        """
        there = self.user.contacts.filter(self._place).order_by()
        theirs = self.user.contacts.filter(pk__in=whom).order_by()
        brought = theirs.filter(met_through__in=there.values("pk")).values_list("pk")
        talks = self.user.interactionpersons.filter(contact__in=whom, interaction__light=False)
        together = talks.filter(interaction__participants__contact__in=there.values("pk"))
        knows = [Ask.KnowsTarget.WELL, CLOSELY]
        said = self.user.asks.filter(self._place, contact__in=whom, knows_target__in=knows)
        bringing = there.filter(met_through__in=whom).values_list("met_through")
        others = (brought, *(each.values_list("contact") for each in (together, said)))
        return {pk for (pk,) in bringing.union(*others)}

    @cached_property
    def _lately(self) -> Lately:
        return lately(self.user, self.today)

    def _evidence(self, person: Person) -> Evidence:
        found = self._lately.of(person.pk, person.known, *self._told[person.pk])
        # They may have been met long ago.
        return found if found.met or not person.last_two_way_on else replace(found, met=True)

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
        rows = with_days_met(first_met(self.user.contacts.all(), self.today)).order_by(
            "-first", "pk"
        )
        return list(rows.values_list("pk", "level", "days"))

    # What the page says --------------------------------------------------------------------------

    def _fill(self) -> None:
        waiting = {pk: waits for pk, (_, waits) in self._asks.items()}
        ready = self._helpers.with_gap(READY_GAPS, self._evidence, waiting)
        steps = self._helpers.with_gap(ONE_STEP, self._evidence, waiting)
        ready, steps = self._with_whom_they_know((ready, READY_SHOWN), (steps, STEPS_SHOWN))
        friendly, acted = self._friendly(), self._acted()
        awake = {person.pk for person in self._people}
        once = [pk for pk, _, days in self._first_met if days == 1 and pk in awake]
        self.months = self._months()
        wanted = [one.person.pk for one in [*ready[:READY_SHOWN], *steps[:STEPS_SHOWN]]]
        wanted += [*friendly[:OTHERS_SHOWN], *list(acted)[:OTHERS_SHOWN], *once[:OTHERS_SHOWN]]
        wanted += [pk for month in self.months for pk in month.first_by]
        people = self.user.contacts.select_related("organisation").in_bulk(wanted)
        self.ready = candidates(people, ready, READY_SHOWN)
        self.one_step = candidates(people, steps, STEPS_SHOWN)
        self.friendly = part(people, dict.fromkeys(friendly, ""))
        self.acted = part(people, acted)
        self.met_once = part(people, dict.fromkeys(once, ""))
        for month in self.months:
            month.bringers = [people[pk] for pk in month.first_by if pk in people]

    def _with_whom_they_know(
        self, *lists: tuple[list[Candidate], int]
    ) -> Iterator[list[Candidate]]:
        """In the order that this makes; asked of those alone whom it would bring on the page."""
        in_question = {one.person.pk for each in lists for one in in_reach(*each)}
        connected = self._connected(in_question)
        for found, shown in lists:
            known = (
                replace(one, person=one.person._replace(knows_there=True))
                if one.person.pk in connected
                else one
                for one in found
            )
            ordered = in_order(known)
            yield [*self._as_they_were_met(ordered[:shown]), *ordered[shown:]]

    def _as_they_were_met(self, shown: list[Candidate]) -> list[Candidate]:
        """What is said of somebody of whom nothing is known but perhaps an old entry of the log."""
        unsure = [one.person.pk for one in shown if not one.evidence.met]
        if not unsure:
            return shown
        whole = self.user.contacts.filter(pk__in=unsure).evidence(self.today)
        return [replace(one, evidence=whole.get(one.person.pk, one.evidence)) for one in shown]

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
            (person.level, self._lately.talks(person.pk), person.pk)
            for person in self._people
            if self._lately.friendly(person.pk, FRIENDLY_TALKS)
            and not any(self._asks.get(person.pk, (0, 0)))
        ]
        return [pk for _, _, pk in sorted(found, key=lambda row: (-row[0], -row[1], row[2]))]

    def _months(self) -> list[Month]:
        """The last six months, newest first; everybody once, in the month in which they came."""
        months = {first: Month(first) for first in months_before(self.today)}
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
