"""What is known of people: the log, promises, asks, follow-ups, and what was dismissed.

One query, whoever and however many they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    Expression,
    F,
    Q,
    QuerySet,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from contacts.kinds import Kind
from contacts.models import Ask, Contact
from tasks.models.querysets import OPEN

if TYPE_CHECKING:
    from jobsearch.models import User

# A person's page goes back as far as this; others look at what was said in so many days with whom
# there was a word in the last of them. The longest step of a rule shows for a month.
KNOWN_DAYS = 180
LATE_DAYS = 60
RECENT_DAYS = 35


class Row(NamedTuple):
    """A thing of some sort; what each column holds for which is in the functions below."""

    sort: str
    source: UUID
    person: UUID | None
    day: date
    at: datetime
    kind: str = ""
    direction: str = ""
    detail: str = ""
    words: str = ""
    met: bool = False
    light: bool = False
    entry: UUID | None = None
    name: str = ""
    place: str = ""
    introducer: UUID | None = None
    introducer_name: str = ""
    rested_until: date | None = None
    answer_by: date | None = None

    @property
    def moment(self) -> tuple[date, datetime]:
        return self.day, self.at


def rows(user: User, today: date, contact: Contact | None) -> Iterator[Row]:
    """All there is to know, of one person or of those with whom something was lately."""
    since = today - timedelta(days=KNOWN_DAYS)
    first, *others = [
        _entries(user, today, since, contact),
        _brought(user, today, since, contact),
        _promises(user, today, contact),
        _asks(user, today, since, contact),
        _tasks(user, today, since, contact),
        _away(user, today),
        *([] if contact else [_reviews(user, today)]),
    ]
    return map(Row._make, first.union(*others, all=True))


NONE = {
    **dict.fromkeys(["kind", "direction", "detail", "words", "name", "place"], Value("")),
    "introducer_name": Value(""),
    **dict.fromkeys(["met", "light"], Value(False, output_field=BooleanField())),
    **dict.fromkeys(["person", "entry", "introducer"], Cast(Value(None), UUIDField())),
    **dict.fromkeys(["rested_until", "answer_by"], Cast(Value(None), DateField())),
}


def _columns(found: QuerySet[Any], sort: str, **columns: Expression | F) -> QuerySet[Any]:
    whole = {"sort": Value(sort), "source": F("pk"), **NONE, **columns}
    return found.order_by().values_list(*(whole[name] for name in Row._fields))


def _reachable(today: date, to: str) -> Q:
    """Who may be written to; `to` leads to the contact."""
    rests = Q(**{f"{to}resting_until__gt": today})
    left_alone = Q(**{f"{to}do_not_contact": True}) | Q(**{f"{to}archived_at__isnull": False})
    return ~(rests | left_alone)


def _who(today: date, to: str) -> dict[str, Expression | F]:
    """The columns of a person; who introduced them only where there was an introduction."""
    introduced = Q(**{f"{to}introduced_in__isnull": False})
    through = _reachable(today, f"{to}met_through__")
    introducer = When(introduced & through, then=F(f"{to}met_through"))
    return {
        "person": F(f"{to}pk"),
        "name": F(f"{to}given_name"),
        "place": Coalesce(f"{to}organisation__name", Value("")),
        "introducer": Case(introducer, default=None, output_field=UUIDField()),
        "introducer_name": Coalesce(f"{to}met_through__given_name", Value("")),
        "rested_until": F(f"{to}resting_until"),
    }


def _spared(today: date) -> Case:
    """Whether it is with somebody who is left in peace."""
    return Case(
        When(_reachable(today, "contact__"), then=Value(False)),
        When(contact=None, then=Value(False)),
        default=Value(True),
        output_field=BooleanField(),
    )


def _entries(user: User, today: date, since: date, contact: Contact | None) -> QuerySet[Any]:
    if contact:
        theirs = Q(contact=contact) | Q(contact__met_through=contact)
        found = user.interactionpersons.filter(theirs, interaction__day__gte=since)
    else:
        late, lately = (today - timedelta(days=count) for count in (LATE_DAYS, RECENT_DAYS))
        recent = user.interactionpersons.filter(interaction__day__gte=lately)
        found = user.interactionpersons.filter(interaction__day__gte=late)
        found = found.filter(contact__in=recent.values("contact"))
    return _columns(
        found.filter(_reachable(today, "contact__")),
        "entry",
        day=F("interaction__day"),
        at=F("interaction__created_at"),
        kind=F("interaction__kind"),
        direction=F("interaction__direction"),
        detail=F("interaction__received"),
        met=F("met"),
        light=F("interaction__light"),
        entry=F("interaction"),
        **_who(today, "contact__"),
    )


def _brought(user: User, today: date, since: date, contact: Contact | None) -> QuerySet[Any]:
    """People somebody introduced."""
    found = user.contacts.filter(_reachable(today, ""), introduced_in__day__gte=since)
    if contact:
        found = found.filter(pk=contact.pk)
    return _columns(
        found,
        "brought",
        day=F("introduced_in__day"),
        at=F("introduced_in__created_at"),
        entry=F("introduced_in"),
        **_who(today, ""),
    )


def _promises(user: User, today: date, contact: Contact | None) -> QuerySet[Any]:
    """`met`: it is mine; `direction`: what became of it; `light`: as of tasks."""
    found = user.promises.filter(contact=contact) if contact else user.promises.open()
    if contact is None:
        found = found.filter(_reachable(today, "contact__"), mine=False)
    return _columns(
        found,
        "promise",
        day=F("due_on"),
        at=F("created_at"),
        direction=F("outcome"),
        words=F("what"),
        met=F("mine"),
        light=_spared(today),
        entry=F("interaction"),
        **{**_who(today, "contact__"), "rested_until": NONE["rested_until"]},
    )


def _asks(user: User, today: date, since: date, contact: Contact | None) -> QuerySet[Any]:
    """Those that wait for an answer, and those that got a no."""
    waits_or_no = [Ask.Outcome.NONE, Ask.Outcome.NO]
    found = user.asks.filter(_reachable(today, "contact__"), outcome__in=waits_or_no)
    found = found.filter(made_on__gte=since)
    if contact:
        found = found.filter(contact=contact)
    return _columns(
        found,
        "ask",
        day=Coalesce("answered_on", "made_on"),
        at=F("created_at"),
        detail=F("outcome"),
        words=F("what"),
        **_who(today, "contact__"),
    )


def _tasks(user: User, today: date, since: date, contact: Contact | None) -> QuerySet[Any]:
    """Follow-ups, and applications and interviews that are done.

    `light`: with somebody spared; `met`: they said no.
    """
    lately = datetime.combine(since, time.min, tzinfo=user.zone)
    found = user.tasks.filter(OPEN | Q(updated_at__gte=lately), taken_back=False)
    applied = Q(kind__in=[Kind.APPLICATION, Kind.INTERVIEW], completed_on__isnull=False)
    found = found.filter(~Q(reason="") | applied)
    if contact:
        theirs = Q(contact=contact) | Q(contact__met_through=contact)
        found = found.filter(theirs | Q(contact=None))
    state = Case(
        When(completed_on__isnull=False, then=Value("done")),
        When(dropped_at__isnull=False, then=Value("dropped")),
        default=Value("open"),
    )
    who = _who(today, "contact__")
    return _columns(
        found,
        "task",
        day=Coalesce(
            "said_no_on", "completed_on", "due_on", Value(today, output_field=DateField())
        ),
        at=Coalesce("completed_at", "dropped_at", "created_at"),
        kind=F("kind"),
        direction=state,
        detail=F("reason"),
        words=F("title"),
        met=Case(When(said_no_on__isnull=False, then=Value(True)), default=Value(False)),
        light=_spared(today),
        answer_by=F("answer_by"),
        entry=F("interaction"),
        **{
            **who,
            "person": F("contact"),
            "name": Coalesce("contact__given_name", Value("")),
            "rested_until": NONE["rested_until"],
        },
    )


def _reviews(user: User, today: date) -> QuerySet[Any]:
    """Of this week and the one before; `met`: it is closed, `kind`: its step."""
    closed = Case(When(closed_at__isnull=False, then=Value(True)), default=Value(False))
    return _columns(
        user.reviews.filter(week__gt=today - timedelta(days=14)),
        "review",
        day=F("week"),
        at=F("created_at"),
        kind=Cast("step", CharField()),
        met=closed,
    )


def _away(user: User, today: date) -> QuerySet[Any]:
    """What was dismissed: `kind` says what, `words` about what."""
    return _columns(
        user.dismissals.filter(until__gt=today),
        "away",
        day=F("until"),
        at=Cast(F("until"), user.tasks.model._meta.get_field("created_at")),
        kind=F("what"),
        words=F("about"),
    )
