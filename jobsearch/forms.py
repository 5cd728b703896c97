from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.core.exceptions import ImmediateHttpResponse
from crispy_forms.layout import HTML, Column, Div, Field, Row
from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import redirect

from jobsearch.crispy import PageHelper
from jobsearch.models import WEEKDAYS, User
from jobsearch.zones import zone_choices

CHOOSING_HELP = "At least 8 characters. Three words that only you would put together are good."


class AccountForm(forms.Form):
    """How the forms of the account pages look: labels stay on screen, so no placeholder."""

    button = "Save"
    words: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.words.get(name, field.label)
            if isinstance(field.widget, forms.PasswordInput):
                new = field.widget.attrs.get("autocomplete") == "new-password"
                field.help_text = CHOOSING_HELP if new and name == "password1" else ""
        self.helper = PageHelper(self, self.button)


class SignupForm(AccountForm, allauth_forms.SignupForm):
    button = "Create account"
    words = {"email": "E-mail", "password1": "Password"}

    # Filled in by app.js with the browser's own; without script it stays UTC until changed.
    time_zone = forms.ChoiceField(
        choices=zone_choices,
        initial="UTC",
        help_text="Your days, weeks and reminders follow it.",
        error_messages={"invalid_choice": "Choose a time zone from the list."},
    )
    field_order = ["email", "password1", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].widget.attrs["data-browser-zone"] = ""

    def save(self, request: HttpRequest) -> User:
        try:
            with transaction.atomic():
                return super().save(request)
        except IntegrityError:  # the button was pressed twice, and the first press won
            messages.info(request, "Your account is ready. Sign in to start.")
            raise ImmediateHttpResponse(redirect("account_login")) from None

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        super().custom_signup(request, user)
        user.time_zone = self.cleaned_data["time_zone"]
        user.save(update_fields=["time_zone"])


class LoginForm(AccountForm, allauth_forms.LoginForm):
    button = "Sign in"
    words = {"login": "E-mail", "password": "Password"}


class ResetPasswordForm(AccountForm, allauth_forms.ResetPasswordForm):
    button = "Send me a link"
    words = {"email": "E-mail"}


class NewPasswordForm(AccountForm, allauth_forms.ResetPasswordKeyForm):
    button = "Save the new password"
    words = {"password1": "New password", "password2": "New password, once more"}


class ChangePasswordForm(AccountForm, allauth_forms.ChangePasswordForm):
    button = "Change password"
    words = {
        "oldpassword": "Current password",
        "password1": "New password",
        "password2": "New password, once more",
    }


class ChangeEmailForm(AccountForm, allauth_forms.AddEmailForm):
    button = "Send a link to the new address"
    words = {"email": "New e-mail"}


class ReauthenticateForm(AccountForm, allauth_forms.ReauthenticateForm):
    button = "Go on"
    words = {"password": "Password"}


class Weekdays(forms.TypedMultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.CheckboxSelectMultiple
        super().__init__(choices=WEEKDAYS, coerce=int, required=False, widget=widget, **kwargs)


class Hour(forms.TypedChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        hours = [(hour, f"{hour}:00") for hour in range(24)]
        super().__init__(choices=hours, coerce=int, **kwargs)


IN_QUIET_HOURS = "This is in your quiet hours. The e-mail comes at this hour all the same."
CODES = [
    "required", "invalid", "invalid_choice", "invalid_list", "min_value", "max_value", "max_digits",
    "max_decimal_places", "max_whole_digits",
]  # fmt: skip
# What to do about a choice that is missing or is none.
CHOOSE = {
    "digest_hour review_hour quiet_from quiet_until": "Choose an hour.",
    "first_weekday review_day": "Choose a day of the week.",
    "working_days digest_days": "Choose days of the week.",
    "time_zone": "Choose a time zone from the list.",
    "theme": "Choose light, dark, or like your device.",
    "weekly_hours": "Enter hours from 1 to 80, such as 7.5.",
    "urgency_days": "Enter a number of days from 0 to 7.",
}


class SettingsForm(forms.ModelForm):
    working_days = Weekdays(label="Working days", help_text="Follow-ups are planned for these.")
    digest_days = Weekdays(label="Send it on")
    digest_hour = Hour(label="Send it at")
    review_hour = Hour(label="Invite me at")
    quiet_from = Hour(label="Quiet from")
    quiet_until = Hour(label="Quiet until")
    time_zone = forms.ChoiceField(choices=zone_choices)
    weekly_hours = forms.DecimalField(
        label="Hours a week for the search",
        min_value=1,
        max_value=80,
        max_digits=4,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.5"}),
        help_text="The review compares with it. A week below it is never a reproach.",
    )

    class Meta:
        model = User
        fields = [
            "name",
            "time_zone",
            "first_weekday",
            "working_days",
            "urgency_days",
            "digest_on",
            "digest_hour",
            "digest_days",
            "promises_on",
            "events_on",
            "reminders_on",
            "review_on",
            "review_day",
            "review_hour",
            "quiet_from",
            "quiet_until",
            "discreet_subjects",
            "theme",
            "shortcuts_on",
            "timer_on",
        ]
        widgets = {"theme": forms.RadioSelect}
        labels = {
            "name": "What we call you (optional)",
            "urgency_days": "A task looks urgent this many days before its date",
            "digest_on": "Send me the daily e-mail",
            "promises_on": "A promise, the working day before it is due",
            "events_on": "The people I met at an event, the morning after",
            "reminders_on": "The reminders I set for a task",
            "review_on": "Invite me to look back at the week",
            "review_day": "Invite me on",
            "discreet_subjects": "No names in subject lines",
            "theme": "Theme",
            "shortcuts_on": "Single-key shortcuts on every page",
            "timer_on": "A timer for tasks",
        }
        help_texts = {
            "urgency_days": "From 0 to 7. Nothing moves by itself; the board only says so.",
            "discreet_subjects": "“Three small things for Tuesday”, in case somebody looks over "
            "your shoulder.",
            "shortcuts_on": "N adds a task, / searches, ? shows all keys, G and a letter goes to a "
            "page. Ctrl or ⌘ with K or Z works either way.",
            "timer_on": "Start it on the page of a task. You correct what it counted before it "
            "is kept.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["weekly_hours"] = f"{round(self.instance.weekly_minutes / 60, 2):g}"
        for names, words in CHOOSE.items():
            for name in names.split():
                self.fields[name].error_messages |= dict.fromkeys(CODES, words)
        user: User = self.instance
        for name, is_on in (("digest_hour", user.digest_on), ("review_hour", user.review_on)):
            if is_on and user.is_quiet_at(getattr(user, name)):
                self.fields[name].help_text = IN_QUIET_HOURS
        self.helper = PageHelper(self, "Save settings", *SETTINGS_LAYOUT)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("digest_on") and not data.get("digest_days") and "digest_days" in data:
            self.add_error(
                "digest_days", "Choose at least one day, or switch the daily e-mail off."
            )
        if not data.get("timer_on") and self.instance.timers.running().exists():
            self.add_error("timer_on", "A timer is running. Stop it first.")
        return data

    def save(self, commit: bool = True) -> User:
        self.instance.weekly_minutes = round(self.cleaned_data["weekly_hours"] * 60)
        self.instance.save(update_fields=[*self.Meta.fields, "weekly_minutes"])
        return self.instance


QUIET_HOURS = """<p class="form-text">What is late waits until these hours are over. What you set to
an hour in between comes at that hour. The same hour twice means no quiet hours. While you are away
for two weeks, <a href="{% url 'method' %}#rest">the e-mails rest</a>.</p>"""

SETTINGS_LAYOUT = [
    Div(
        HTML("<h2>You and your week</h2>"),
        "name",
        Row(Column("time_zone"), Column("first_weekday")),
        Field("working_days", wrapper_class="pills"),
        Row(Column("weekly_hours"), Column("urgency_days")),
        css_class="card card-pad form-section",
    ),
    Div(
        HTML('<h2 id="reminders">The daily e-mail</h2>'),
        HTML('<p class="muted">What is due, in one e-mail. None when nothing is due.</p>'),
        "digest_on",
        "digest_hour",
        Field("digest_days", wrapper_class="pills"),
        css_class="card card-pad form-section",
    ),
    Div(
        HTML("<h2>Other e-mails</h2>"),
        HTML('<p class="muted">Each comes only when there is a reason for it.</p>'),
        Div("promises_on", "events_on", "reminders_on", "review_on", css_class="switches"),
        Row(Column("review_day"), Column("review_hour")),
        css_class="card card-pad form-section",
    ),
    Div(
        HTML("<h2>All e-mails</h2>"),
        Row(Column("quiet_from"), Column("quiet_until")),
        HTML(QUIET_HOURS),
        "discreet_subjects",
        css_class="card card-pad form-section",
    ),
    Div(
        HTML('<h2 id="display">Display and keyboard</h2>'),
        Field("theme", wrapper_class="pills"),
        "shortcuts_on",
        "timer_on",
        css_class="card card-pad form-section",
    ),
]


class ThemeForm(forms.Form):
    theme = forms.ChoiceField(choices=User.Theme)
