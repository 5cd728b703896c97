"""What a person's page asks of the database for their ladder, in the query of the person."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject

from contacts import ladder
from contacts.models.asks import Ask, Rung, with_ours
from contacts.models.evidence import as_json, evidence_asked
from contacts.models.people import Contact
from contacts.models.promises import Promise

if TYPE_CHECKING:
    from contacts.models.queries import ContactQuerySet

_RUNG = JSONObject(number="number", words="words", needs="needs", cost="cost")
_PROMISE = JSONObject(what="what", task="task__pk")

# Any other day is so many days later.
SOME_DAY = date(2000, 1, 1)


def with_ladder(contacts: ContactQuerySet, today: date) -> ContactQuerySet:
    """With how many tasks are open, and whether there are asks and keepsakes to look for."""
    since = today - SOME_DAY
    asked = {}
    for name, (sql, params, field) in _written().items():
        days = [one + since if isinstance(one, date) else one for one in params]
        asked[name] = RawSQL(sql, days, field)  # noqa: S611  made of expressions, params apart
    return contacts.annotate(**asked)


@cache
def _written() -> dict[str, tuple[str, tuple[Any, ...], Any]]:
    """As SQL, once: to make it anew out of expressions took longer than its answer."""
    found = {}
    for name, expression in _asked().items():
        query = Contact.objects.annotate(whole=expression).values("whole").query
        sql, params = query.sql_with_params()
        sql = sql.removeprefix("SELECT ").removesuffix(' AS "whole" FROM "contacts_contact"')
        found[name] = sql, params, query.annotations["whole"].output_field
    return found


def _asked() -> dict[str, Any]:
    tasks, keepsakes = [_model(name).objects for name in ("tasks", "keepsakes")]
    planned = tasks.open().filter(contact=OuterRef("pk")).order_by().values("contact")
    rungs = Rung.objects.filter(owner=OuterRef("owner")).order_by("number")
    mine = Promise.objects.open().filter(contact=OuterRef("pk"), mine=True)
    promised = mine.order_by("due_on", "created_at").values(json=_PROMISE)[:1]
    return evidence_asked(SOME_DAY) | {
        "own_rungs": ArraySubquery(rungs.values(json=_RUNG)),
        "open_promise": Subquery(promised),
        "open_tasks": Subquery(planned.annotate(many=Count("pk")).values("many")),
        "has_asks": Exists(Ask.objects.filter(contact=OuterRef("pk"))),
        "has_keepsakes": Exists(keepsakes.filter(contact=OuterRef("pk"))),
        "ask_rates": as_json(Ask.objects.filter(owner=OuterRef("owner")).rates()),
    }


def _model(name: str) -> Any:
    """Of what points at people from another app."""
    return Contact._meta.get_field(name).related_model


def rungs_of(contact: Contact) -> list[ladder.Rung]:
    return with_ours(vars(contact)["own_rungs"])
