"""Making, finding and removing the sample plan of somebody: once each, whatever is pressed when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import IntegrityError, OperationalError, transaction

from jobsearch.models import User
from tasks.models import Dismissal, Review
from tasks.review.frozen import numbers_of
from tasks.review.ledger import goal_of, look_back, standing
from tasks.sample.calendar import WEEKS
from tasks.sample.rows import fill
from tasks.situation import FOLLOW_UP, Situation
from tasks.weeks import Week

STALE = timedelta(days=7)
TRIES = 5
PROPOSALS_LEFT = 4
FOR_GOOD = timedelta(days=3650)
# How its days and weeks fall is as in the plan of whoever looks at it.
LIKE_ITS_OWNER = (
    "time_zone", "first_weekday", "working_days", "urgency_days", "review_day", "review_hour",
    "theme", "shortcuts_on", "timer_on",
)  # fmt: skip
NO_MAIL = dict.fromkeys(
    ("digest_on", "reminders_on", "promises_on", "events_on", "review_on"), False
)
LOOKING_FOR = (
    "I look for work as a service designer, in a team of five to twenty, in or near the town. "
    "From January on."
)


def open_for(owner: User, now: datetime) -> User:
    """The sample plan of this person: made if there is none, and anew when its days are old.

    One that somebody has changed something in stays as it is.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=owner.pk)
        there = User.objects.filter(sample_of=owner).first()
        if there and not _is_stale(there, now):
            return there
        if there:
            there.delete()
        return _make(owner, now)


def make(owner: User, now: datetime) -> User:
    """Afresh, whatever became of the one before."""
    remove(owner)
    return open_for(owner, now)


def remove(owner: User) -> bool:
    """With every row of it. Whoever writes to it in the same moment finds it gone."""
    for tries_left in reversed(range(TRIES)):
        try:
            return _remove(owner)
        except (IntegrityError, OperationalError):  # somebody else's row or lock was in the way
            if not tries_left:
                raise
    raise AssertionError("unreachable")


@transaction.atomic
def _remove(owner: User) -> bool:
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    there = User.objects.select_for_update().filter(sample_of=owner).first()
    if there is None:
        return False
    there.delete()
    return True


def _is_stale(sample: User, now: datetime) -> bool:
    made_at = sample.last_login
    return sample.last_seen_on is None and (made_at is None or now - made_at >= STALE)


def _make(owner: User, now: datetime) -> User:
    like = {name: getattr(owner, name) for name in LIKE_ITS_OWNER}
    today = owner.today(now)
    sample = User(
        # An address that cannot exist (RFC 2606).
        email=f"{uuid4()}@sample.invalid",
        name="Maya",
        is_active=False,
        sample_of=owner,
        date_joined=now - timedelta(weeks=WEEKS + 1),
        # When it was made. `last_seen_on` is empty until somebody changes something in it.
        last_login=now,
        preset=User.Preset.FULL,
        preset_since=today - timedelta(weeks=6),
        looking_for=LOOKING_FOR,
        **like,
        **NO_MAIL,
    )
    sample.set_unusable_password()
    sample.save(force_insert=True)
    fill(sample, now)
    _freeze(sample)
    _answer_most_proposals(sample, today)
    return sample


def _freeze(sample: User) -> None:
    """The numbers of each closed review, as of the day on which it was closed."""
    reviews = list(sample.reviews.exclude(closed_at=None))
    for review in reviews:
        day = Week(review.week).last
        weeks, stands = look_back(sample, Week(review.week), day), standing(sample, day)
        review.numbers = numbers_of(weeks, stands, review.targets, goal_of(sample), day)
    Review.objects.bulk_update(reviews, ["numbers"])


def _answer_most_proposals(sample: User, today: date) -> None:
    """Somebody eight weeks into a search has said of most of them that they are not needed."""
    listed = Situation(sample, today).listed
    with_somebody = [one for one in listed if one.contact]
    kept = {key for one in with_somebody[-PROPOSALS_LEFT:] for key in one.keys}
    answered = {key for one in listed for key in one.keys}
    Dismissal.objects.bulk_create(
        Dismissal(owner=sample, what=FOLLOW_UP, about=key, until=today + FOR_GOOD)
        for key in answered - kept
    )
