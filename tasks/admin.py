from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from jobsearch.admin import ReadOnlyAdmin
from tasks.models import Attempt, MailEvent, MailServer, OutboundEmail, SuppressedAddress
from tasks.reminders.figures import attempts_today, figures


class AttemptInline(admin.TabularInline):
    model = Attempt
    fields = readonly_fields = ("at", "phase", "code", "outcome", "detail", "worker")
    ordering = ("at",)
    can_delete = False
    extra = max_num = 0


@admin.register(OutboundEmail)
class OutboundEmailAdmin(ReadOnlyAdmin):
    """What became of each mail. Its words are nobody else's business."""

    fields = list_display = (
        "created_at",
        "owner",
        "kind",
        "state",
        "reason",
        "attempts",
        "doubts",
        "next_attempt_at",
        "sent_at",
    )
    list_select_related = ["owner"]
    list_filter = ["state", "kind"]
    search_fields = ["owner__email"]
    ordering = ["-created_at"]
    inlines = [AttemptInline]


@admin.register(MailServer)
class MailServerAdmin(ReadOnlyAdmin):
    """One row, so its list is a page about it: how sending is going, without names."""

    fields = ("failures", "closed_until", "trouble", "trouble_since", "paused_at")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        now = timezone.now()
        context = {
            **self.admin_site.each_context(request),
            "title": "Mail: how sending is going",
            "figures": figures(now),
            "attempts": attempts_today(now),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/tasks/mail.html", context)


@admin.register(SuppressedAddress)
class SuppressedAddressAdmin(ReadOnlyAdmin):
    fields = list_display = ("hidden_address", "reason", "detail", "at")
    list_filter = ["reason"]
    ordering = ["-at"]

    @admin.display(description="address")
    def hidden_address(self, row: SuppressedAddress) -> str:
        """Enough to tell which one somebody asks about, too little to write to."""
        name, _, place = row.address.rpartition("@")
        return f"{name[:2]}…@{place}"


@admin.register(MailEvent)
class MailEventAdmin(ReadOnlyAdmin):
    fields = list_display = ("at", "kind", "message_id", "detail")
    list_filter = ["kind"]
    search_fields = ["message_id"]
    ordering = ["-at"]
