"""What was kept with somebody or something, on its page."""

from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from contacts.models import Contact, Organisation
from tasks.forms.kept import KeepsakeForm
from tasks.models import Task

register = template.Library()
SHOWN = 5


@cache
def _empty_fields() -> SafeString:
    """They hold nothing and are the same on every page, so they are drawn once."""
    return render_to_string("kept/_fields.html", {"form": KeepsakeForm(auto_id="keep-%s")})


@register.inclusion_tag("kept/_card.html", takes_context=True)
def kept_with(context: template.Context, about: Contact | Organisation | Task) -> dict[str, Any]:
    """The newest few, and a small form for another."""
    asked = {str(about._meta.model_name): str(about.pk), "next": about.get_absolute_url()}
    # A person who was fetched with_ladder() knows whether there are any.
    there = vars(about).get("has_keepsakes", True)
    newest = list(about.keepsakes.newest_first()[: SHOWN + 1]) if there else []
    return {
        "keepsakes": newest[:SHOWN],
        "more": len(newest) > SHOWN,
        "fields": _empty_fields(),
        "address": f"{reverse('tasks:keep')}?{urlencode(asked)}",
        "name": str(about),
        "csrf_token": context.get("csrf_token"),
    }
