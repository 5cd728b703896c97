from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Column, Field, Fieldset, Row
from django import forms
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from contacts.evidence import starting_limit
from contacts.fields import MetThroughField, SeveralField
from contacts.importers.profiles import profile_address, profile_key
from contacts.levels import level_choices, levels_named
from contacts.models import Contact, Organisation
from jobsearch.crispy import PageHelper
from jobsearch.models import User

NAME_TAKEN = "You already have an organisation of this name."


class Group(Fieldset):
    def __init__(self, legend: str, *fields: Any):
        super().__init__(legend, *fields, css_class="form-section")


class SaveAnyway:
    """A second button beside the first, when somebody may be here already."""

    def __init__(self, words: str):
        self.words = words

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return format_html(
            '<p class="space">'
            '<button class="btn" id="anyway" name="anyway" value="1">{}</button></p>',
            self.words,
        )


def visible(name: str) -> str:
    """A name of signs nobody can see could be neither read nor clicked."""
    name = " ".join(name.split())
    if name and not any(sign.isprintable() and not sign.isspace() for sign in name):
        raise forms.ValidationError("This name has no letters that can be seen.")
    return name


def starting_words(names: dict[int, str]) -> SafeString:
    worked, friends, others = (names[starting_limit(known)] for known in ("worked", "friend", ""))
    # Help texts are drawn as they are.
    return format_html(
        "For people you know from before: what the log suggests starts here. "
        "Up to {} for people you worked with, up to {} for friends and family, "
        "up to {} for others. Say above where you know each other from.",
        worked,
        friends,
        others,
    )


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ContactForm(forms.ModelForm):
    organisation = forms.CharField(
        label="Organisation (optional)",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    emails = SeveralField(
        label="Email addresses (optional)",
        each=forms.EmailField(max_length=254),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One on each line.",
    )
    phones = SeveralField(
        label="Phone numbers (optional)",
        each=forms.CharField(max_length=40),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One on each line.",
    )
    profile_url = forms.CharField(
        label="Profile address (optional)",
        required=False,
        max_length=480,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text="A LinkedIn page or a site of their own.",
    )
    met_through = MetThroughField(
        label="Met through (optional)",
        required=False,
        help_text="Somebody of your contacts who brought you together.",
    )
    tags = SeveralField(
        label="Tags (optional)",
        each=forms.CharField(max_length=40),
        between=", ",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Words of your own, with commas between them.",
    )
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Contact
        fields = [
            "given_name", "family_name", "role", "emails", "phones", "profile_url", "known",
            "known_note", "met_through", "level", "starting_level", "rhythm_days", "told_on",
            "tags", "notes", "do_not_contact", "resting_until",
        ]  # fmt: skip
        labels = {
            "given_name": "First name",
            "family_name": "Last name (optional)",
            "role": "Role (optional)",
            "known": "How you know each other (optional)",
            "known_note": "Where, or through what (optional)",
            "level": "How well do you know each other?",
            "starting_level": "Where you stood before Foothold (optional)",
            "rhythm_days": "Days between contacts (optional)",
            "told_on": "Knows what you are looking for since (optional)",
            "notes": "Notes (optional)",
            "do_not_contact": "Do not contact",
            "resting_until": "Let it rest until (optional)",
        }
        widgets = {
            "level": forms.RadioSelect,
            "notes": forms.Textarea(attrs={"rows": 4}),
            "told_on": day_input(),
            "resting_until": day_input(),
        }
        help_texts = {
            "notes": "Write things you would not mind them reading.",
            "do_not_contact": "They stay in your list and are never proposed for a follow-up.",
            "resting_until": "Until then nothing reminds you of them.",
        }

    def __init__(self, *args: Any, owner: User, today: date, cancel: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.owner, self.today = owner, today
        self.twins: list[Contact] = []
        for name in ("given_name", "family_name"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        known, through = self.fields["known"], self.fields["met_through"]
        known.choices = [("", "Not said"), *Contact.Known.choices]  # type: ignore[attr-defined]  # a choice field
        levels = level_choices(owner.level_names)
        self.fields["level"].choices = levels  # type: ignore[attr-defined]  # a choice field
        start = self.fields["starting_level"]
        start.choices = [("", "Not said"), *levels]  # type: ignore[attr-defined]  # a choice field
        start.help_text = starting_words(dict(levels))
        assert isinstance(through, MetThroughField)  # noqa: S101  tells mypy
        through.people = owner.contacts.exclude(pk=self.instance.pk)
        if not self.instance._state.adding:
            through.kept = self.initial["met_through"] = self.instance.met_through
            self.initial["organisation"] = self.instance.organisation or ""
        self.helper = PageHelper(self, "Save", *self.groups(), cancel=cancel)
        self.helper.render_hidden_fields = False

    @staticmethod
    def groups() -> list[Group]:
        return [
            Group(
                "Who",
                Row(Column("given_name"), Column("family_name")),
                Row(Column("role"), Column("organisation")),
            ),
            Group(
                "What is between you",
                Row(Column("known"), Column("known_note")),
                "met_through",
                Field("level", template="contacts/_level_field.html"),
                Row(Column("starting_level"), Column("told_on")),
            ),
            Group("How to reach them", Row(Column("emails"), Column("phones")), "profile_url"),
            Group(
                "Staying in touch",
                Row(Column("rhythm_days"), Column("resting_until")),
                "do_not_contact",
            ),
            Group("To remember", "tags", "notes"),
        ]

    def clean_given_name(self) -> str:
        return visible(self.cleaned_data["given_name"])

    def clean_organisation(self) -> str:
        return visible(self.cleaned_data["organisation"])

    def clean_profile_url(self) -> str:
        typed = self.cleaned_data["profile_url"]
        address = profile_address(typed)
        if typed and not address:
            raise forms.ValidationError("Give a web address, such as linkedin.com/in/their-name.")
        return address

    def clean_told_on(self) -> date | None:
        day = self.cleaned_data["told_on"]
        if day and day > self.today:
            raise forms.ValidationError("This day has not come yet.")
        return day

    def _check_starting_level(self, data: dict[str, Any]) -> None:
        level, known = data.get("starting_level"), data.get("known", "")
        if not level or level <= 1:
            return
        limit = starting_limit(known)
        if level > limit:
            name = levels_named(self.owner.level_names)[limit].name
            self.add_error(
                "starting_level",
                f"With how you know each other this can be {name} at most. Say that you worked "
                "together, or that they are friend or family, if it is so.",
            )
        elif not data.get("known_note"):
            self.add_error("known_note", "Say where, or through what: a starting level needs it.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._check_starting_level(data)
        key = profile_key(data.get("profile_url", ""))
        if not data.get("anyway"):
            others = self.owner.contacts.exclude(pk=self.instance.pk)
            self.twins = list(others.sharing(data.get("emails", []), key)[:3])
        if self.twins:
            adding = self.instance._state.adding
            words = "Add anyway" if adding else "Save anyway"
            self.add_error(None, already_here(self.twins, words))
            self.helper.layout.append(SaveAnyway(words))
        return data

    def save_person(self) -> Contact:
        contact: Contact = super().save(commit=False)
        name = self.cleaned_data["organisation"]
        contact.organisation = self.owner.organisations.named(self.owner, name)
        contact.profile_key = profile_key(contact.profile_url)
        changed = [*self.Meta.fields, "organisation", "profile_key", "updated_at"]
        contact.save(update_fields=None if contact._state.adding else changed)
        return contact


def already_here(twins: list[Contact], button: str) -> SafeString:
    links = format_html_join(
        ", ", '<a href="{}">{}</a>', ((twin.get_absolute_url(), twin.name) for twin in twins)
    )
    return format_html(
        "You already have {} with the same email or profile address. If this is somebody else, "
        'choose <a href="#anyway">{}</a>.',
        links,
        button,
    )


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = ["name", "is_target", "motivation", "posting", "notes"]
        labels = {"notes": "Notes (optional)"}
        widgets = {
            "motivation": forms.RadioSelect,
            "posting": forms.RadioSelect,
            "notes": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, owner: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.owner = owner
        adding = self.instance._state.adding
        cancel = reverse("organisations:list") if adding else self.instance.get_absolute_url()
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.helper = PageHelper(
            self,
            "Save",
            "name",
            "is_target",
            Field("motivation", wrapper_class="pills"),
            Field("posting", wrapper_class="pills"),
            "notes",
            cancel=cancel,
        )

    def clean_name(self) -> str:
        name = visible(self.cleaned_data["name"])
        if self.owner.organisations.exclude(pk=self.instance.pk).called(name).exists():
            raise forms.ValidationError(NAME_TAKEN)
        return name

    def save_changes(self) -> Organisation | None:
        """None, and an error beside the name, when another window was quicker with it."""
        organisation: Organisation = super().save(commit=False)
        changed = None if organisation._state.adding else self.Meta.fields
        try:
            with transaction.atomic():
                organisation.save(update_fields=changed)
        except IntegrityError:
            self.add_error("name", NAME_TAKEN)
            return None
        return organisation
