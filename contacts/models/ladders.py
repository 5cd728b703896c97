"""What a person's page asks of the database for their ladder, in the query of the person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from contacts import ladder
from contacts.models.asks import Ask, Rung, with_ours
from contacts.models.evidence import as_json, with_evidence
from contacts.models.promises import Promise

if TYPE_CHECKING:
    from contacts.models.people import Contact
    from contacts.models.queries import ContactQuerySet

_RUNG = JSONObject(number="number", words="words", needs="needs", cost="cost")
_PROMISE = JSONObject(what="what", task="task__pk")


def with_ladder(contacts: ContactQuerySet, today: date) -> ContactQuerySet:
    rungs = Rung.objects.filter(owner=OuterRef("owner")).order_by("number")
    mine = Promise.objects.open().filter(contact=OuterRef("pk"), mine=True)
    promised = mine.order_by("due_on", "created_at").values(json=_PROMISE)[:1]
    return with_evidence(contacts, today).annotate(
        own_rungs=ArraySubquery(rungs.values(json=_RUNG)),
        open_promise=Subquery(promised),
        ask_rates=as_json(Ask.objects.filter(owner=OuterRef("owner")).rates()),
    )


def rungs_of(contact: Contact) -> list[ladder.Rung]:
    return with_ours(vars(contact)["own_rungs"])
