"""The mark of the sample plan, wherever a page sends something."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jobsearch.models import User
from jobsearch.plans import FIELD, HEADER

register = template.Library()

A_WEEK = timedelta(days=7)


class TokenAndPlan(CsrfTokenNode):
    """Django's own token and, in a form of the sample plan, the mark of that plan."""

    def render(self, context: template.Context) -> SafeString:
        token = SafeString(super().render(context))
        mark = mark_of(context)
        if not (token and mark):
            return token
        return format_html('{}<input type="hidden" name="{}" value="{}">', token, FIELD, mark)


@register.tag
def csrf_token(parser: Parser, token: Token) -> TokenAndPlan:
    return TokenAndPlan()


@register.simple_tag(takes_context=True)
def plan_header(context: template.Context) -> str:
    """The same for what scripts send, behind the token in `hx-headers`."""
    mark = mark_of(context)
    return format_html(', "{}": "{}"', HEADER, mark) if mark else ""


@register.filter
def is_of_old_days(sample: User) -> bool:
    """Whether its today is a week ago, so that it may want to be started afresh."""
    made_at = sample.last_login
    return made_at is not None and timezone.now() - made_at >= A_WEEK


def mark_of(context: template.Context) -> str:
    return getattr(context.get("csrf_token"), "mark", "")
