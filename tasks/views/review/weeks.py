"""Which week an address of the review means."""

from datetime import date

from django.http import Http404

from jobsearch.models import User
from tasks.weeks import Week

# Nobody's search began before it, and the calendar has room for the weeks before that.
EARLIEST = date(2000, 1, 1)


def day_from(text: str) -> date:
    """A day in the one spelling that we write; anything else is no page of ours."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if day.isoformat() != text or day < EARLIEST:
        raise Http404
    return day


def week_around(user: User, text: str, today: date) -> Week:
    """The week with this day in it, as long as it has begun."""
    week = Week.containing(day_from(text), user.first_weekday)
    if not EARLIEST <= week.first <= today:
        raise Http404
    return week


def week_of(user: User, text: str, today: date) -> Week:
    """The week that begins on this day, and no other."""
    week = week_around(user, text, today)
    if week.first.isoformat() != text:
        raise Http404
    return week
