from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from contacts.models import ContactImport
from jobsearch.admin import ReadOnlyAdmin


@admin.register(ContactImport)
class ContactImportAdmin(ReadOnlyAdmin):
    """How imports went, in numbers. Not even the file's name, which its owner chose."""

    list_display = ["created_at", "owner", "format", "imported_at", "undone_at", "added_count"]
    list_display_links = None
    list_select_related = ["owner"]
    list_filter = ["format"]
    search_fields = ["owner__email"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_view_permission(request)
