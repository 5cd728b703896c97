"""What the rules make of what is known: how things stand with people, and what is proposed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from contacts.kinds import Kind
from contacts.models import Ask
from contacts.models.promises import CHECK_AFTER
from tasks.chains import Answer, Happened, Proposal, Standing, key_of, proposed
from tasks.followups import TABLE, Calendar, Logged, What
from tasks.known import Row
from tasks.reasons import Reason

if TYPE_CHECKING:
    from jobsearch.models import User

FOLLOW_UP = "follow-up"  # what a dismissal is of; it is about the key of the proposal
# An answer came some time on its day, after what else was logged there.
LATEST = datetime.max.replace(tzinfo=UTC)
PLANNED = UUID("0a8d5a57-6a0f-4f0e-9a43-3c1f2f0f7a66")  # what the ids of planned tasks are made in
IN_TIME = itemgetter(*map(Row._fields.index, ("day", "at", "source")))
# Of thousands of entries few differ in what counts here: each is judged once.
logged = lru_cache(4096)(Logged)


def task_id(owner_id: int, key: str) -> UUID:
    """One for each proposal: the primary key lets it in once."""
    return uuid5(PLANNED, f"{owner_id}:{key}")


@dataclass(frozen=True)
class Waiting:
    """Something somebody else said they would do."""

    promise: str
    person: str
    name: str
    what: str
    check_on: date
    check: UUID | None  # the open task that asks about it
    checked: bool


class Begun(NamedTuple):
    """A review that somebody has begun, and perhaps closed."""

    step: int
    is_closed: bool


class Judged:
    """Rows of whomever, with what follows from them."""

    contact: str | None = None  # of whom alone something is proposed

    def __init__(self, user: User, today: date, known: Iterable[Row], calendar: Calendar) -> None:
        self.user, self.today, self.calendar = user, today, calendar
        # Who rested has had a fresh start.
        known = (row for row in known if not row.rested_until or row.day >= row.rested_until)
        self.rows = sorted(known, key=IN_TIME)

    @cached_property
    def _by_sort(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            found[row.sort].append(row)
        return found

    def _of(self, sort: str) -> list[Row]:
        return self._by_sort[sort]

    @cached_property
    def away(self) -> set[tuple[str, str]]:
        """What is dismissed, as `Dismissal.objects.away()` has it."""
        return {(row.kind, row.words) for row in self._of("away")}

    @cached_property
    def reviews(self) -> dict[date, Begun]:
        """By the first day of the week: this one's and the last one's."""
        return {row.day: Begun(int(row.kind), row.met) for row in self._of("review")}

    @property
    def had_ready(self) -> list[str]:
        """Of the readiness list, what there was before."""
        return [row.words for row in self._of("ready")]

    @cached_property
    def _tasks(self) -> dict[str, Row]:
        return {row.source: row for row in self._of("task")}

    @cached_property
    def _reasons(self) -> set[str]:
        """Of all follow-ups there are: a proposal of another reason has no task."""
        return {row.detail for row in self._of("task")}

    @cached_property
    def _logged(self) -> dict[str, Logged]:
        """By the id of the participation."""
        finished = {row.entry: row.detail for row in self._of("task") if row.entry}
        found, talked = dict[str, Logged](), set[str]()
        for row in self._of("entry"):
            ended = finished.get(row.entry or row.source, "")
            first_talk = row.introducer is not None and row.person not in talked
            found[row.source] = it = logged(
                row.kind, row.direction, row.light, row.met, row.detail, ended, first_talk
            )
            if it.is_talk and row.person:
                talked.add(row.person)
        return found

    @cached_property
    def _asked(self) -> set[tuple[str | None, date]]:
        asked = self._of("entry")
        return {(row.person, row.day) for row in asked if row.kind == Kind.ASKED}

    @cached_property
    def _refused(self) -> set[tuple[str | None, date]]:
        asks = self._of("ask")
        return {(row.person, row.day) for row in asks if row.detail == Ask.Outcome.NO}

    @cached_property
    def _standings(self) -> dict[str, Standing]:
        found: dict[str, Standing] = defaultdict(Standing)
        for row in self._of("entry"):
            if row.person:
                found[row.person].add(self._logged[row.source], row.source, row.moment)
        for row in self._of("task"):
            if row.person and row.direction == "open":
                found[row.person].open.add(row.detail)
            elif row.person and row.direction == "done":
                found[row.person].done[row.detail] = (row.day, row.entry)
            elif row.person:
                found[row.person].dropped[row.detail] = row.at
        return dict(found)

    def _answer(self, reason: str, source: str) -> Answer | None:
        key = key_of(reason, source)
        if reason in self._reasons and (task := self._tasks.get(str(task_id(self.user.pk, key)))):
            done_on = task.day if task.direction == "done" else None
            return Answer(is_open=task.direction == "open", done_on=done_on)
        return Answer() if (FOLLOW_UP, key) in self.away else None

    def _happened(self, first: date, but: str) -> Iterator[Happened]:
        late_enough = cache(lambda whats, day: self._may_be_due(whats, day, first))
        for row in self.rows:
            if row.sort == but:
                continue
            whats = self._whats(row)
            if row.day < first and not late_enough(whats, row.day):
                continue
            # A message without a row of its own may still be the second one without an answer.
            if whats or row.sort == "entry":
                yield Happened(
                    source=row.source,
                    whats=whats,
                    moment=(row.day, LATEST) if What.NO in whats else row.moment,
                    person=row.person,
                    name=row.name,
                    place=row.place,
                    introducer=row.introducer,
                    introducer_name=row.introducer_name,
                    words=row.words,
                    answer_by=row.answer_by,
                    entry=row.entry if row.sort in ("entry", "brought") else None,
                )

    def _may_be_due(self, whats: tuple[What, ...], day: date, first: date) -> bool:
        """Whether what happened on that day may propose something for `first` or later."""
        return any(
            len(TABLE[what]) > 1
            or step.from_named_day
            or step.wait.after(day, self.calendar) >= first
            for what in whats
            for step in TABLE[what][:1]
        )

    def _whats(self, row: Row) -> tuple[What, ...]:
        if row.sort == "entry":
            whats = self._logged[row.source].whats
            said_no = (row.person, row.day) in self._refused  # thanks are the answer to that
            return tuple(what for what in whats if not (said_no and what == What.REPLY))
        if row.sort == "promise":
            over_or_mine = row.met or row.direction or row.light
            return () if over_or_mine else (What.THEIR_PROMISE,)
        if row.sort == "ask":
            if row.detail == Ask.Outcome.NONE and (row.person, row.day) in self._asked:
                return ()  # the entry of it says so too
            return (What.NO if row.detail == Ask.Outcome.NO else What.ASKED,)
        if row.sort == "brought":
            return (What.BROUGHT,)
        if row.sort == "task" and row.direction == "done" and not row.light:
            if row.met:  # nobody is thanked where nobody is known
                return (What.NO,) if row.person or row.kind == Kind.INTERVIEW else ()
            if row.kind == Kind.INTERVIEW:
                return (What.INTERVIEW,)
            if row.kind == Kind.APPLICATION:
                return (What.APPLIED_WITH if row.person else What.APPLIED,)
        return ()

    def _proposed_from(self, first: date, *, but: str = "") -> list[Proposal]:
        mine, found = self.contact, dict[tuple[object, str], Proposal]()
        known = self._answer, self._standings, self.today, self.calendar, first
        for happened in self._happened(first, but):
            for one in proposed(happened, *known):
                whom = one.about.whom(one.step)
                if mine is None or (whom or one.about.person) == mine:
                    same = whom or one.key, one.reason
                    also = found[same].keys if same in found else ()
                    found[same] = one._replace(also=also) if also else one
        return sorted(found.values(), key=lambda one: (one.day, one.title, one.key))

    def _waiting(self, promises: Iterable[Row]) -> list[Waiting]:
        """What others promised, the next to ask about first."""
        open_ones = [
            (self.calendar(row.day, CHECK_AFTER), row)
            for row in promises
            if row.person and not row.met and not row.direction
        ]
        open_ones.sort(key=lambda one: (one[0], one[1].name))
        return [self._waits(row, check_on) for check_on, row in open_ones]

    def _waits(self, row: Row, check_on: date) -> Waiting:
        key = task_id(self.user.pk, key_of(Reason.CHECK, row.source))
        task = self._tasks.get(str(key))
        is_open = task is not None and task.direction == "open"
        return Waiting(
            promise=row.source,
            person=row.person or "",
            name=row.name,
            what=row.words,
            check_on=check_on,
            check=key if is_open else None,
            checked=task is not None and not is_open,
        )
