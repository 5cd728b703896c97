"""How all ties stand on one day, in numbers: two queries for however many people.

The page "Who can help me now?" lists the same people by name (contacts/who.py).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Count,
    OuterRef,
    Q,
    Subquery,
    When,
)
from django.db.models.functions import JSONObject, Least

from contacts import ladder
from contacts.models import Ask, Contact, InteractionPerson, Rung
from contacts.models.asks import with_ours
from contacts.models.evidence import as_json
from contacts.models.queries import IN_TOUCH, ContactQuerySet, may_be_contacted
from contacts.rhythm import touches_a_week
from jobsearch.models import User

LATELY = timedelta(days=180)
MET_FROM, MET_UNTIL = timedelta(days=104), timedelta(days=14)
TOLD_LATELY = timedelta(days=60)
ASKED_LATELY = timedelta(days=28)
EARLY_GAP = 2
_RUNG = JSONObject(number="number", words="words", needs="needs", cost="cost")


# In SQL: to have it made out of expressions took as long as its answer. Whoever may be contacted
# is may_be_contacted() of contacts/models/queries.py.
IN_SHORT = """
SELECT level, rhythm_days,
       organisation_id IN (SELECT id FROM contacts_organisation
                           WHERE owner_id = %(owner)s AND is_target) AS is_target,
       count(*), count(*) FILTER (WHERE told_on >= %(told)s)
FROM contacts_contact
WHERE owner_id = %(owner)s AND archived_at IS NULL AND NOT do_not_contact
  AND coalesce(resting_until <= %(today)s, true)
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Ties:
    ready_for: dict[str, int]  # by the words of the rung, the easiest first
    talking: int
    in_touch: int  # at this level or closer: who ought to know what is looked for
    told: int
    upkeep: Fraction  # touches a week
    acting: int
    favours: int
    unasked: int
    first_met: int
    deeper: int  # of those, in touch by now
    early_asks: int


@dataclass(frozen=True)
class _Alike:
    """Some of the people that may be asked, of whom the same is known."""

    level: int
    known: str
    through_level: int | None
    rhythm: int
    is_cold: bool
    talked: bool
    told: bool
    count: int

    @property
    def standing(self) -> ladder.Standing:
        brought = "" if self.through_level is None else "Somebody"
        ground = ladder.common_ground(self.known, brought, self.through_level or 0)
        return ladder.Standing(self.level, self.is_cold, ground)


def ties(user: User, today: date) -> Ties:
    people = _people(user, today)
    facts = _facts(user, today)
    received = facts["favours"] or {"all": 0, "free": 0, "by": 0}
    in_touch = [each for each in people if each.level >= IN_TOUCH]
    return Ties(
        ready_for=_ready_for(user, people, with_ours(facts["own_rungs"])),
        talking=sum(each.count for each in people if each.talked),
        in_touch=sum(each.count for each in in_touch),
        told=sum(each.count for each in in_touch if each.told),
        upkeep=touches_a_week((each.rhythm, each.count) for each in people),
        acting=received["by"],
        favours=received["all"],
        unasked=received["free"],
        first_met=len(facts["levels"]),
        deeper=sum(level >= IN_TOUCH for level in facts["levels"]),
        early_asks=facts["early"] or 0,
    )


@dataclass(frozen=True)
class InShort:
    """What findings look at, and no more; as in `Ties`."""

    in_touch: int
    told: int
    upkeep: Fraction


def in_short(user: User, today: date) -> InShort:
    """In one query: people by what their rhythm comes from."""
    in_touch, heard = 0, 0
    rhythms: list[tuple[int, int]] = []
    for level, own, is_target, many, told in _rows_in_short(user, today):
        usual = user.target_rhythm_days if is_target else user.rhythm_days
        rhythms.append((usual[level] if own is None else own, many))
        if level >= IN_TOUCH:
            in_touch, heard = in_touch + many, heard + told
    return InShort(in_touch, heard, touches_a_week(rhythms))


def _rows_in_short(user: User, today: date) -> list[Any]:
    asked: dict[str, Any] = {"owner": user.pk, "today": today, "told": today - TOLD_LATELY}
    with connection.cursor() as cursor:
        cursor.execute(IN_SHORT, asked)
        return list(cursor.fetchall())


def _people(user: User, today: date) -> list[_Alike]:
    """Everybody who may be asked; of ten thousand people few differ in what counts here."""
    rows = (
        user.contacts.active()
        .filter(may_be_contacted(today))
        .with_next_contact()
        .annotate(
            is_cold=whether(Q(rhythm_now__gt=0, cold_from__lt=today)),
            talked=whether(Q(last_two_way_on__gt=today - LATELY)),
            told=whether(Q(told_on__gte=today - TOLD_LATELY)),
        )
        .order_by()
        .values_list(
            "level", "known", "met_through__level", "rhythm_now", "is_cold", "talked", "told"
        )
    )
    return [_Alike(*row) for row in rows.annotate(count=Count("pk"))]


def _ready_for(user: User, people: list[_Alike], rungs: list[ladder.Rung]) -> dict[str, int]:
    many: Counter[ladder.Standing] = Counter()
    for each in people:
        many[each.standing] += each.count
    off = user.ladder_rules_off
    order = sorted(rungs, key=lambda rung: (rung.needs, rung.number))
    return {
        rung.words: sum(n for it, n in many.items() if ladder.fit(rung, it, off).is_ready)
        for rung in order
    }


def _facts(user: User, today: date) -> dict[str, Any]:
    me = OuterRef("pk")
    met = first_met(Contact.objects.filter(owner=me), today)
    received = favours(today).filter(owner=me).order_by().values("owner")
    early = Ask.objects.filter(owner=me, made_on__gt=today - ASKED_LATELY, gap__gte=EARLY_GAP)
    found = (
        User.objects.filter(pk=user.pk)
        .values(
            own_rungs=ArraySubquery(Rung.objects.filter(owner=me).values(json=_RUNG)),
            levels=ArraySubquery(met.values("level")),
            favours=as_json(
                received.annotate(
                    all=Count("pk"),
                    free=Count("pk", filter=Q(interaction__unasked=True)),
                    by=Count("contact", distinct=True),
                )
            ),
            early=Subquery(early.order_by().values("owner").annotate(n=Count("pk")).values("n")),
        )
        .get()
    )
    return dict(found)


def favours(today: date) -> Any:
    """What was done for somebody lately: one row for each who did it."""
    lately = InteractionPerson.objects.filter(
        contact__archived_at=None, interaction__day__gt=today - LATELY
    )
    return lately.exclude(interaction__received="")


def first_met(people: ContactQuerySet, today: date) -> Any:
    """Who was first met some weeks ago, and on which day: annotates `first`."""
    first, last = today - MET_FROM, today - MET_UNTIL
    return (
        people.active()
        .filter(do_not_contact=False, last_contact_on__gte=first)
        .annotate(first=Least("first_two_way_on", "first_met_on"))
        .filter(first__range=(first, last))
        .order_by()
    )


def whether(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())
