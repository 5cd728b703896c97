"""Words that only the templates in templates/mail/ need."""

from django import template

from tasks.reminders.words import number

register = template.Library()


@register.filter
def in_words(count: int) -> str:
    return number(count)


@register.filter
def uncapped(text: str) -> str:
    """ "Waiting since Monday" inside a sentence; names of days at the start stay as they are."""
    starts = ("Waiting", "Today", "Tomorrow", "Yesterday")
    return text[:1].lower() + text[1:] if text.startswith(starts) else text
