"""Everything somebody can ask for: all pages, searches, writes, and what the engine asks."""

from uuid import uuid4

from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from jobsearch import account_mail
from jobsearch.ownership import Owned
from tasks.models import Removal
from tasks.reminders import occasions, outbox, schedule
from tests.security.conftest import rolled_back
from tests.security.urls import Access, every_url

TYPED = ("p", "pri", "priya mu", "preya", "chloe", "ekstrom")
BY_HTMX = {"HX-Request": "true"}
LISTS = ("touch", "waiting", "cold", "targets", "dormant", "silent", "never", "resting", "archived")
# What asks somebody else's server, or hashes a password.
LEFT_OUT = ("account_", "imports:start", "confirm_address")


def rows_of(user):
    """A row of each model that belongs to them, by its name in small letters."""
    found = {"user": user}
    for model in apps.get_models():
        if issubclass(model, Owned) and (row := model.objects.filter(owner=user).first()):
            found[model.__name__.lower()] = row
    return found


def addresses(rows):
    """Of each page of the table of URLs, as far as there are rows for it."""
    for url in every_url():
        if url.rule is None or url.rule.access not in (Access.OWNER, Access.SIGNED_IN):
            continue
        if url.name.startswith(LEFT_OUT):
            continue
        given = url.rule.arguments
        if url.rule.access == Access.OWNER and not set(given.values()) <= set(rows):
            continue
        yield reverse(
            url.name, kwargs={n: str(getattr(rows.get(v), "pk", v)) for n, v in given.items()}
        )


def read(client, rows, watch):
    """All pages, with their choices."""
    found = [(path, {}) for path in addresses(rows)]
    found += [(f"/contacts/?show={name}", {}) for name in LISTS]
    found += [(f"/contacts/?sort={name}", {}) for name in ("recent", "longest", "level", "added")]
    for typed in TYPED:
        text = typed.replace(" ", "+")
        found += [(f"/{where}/?q={text}", BY_HTMX) for where in ("contacts", "search")]
        found.append((f"/organisations/?q={text}", {}))
    contact = rows["contact"].pk
    found += [("/contacts/?tag=design", {}), (f"/contacts/{contact}/?mine=1&asks=all", {})]
    for path, headers in found:
        watch.page = f"GET {path}"
        with rolled_back():
            assert client.get(path, headers=headers).status_code < 500, path


def write(client, rows, watch):
    """What people do most, and what touches many rows."""
    task, contact = rows["task"].pk, rows["contact"].pk
    key = lambda: str(uuid4())  # noqa: E731
    forms = [
        (f"/tasks/{task}/move/", {"box": "1", "key": key()}),
        (f"/tasks/{task}/move/", {"box": "3", "key": key()}),
        (f"/tasks/{task}/done/", {}),
        (f"/tasks/{task}/later/", {"when": "week"}),
        ("/tasks/add/", {"title": "Email Ana about referral !urgent fri", "preview": "1"}),
        ("/tasks/add/", {"title": "Email Ana about referral !urgent fri", "key": key()}),
        ("/log/", {"how": "call", "contact": str(contact), "key": key()}),
        (f"/contacts/{contact}/level/", {"level": "2"}),
        (f"/contacts/{contact}/rest/", {}),
        (f"/contacts/{contact}/archive/", {}),
        (f"/contacts/{contact}/delete/", {}),
        ("/contacts/", {"what": "tag", "tag": "new", "everybody": "on"}),
        ("/contacts/new/", {"given_name": "Zoe", "organisation": "New place", "level": "1"}),
    ]
    for path, form in forms:
        watch.page = f"POST {path}"
        with rolled_back():
            assert client.post(path, form).status_code < 500, path


def run_engine(watch):
    """One turn of it, but for the sending; again with what the first has made."""
    now = timezone.now()
    steps = [
        lambda: account_mail.send_waiting(now),
        lambda: Removal.objects.forget_old(now),
        *(lambda step=step: step(now) for step in (
            schedule.ensure_regular, occasions.wake_rested, occasions.promises, occasions.events,
            occasions.quiet, schedule.materialise, schedule.enqueue, schedule.give_up_unconfirmed,
        )),
        outbox.reap,
        outbox.settle,
        outbox.give_up,
        lambda: outbox.claim(50),
    ]  # fmt: skip
    for number, step in enumerate(steps):
        watch.page = f"step {number} of the engine"
        step()
