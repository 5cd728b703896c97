"""Who is in the database while it is measured, and how they are signed in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from tests.bench import copies, sizes

BOARDS = (60, 100, 200, 1000, 10_000)


def make(today: date, names: list[str], *, crowd: int) -> None:
    """Everybody whose name is asked for; `crowd` is how many of size S stand behind size X."""
    s = _filled("s", sizes.S, today)
    m = _filled("m", sizes.M, today)
    if "l" in names:
        _filled("l", sizes.L, today)
    for cards in BOARDS:
        if f"cards-{cards}" in names:
            size = sizes.Size(200, cards, 200, open_tasks=cards, days=60)
            _filled(f"cards-{cards}", size, today)
    if "names-100000" in names:
        _filled("names-100000", sizes.Size(100_000, 10, 10, open_tasks=10, days=60), today)
    if crowd:
        for example, prefix, count in ((s, "x-s", crowd), (m, "x-m", max(1, crowd // 100))):
            copies.people(example, count, prefix)
            copies.rows(example, prefix)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _filled(name: str, size: sizes.Size, today: date):
    return sizes.fill(sizes.person(f"{name}@example.com"), size, today)


def named(name: str):
    from jobsearch.models import User

    email = f"{name}-1@example.com" if name.startswith("x-") else f"{name}@example.com"
    return User.objects.filter(email=email).first()


def keys(user) -> dict[str, Any]:
    """Rows whose pages are asked for: somebody with a long log, and two open tasks."""
    from django.db.models import Count

    busiest = user.contacts.annotate(count=Count("participations")).order_by("-count")
    tasks = list(user.tasks.open().order_by("pk")[:2])
    first = busiest.first() if user.contacts.count() < 20_000 else user.contacts.first()
    return {"contact": first.pk, "task": tasks[0].pk, "floor_task": tasks[-1].pk}


def signed_in(user) -> tuple[str, str]:
    """The cookies of a session, and the token that its forms need."""
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    client, token = Client(), _get_new_csrf_string()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}", token
