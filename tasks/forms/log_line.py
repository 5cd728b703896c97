"""The line "What happened?" as the beginnings of the log form."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from contacts.fields import name_with_place
from contacts.models import Contact
from contacts.templatetags.contacts import lower_first
from jobsearch.models import User
from tasks.days import day_name
from tasks.forms.how import HOW
from tasks.forms.quick import people_named
from tasks.quickadd import Person
from tasks.quicklog import Doubt, Told, parse
from tasks.quicklog.parser import MOST_LETTERS

PEOPLE_OFFERED = 12
SOMEBODY_NEW = "new"


def read_line(owner: User, typed: str, today: date, contact: Contact | None) -> Told:
    text = typed[:MOST_LETTERS].replace("\0", "")
    known = people_named(owner, text)
    about = None
    if contact:
        about = Person(str(contact.pk), contact.given_name, contact.name)
        if all(person.pk != about.pk for person in known):
            known.append(about)  # archived
    return parse(text, today, known, contact=about)


def initial_of(told: Told, owner: User) -> dict[str, Any]:
    """What the form begins with; nothing for what the line does not say."""
    if told == Told():
        return {}  # and nobody is looked for
    people = owner.contacts.filter(pk__in=[person.pk for person in told.people])
    found = {str(one.pk): name_with_place(one) for one in people.select_related("organisation")}
    said = {
        "how": told.how,
        "kind": told.kind or "",
        "direction": told.direction,
        "notes": told.note,
        "day": told.day,
        "minutes": told.minutes,
        "people": ", ".join(found[person.pk] for person in told.people if person.pk in found),
        "met": ", ".join(told.new),
        "introduced": ", ".join(told.introduced),
        "gave": told.gave,
        "received": told.received,
        "unasked": told.unasked,
        "again_on": told.again_on,
        "again": "date" if told.again_on else "",
    }
    for side, promise in (("mine", told.mine), ("theirs", told.theirs)):
        if promise:
            said |= {side: promise.what, f"{side}_on": promise.by}
    return {name: value for name, value in said.items() if value not in ("", None, False)}


def understood(told: Told, today: date) -> str:
    """What the line was taken to say, in one sentence to hear before saving it."""
    names = [*(person.name for person in told.people), *told.new, *(d.name for d in told.doubts)]
    words = [
        HOW[told.how].label if told.how else "",
        f"with {' and '.join(names)}" if names else "",
        lower_first(day_name(told.day, today)) if told.day else "",
        f"{told.minutes} min" if told.minutes is not None else "",
    ]
    for whose, promise in (("you promised", told.mine), ("they promised", told.theirs)):
        if promise:
            by = f" by {lower_first(day_name(promise.by, today))}" if promise.by else ""
            words.append(f"{whose}: {promise.what}{by}")
    if told.introduced:
        words.append(f"introduced to {' and '.join(told.introduced)}")
    return ", ".join(filter(None, words))


class WhichField(forms.ChoiceField):
    """Who is meant by a name that several people have."""

    def __init__(self, doubt: Doubt) -> None:
        self.name = doubt.name
        self.people = doubt.people[:PEOPLE_OFFERED]
        super().__init__(
            label=f"Who is {doubt.name}?",
            choices=[
                *((person.pk, person.name_with_place) for person in self.people),
                (SOMEBODY_NEW, "Somebody new"),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": f"Choose who is meant by {doubt.name}."},
        )
