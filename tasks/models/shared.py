from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, models, transaction

from jobsearch.ownership import Owned
from tasks.reminders import links
from tasks.review.masking import Mask

if TYPE_CHECKING:
    from jobsearch.models import User

LIFE = timedelta(days=30)
# The address is the row's random id with this signature; nothing of it is stored.
SIGNER = Signer(salt="foothold.shared-week", sep=".")


class SharedWeekQuerySet(models.QuerySet["SharedWeek"]):
    def live(self, now: datetime) -> SharedWeekQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=now)

    def by_token(self, token: str, now: datetime) -> SharedWeek:
        """Raises DoesNotExist for what is forged, too old or taken back: nobody learns which."""
        try:
            pk = links.key(SIGNER.unsign(token))
        except (BadSignature, links.BadLink):
            raise self.model.DoesNotExist from None
        return self.live(now).select_related("owner").get(pk=pk, owner__is_active=True)

    def share(
        self, owner: User, week: date, content: dict[str, Any], now: datetime
    ) -> SharedWeek | None:
        """What was previewed, behind a new address; None if another window was faster."""
        old = self.filter(owner=owner, week=week, revoked_at=None, expires_at__lte=now)
        with transaction.atomic():
            old.update(revoked_at=now, content={})
            try:
                with transaction.atomic():
                    return self.create(
                        owner=owner,
                        week=week,
                        full_names=content["full_names"],
                        task_titles=content["task_titles"],
                        content=content,
                        expires_at=now + LIFE,
                    )
            except IntegrityError:
                return None

    def stop(self, now: datetime) -> int:
        """Nothing is kept of what nobody can see any more."""
        return self.filter(revoked_at=None).update(revoked_at=now, content={})

    def forget(self, pk: UUID, name: str) -> None:
        """Somebody was deleted: where they are named, now or then, initials are left."""
        for shared in self.filter(revoked_at=None):
            content = shared.content
            mask = Mask([name, content.get("named", {}).pop(str(pk), "")])
            for line in content.get("lines", []):
                line |= {"what": mask.text(line["what"]), "people": mask.text(line["people"])}
            content["good_thing"] = mask.text(content.get("good_thing", ""))
            for words in ("waiting", "changes"):
                content[words] = [mask.text(text) for text in content.get(words, [])]
            shared.save(update_fields=["content"])


class SharedWeek(Owned):
    """A week as somebody else may see it: what its preview showed, and nothing else."""

    week = models.DateField("first day of the week")
    full_names = models.BooleanField(default=False)
    task_titles = models.BooleanField(default=False)
    content = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField("first opened", null=True, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)

    objects = SharedWeekQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "week"],
                condition=models.Q(revoked_at=None),
                name="shared_week_one_link",
            ),
        ]
        indexes = [models.Index(fields=["owner", "week"], name="shared_week_by_week")]

    def __str__(self) -> str:
        return f"Week of {self.week}, shared"

    @property
    def token(self) -> str:
        return SIGNER.sign(links.short(self.pk))

    @property
    def address(self) -> str:
        return links.signed("tasks:shared", self.token)

    def was_opened(self, now: datetime) -> None:
        SharedWeek.objects.filter(pk=self.pk, opened_at=None).update(opened_at=now)

    def leave_note(self, text: str, now: datetime) -> bool:
        """The one note, of whoever comes first. False if there is one, or the link has ended."""
        here = SharedWeek.objects.live(now).filter(pk=self.pk, noted_at=None)
        return bool(here.update(note=text, noted_at=now))
