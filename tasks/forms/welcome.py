from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db import transaction

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Contact
from jobsearch.models import User
from tasks.models import Task

PEOPLE = 3
HELLO_MINUTES = 10
KNOWN = [
    (Contact.Known.WORKED, "Worked together"),
    (Contact.Known.FRIEND, "Friend or family"),
    (Contact.Known.STUDIED, "Studied together"),
    (Contact.Known.MET_ONCE, "Met once"),
    (Contact.Known.OTHER, "Other"),
]
# Where to start with somebody from before (/help/method/#levels); the user can change it.
STARTING_LEVEL = {Contact.Known.WORKED: 2, Contact.Known.FRIEND: 2}


class PersonForm(forms.Form):
    name = forms.CharField(max_length=160, required=False)
    known = forms.ChoiceField(label="How you know them", choices=KNOWN)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs.update({"class": "form-control", "autocomplete": "off"})
        self.fields["known"].widget.attrs["class"] = "form-select"

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class BaseWelcomeFormSet(forms.BaseFormSet):
    def clean(self) -> None:
        if any(self.errors) or not self.forms:
            return
        if not any(form.cleaned_data.get("name") for form in self.forms):
            self.forms[0].add_error("name", "Write down one name at least.")

    def save(self, owner: User, today: date) -> list[Task]:
        """Each person gets a first small step on one of the next working days."""
        with transaction.atomic():
            named = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
            days = first_days(owner, today)
            steps = list(zip(named, days, strict=False))
            # The last goes onto the board first, so that the first ends up on top.
            return [
                _first_step(owner, person["name"], person["known"], day)
                for person, day in reversed(steps)
            ]


WelcomeFormSet = forms.formset_factory(
    PersonForm, formset=BaseWelcomeFormSet, extra=PEOPLE, max_num=PEOPLE, absolute_max=PEOPLE
)


def first_days(owner: User, today: date) -> list[date]:
    """Today, if it is a working day, and the working days after it."""
    days = [today] if today.weekday() in owner.working_days else []
    while len(days) < PEOPLE:
        days.append(owner.working_day_after(days[-1] if days else today, 1))
    return days


def _first_step(owner: User, name: str, known: str, day: date) -> Task:
    given, _, family = name.partition(" ")
    contact = Contact.objects.create(
        owner=owner,
        given_name=given[:120],
        family_name=family[:120],
        known=known,
        level=STARTING_LEVEL.get(Contact.Known(known), 1),
        source=Contact.Source.WELCOME,
    )
    task = Task(
        owner=owner,
        title=f"Say hello again to {given}"[:200],
        kind=Kind.RECONNECTED,
        contact=contact,
        reason=Task.Reason.HELLO,
        due_on=day,
        first_due_on=day,
        estimate=HELLO_MINUTES,
    )
    task.add_to_box(Box.MAKE_TIME)
    return task
