from __future__ import annotations

from django.contrib import admin

from jobsearch.admin import ReadOnlyAdmin
from tasks.models import Attempt, OutboundEmail


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
        "state",
        "reason",
        "attempts",
        "doubts",
        "next_attempt_at",
        "sent_at",
    )
    list_select_related = ["owner"]
    list_filter = ["state"]
    search_fields = ["owner__email"]
    ordering = ["-created_at"]
    inlines = [AttemptInline]
