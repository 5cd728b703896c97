"""Form fields in which people are typed by name, and others that hold several things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, Value

from contacts.models.people import Contact, ContactQuerySet, Folded
from contacts.models.queries import MOST_TAGS

SUGGESTIONS = 200


def find_by_name(people: ContactQuerySet, typed: str) -> list[Contact]:
    """Everybody of exactly this name (accents and case aside), or "Name (Organisation)"."""
    name, _, place = typed.strip().removesuffix(")").partition(" (")
    name = " ".join(name.split())
    exact = Q(search_name=Folded(Value(name)))
    whole = Q(search_name=Folded(Value(" ".join(typed.split()))))
    found = people.filter(whole | exact if place else exact).select_related("organisation")
    if place:
        at_place = [one for one in found if one.organisation and one.organisation.name == place]
        return at_place or [one for one in found if one.name == " ".join(typed.split())]
    return list(found[:3])


def name_with_place(contact: Contact) -> str:
    return f"{contact.name} ({contact.organisation})" if contact.organisation else contact.name


class PersonField(forms.CharField):
    """One of the owner's contacts by name; the form sets `people` to those who may be meant."""

    people: ContactQuerySet = Contact.objects.none()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, **kwargs)
        self.widget.attrs.update({"list": "people", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return name_with_place(value) if isinstance(value, Contact) else value

    def clean(self, value: Any) -> Contact | None:
        typed = super().clean(value)
        return self.named(typed) if typed else None

    def named(self, typed: str) -> Contact:
        found = find_by_name(self.people, typed)
        if not found:
            raise forms.ValidationError(
                f"Nobody in your contacts is called {typed}. Add them first, or check the spelling."
            )
        if len(found) > 1:
            raise forms.ValidationError(
                f"More than one of your contacts is called {typed}. Add where they work in "
                f"brackets, such as {name_with_place(found[0])}."
            )
        return found[0]


class MetThroughField(PersonField):
    # Two people may share name and place: whoever stands here already is not asked for again.
    kept: Contact | None = None

    def named(self, typed: str) -> Contact:
        if self.kept and typed == name_with_place(self.kept):
            return self.kept
        return super().named(typed)


class PeopleField(PersonField):
    """Several contacts by name, separated by commas."""

    # Those who stand here already: two of them may share name and place.
    kept: Sequence[Contact] = ()

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return ", ".join(self.prepare_value(one) for one in value)
        return super().prepare_value(value)

    # Several instead of one is the point of this field, and forms read only cleaned_data.
    def clean(self, value: Any) -> list[Contact]:  # type: ignore[override]  # a field of many
        typed = forms.CharField.clean(self, value)
        names = dict.fromkeys(name.strip() for name in typed.split(",") if name.strip())
        found: list[Contact] = []
        for name in names:
            there = [contact for contact in self.kept if name_with_place(contact) == name]
            found += there or [self.named(name)]
        return list(dict.fromkeys(found))


class NamesField(forms.CharField):
    """Names of people who may be new, separated by commas."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1000, **kwargs)
        self.widget.attrs.update({"autocomplete": "off"})

    def clean(self, value: Any) -> list[str]:
        typed = super().clean(value)
        names = [" ".join(name.split()) for name in typed.split(",")]
        if any(len(name) > 120 for name in names):
            raise forms.ValidationError("One of these names is longer than 120 letters.")
        return list(dict.fromkeys(name for name in names if name))


class SeveralField(forms.CharField):
    """A few short texts, on lines of their own or between commas; `each` checks every one."""

    most = MOST_TAGS

    def __init__(self, *, each: forms.Field, between: str = "\n", **kwargs: Any):
        super().__init__(required=False, max_length=4000, **kwargs)
        self.each, self.between = each, between

    def prepare_value(self, value: Any) -> Any:
        return self.between.join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        typed = super().clean(value).replace(",", "\n").split("\n")
        texts: dict[str, str] = {}
        for text in filter(None, (" ".join(text.split()) for text in typed)):
            texts.setdefault(text.lower(), text)
        if len(texts) > self.most:
            raise forms.ValidationError(f"{self.most} of them are enough.")
        return [self._checked(text) for text in texts.values()]

    def _checked(self, text: str) -> str:
        try:
            return self.each.clean(text)
        except forms.ValidationError as error:
            raise forms.ValidationError(f"{text[:60]}: {error.messages[0]}") from error


def suggestions(people: ContactQuerySet) -> list[str]:
    """Names for a <datalist>: those lately in touch first."""
    recent = people.select_related("organisation").order_by("-updated_at")[:SUGGESTIONS]
    return [name_with_place(contact) for contact in recent]
