"""Pages for staff: accounts and the state of their mail, never what somebody wrote."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db.models import Count, Exists, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from jobsearch.models import User


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """No deleting here: Django's page for it lists everything that goes, by its name."""

    list_display = ["email", "is_active", "confirmed", "people", "tasks", "next_mail", "last_mail"]
    list_filter = ["is_active", "is_staff", "digest_on"]
    search_fields = ["email"]
    ordering = ["-date_joined"]
    fields = [
        "email",
        "is_active",
        "is_staff",
        "is_superuser",
        "date_joined",
        "last_login",
        "time_zone",
        ("digest_on", "digest_hour", "digest_days"),
        "reminders_on",
        ("confirmed", "next_mail", "last_mail"),
        ("people", "tasks", "interactions"),
    ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        names = [name for row in self.fields for name in ([row] if isinstance(row, str) else row)]
        editable = {"is_active", "is_staff"} if request.user.is_superuser else {"is_active"}
        return [name for name in names if name not in editable]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        newest = _rows("outboundemails").order_by("-created_at").values("state")[:1]
        digest = _rows("reminders").filter(kind="digest").values("next_at")[:1]
        verified = EmailAddress.objects.filter(
            user=OuterRef("pk"), email=OuterRef("email"), verified=True
        )
        return (
            super()
            .get_queryset(request)
            .filter(sample_of=None)  # a sample plan is nobody
            .annotate(confirmed=Exists(verified), last_mail=Subquery(newest))
            .annotate(next_mail=Subquery(digest), contact_count=_count("contacts"))
            .annotate(task_count=_count("tasks"), interaction_count=_count("interactions"))
        )

    @admin.display(boolean=True, description="address confirmed")
    def confirmed(self, user: Any) -> bool:
        return user.confirmed

    @admin.display(description="next daily mail")
    def next_mail(self, user: Any) -> Any:
        return user.next_mail

    @admin.display(description="newest mail")
    def last_mail(self, user: Any) -> str:
        return user.last_mail or "none"

    def people(self, user: Any) -> int:
        return user.contact_count

    def tasks(self, user: Any) -> int:
        return user.task_count

    def interactions(self, user: Any) -> int:
        return user.interaction_count


def _rows(name: str) -> QuerySet[Any]:
    """Rows of an app that this one does not import, reached through the user's own relation."""
    model = cast(type[Model], User._meta.get_field(name).related_model)
    return model._default_manager.filter(owner=OuterRef("pk"))


def _count(name: str) -> Coalesce:
    # Not joined: one person may have ten thousand.
    counted = _rows(name).order_by().values("owner").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)
