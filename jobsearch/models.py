from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from jobsearch.working_days import WorkingDays
from jobsearch.zones import known_zones

if TYPE_CHECKING:
    from allauth.account.models import EmailAddress
    from django.db.models.fields.related_descriptors import RelatedManager

WEEKDAYS = [
    (0, "Monday"),
    (1, "Tuesday"),
    (2, "Wednesday"),
    (3, "Thursday"),
    (4, "Friday"),
    (5, "Saturday"),
    (6, "Sunday"),
]


def workweek() -> list[int]:
    return [0, 1, 2, 3, 4]


def usual_rhythm() -> list[int]:
    """Days between real contacts, by level 0 to 5 (/help/method/#rhythm)."""
    return [0, 90, 45, 30, 30, 30]


def usual_target_rhythm() -> list[int]:
    return [0, 30, 21, 14, 21, 21]


def validate_time_zone(name: str) -> None:
    if name not in known_zones():
        raise ValidationError("Choose a time zone from the list, such as Europe/Lisbon.")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        # In small letters, as signing up stores it and signing in looks for it.
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody looking for work, and how they want their days, weeks and mail."""

    class Theme(models.TextChoices):
        SYSTEM = "system", "Like my device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    class Preset(models.TextChoices):
        READY = "ready", "Getting ready"
        FULL = "full", "In full swing"
        INTERVIEWING = "interviewing", "Interviewing"
        EMPLOYED = "employed", "Looking while employed"

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField("what we call you", max_length=80, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    first_weekday = models.PositiveSmallIntegerField(
        "first day of the week", choices=WEEKDAYS, default=0
    )
    working_days = ArrayField(models.PositiveSmallIntegerField(choices=WEEKDAYS), default=workweek)
    digest_on = models.BooleanField("send me the daily e-mail", default=True)
    digest_hour = models.PositiveSmallIntegerField(default=8, validators=[MaxValueValidator(23)])
    digest_days = ArrayField(models.PositiveSmallIntegerField(choices=WEEKDAYS), default=workweek)
    reminders_on = models.BooleanField("send me the reminders I set", default=True)
    promises_on = models.BooleanField("remind me of a promise the day before", default=True)
    events_on = models.BooleanField("remind me of the people I met at an event", default=True)
    review_on = models.BooleanField("invite me to the weekly review", default=True)
    review_day = models.PositiveSmallIntegerField(choices=WEEKDAYS, default=4)
    review_hour = models.PositiveSmallIntegerField(default=16, validators=[MaxValueValidator(23)])
    # From and to these hours nothing is mailed, but for what was set to a time in between.
    quiet_from = models.PositiveSmallIntegerField(default=21, validators=[MaxValueValidator(23)])
    quiet_until = models.PositiveSmallIntegerField(default=7, validators=[MaxValueValidator(23)])
    # The last day on which they opened a page, in their own calendar; None for nobody yet.
    last_seen_on = models.DateField(null=True, editable=False)
    # Since when the regular e-mails rest, because their owner was away or asked for it; None when
    # they do not. A rest without an end is over with the next visit.
    mail_rests_since = models.DateTimeField(null=True, editable=False)
    mail_rests_until = models.DateField(null=True, editable=False)
    # When the rest began that a visit has ended, until Today has told about it.
    mail_rested_since = models.DateTimeField(null=True, editable=False)
    discreet_subjects = models.BooleanField("no names in subject lines", default=True)
    # A task looks urgent this many days before it is due (/help/method/#urgent).
    urgency_days = models.PositiveSmallIntegerField(default=2, validators=[MaxValueValidator(7)])
    weekly_minutes = models.PositiveIntegerField(
        "time for the search each week",
        default=15 * 60,
        validators=[MinValueValidator(60), MaxValueValidator(80 * 60)],
    )
    preset = models.CharField(max_length=12, choices=Preset, default=Preset.READY)
    preset_since = models.DateField(null=True, editable=False)
    # Shares of a week of their own, by what they are for; empty for those of the preset.
    own_targets = models.JSONField(default=dict, blank=True)
    # Findings they have switched off, and borders they have moved, by their names.
    findings_off = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    finding_borders = models.JSONField(default=dict, blank=True)
    timer_on = models.BooleanField("a timer for tasks", default=False)
    # Whose sample plan this is: it never signs in, is never mailed, and goes as a whole.
    sample_of = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, editable=False, related_name="sample"
    )
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    # Days between contacts by level 0 to 5, and for people at target organisations; 0 for none.
    rhythm_days = ArrayField(
        models.PositiveSmallIntegerField(validators=[MaxValueValidator(730)]),
        size=6,
        default=usual_rhythm,
    )
    target_rhythm_days = ArrayField(
        models.PositiveSmallIntegerField(validators=[MaxValueValidator(730)]),
        size=6,
        default=usual_target_rhythm,
    )
    holidays = ArrayField(models.DateField(), default=list, blank=True)
    looking_for = models.TextField("what I am looking for", max_length=600, blank=True)
    # Their own words for the levels 0 to 5; empty for ours.
    level_names = ArrayField(models.CharField(max_length=40, blank=True), default=list, blank=True)
    # Adjustments of the ladder that they have switched off, by their names.
    ladder_rules_off = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    shortcuts_on = models.BooleanField("single-key shortcuts", default=True)

    if TYPE_CHECKING:
        emailaddress_set: RelatedManager[EmailAddress]

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_any_case"),
            models.CheckConstraint(
                condition=models.Q(sample_of=None) | models.Q(is_active=False),
                name="user_sample_cannot_sign_in",
            ),
        ]
        indexes = [
            # Who has been away, and whose rest is over: asked every half minute, of everybody.
            models.Index(
                fields=["last_seen_on"],
                condition=models.Q(mail_rests_since=None, is_active=True),
                name="user_awake_by_visit",
            ),
            models.Index(
                fields=["mail_rests_until"],
                condition=models.Q(mail_rests_until__isnull=False),
                name="user_resting_until",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    @property
    def calendar(self) -> WorkingDays:
        return WorkingDays.of(self.working_days, self.holidays)

    def working_day_after(self, day: date, count: int) -> date:
        return self.calendar(day, count)

    def is_quiet_at(self, hour: int) -> bool:
        return (hour - self.quiet_from) % 24 < (self.quiet_until - self.quiet_from) % 24

    def was_here(self, now: datetime) -> None:
        """Notes the day of a visit; e-mails that rested until the next one rest no longer."""
        today, resting = self.today(now), self.mail_rests_since
        if self.mail_rests_until is None and resting is not None:
            self._change(
                last_seen_on=today, mail_rests_since=None, mail_rested_since=self.mail_rests_since
            )
        elif self.last_seen_on != today:
            self._change(last_seen_on=today)

    def rest_mail(self, now: datetime, until: date | None = None) -> None:
        """Lets the regular e-mails rest until that day, or until the next visit."""
        self._change(mail_rests_since=now, mail_rests_until=until, mail_rested_since=None)

    def wake_mail(self, now: datetime, *, told: bool = False) -> None:
        """Ends the rest, and counts as a visit: otherwise they would be away again at once.

        Today says that they rested, unless its owner is `told` here and now.
        """
        self._change(
            last_seen_on=self.today(now),
            mail_rests_since=None,
            mail_rests_until=None,
            mail_rested_since=None if told else self.mail_rests_since or self.mail_rested_since,
        )

    def told_of_rest(self) -> None:
        self._change(mail_rested_since=None)

    def _change(self, **fields: Any) -> None:
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))

    @property
    def address_confirmed(self) -> bool:
        return self.emailaddress_set.filter(email__iexact=self.email, verified=True).exists()


class AccountMail(models.Model):
    """A mail of the account pages that has not gone yet. It has no owner: it may be the first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"account mail of {self.created_at:%Y-%m-%d}"
