"""Who can help now, out of everything that is known of everybody, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from uuid import UUID

from contacts.asking import (
    ONE_STEP,
    READY_GAPS,
    Candidate,
    Helpers,
    Wanted,
    in_order,
    in_reach,
    ready_for,
)
from contacts.ladder import Rung
from contacts.models import Interaction, Organisation
from contacts.models.queries import IN_TOUCH
from contacts.who_lists import (
    OTHERS_SHOWN,
    READY_SHOWN,
    STEPS_SHOWN,
    Month,
    candidates,
    months_before,
    part,
)
from contacts.who_rows import Known, Rows
from jobsearch.models import User

ENOUGH_MET, ENOUGH_FAVOURS = 5, 3


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
        self._rows = Rows(user, organisation, today)
        standings = self._rows.standings()
        self._many = {standing: many for standing, many, _ in standings}
        self.people = sum(self._many.values())
        self.talked = sum(talked for _, _, talked in standings)
        self._fill()

    @cached_property
    def _favours(self) -> list[tuple[UUID, str, bool]]:
        return self._rows.favours()

    @cached_property
    def _first_met(self) -> list[tuple[UUID, int, int, bool]]:
        return self._rows.first_met()

    def _known(self) -> list[Known]:
        """All that may be on one of the first lists."""
        off = tuple(self.user.ladder_rules_off)
        near = (it for it in self._many if self.wanted.fit(it, off).gap < ONE_STEP.stop)
        return self._rows.people(near)

    def _fill(self) -> None:
        known = self._known()
        ready, steps = self._for_the_ask([one for one in known if one.fits])
        friendly, acted = self._friendly(known), self._acted()
        once = [pk for pk, _, days, awake in self._first_met if days == 1 and awake]
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

    def _for_the_ask(self, known: Sequence[Known]) -> Iterator[list[Candidate]]:
        """Who is ready for it, and who is one step away."""
        evidence = {one.person.pk: one.evidence for one in known}
        waiting = {one.person.pk: one.open_asks for one in known}
        people = (one.person for one in known)
        helpers = Helpers(people, self.wanted, self.user.ladder_rules_off, self.today)
        gaps = ((READY_GAPS, READY_SHOWN), (ONE_STEP, STEPS_SHOWN))
        return self._with_whom_they_know(
            *(
                (helpers.with_gap(each, lambda one: evidence[one.pk], waiting), shown)
                for each, shown in gaps
            )
        )

    def _with_whom_they_know(
        self, *lists: tuple[list[Candidate], int]
    ) -> Iterator[list[Candidate]]:
        """In the order that this makes; asked of those alone whom it would bring on the page."""
        in_question = {one.person.pk for each in lists for one in in_reach(*each)}
        connected = self._rows.connected(in_question)
        for found, shown in lists:
            known = (
                replace(one, person=one.person._replace(knows_there=True))
                if one.person.pk in connected
                else one
                for one in found
            )
            ordered = in_order(known) if connected else found
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

    def _friendly(self, known: Sequence[Known]) -> list[UUID]:
        """Talked with three times or more, never asked, and nothing done for me yet."""
        found = [
            (-one.person.level, -one.evidence.talks, one.person.pk) for one in known if one.friendly
        ]
        return [pk for _, _, pk in sorted(found)]

    def _months(self) -> list[Month]:
        """The last six months, newest first; everybody once, in the month in which they came."""
        months = {first: Month(first) for first in months_before(self.today)}
        for through, day, unasked, created_at in self._rows.arrivals(min(months)):
            came_on = day or self.user.today(created_at)
            if month := months.get(came_on.replace(day=1)):
                month.people += 1
                month.unasked += unasked
                month.by[through] += 1
        return list(months.values())

    @cached_property
    def ladder(self) -> list[tuple[Rung, int]]:
        """The most demanding on top."""
        order = sorted(self.rungs, key=lambda rung: (rung.needs, rung.number), reverse=True)
        return ready_for(self.wanted, self.user.ladder_rules_off, order, self._many)

    @property
    def most(self) -> int:
        return max((many for _, many in self.ladder), default=0) or 1

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
        in_touch = sum(level >= IN_TOUCH for _, level, *_ in self._first_met)
        return f"{in_touch} of {len(self._first_met)}"

    @property
    def has_arrivals(self) -> bool:
        return any(month.people for month in self.months)
