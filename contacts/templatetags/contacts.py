"""Words and addresses about people, for the pages of every app."""

import re
from datetime import date
from urllib.parse import quote

from django import template

from contacts.levels import LEVELS, Level, levels_named
from contacts.models import Contact
from jobsearch.models import User

register = template.Library()


@register.filter
def level(number: int | str) -> Level:
    return LEVELS[int(number)]


@register.filter
def level_name(number: int, user: User) -> str:
    """In the user's own words, where they have some."""
    return levels_named(user.level_names)[number].name


@register.filter
def lower_word(words: str) -> str:
    return words[:1].lower() + words[1:]


@register.filter
def going_cold(contact: Contact, today: date) -> bool:
    return contact.is_going_cold(today)


@register.filter
def warmth(contact: Contact, today: date) -> str:
    return contact.warmth(today).value


@register.filter
def resting(contact: Contact, today: date) -> bool:
    return contact.is_resting(today)


@register.filter
def lower_first(words: str) -> str:
    """Words that open a sentence, in the middle of one; days keep their capital."""
    if words.startswith(("Today", "Tomorrow", "Yesterday", "Waiting")):
        return words[0].lower() + words[1:]
    return words


@register.filter
def mail_link(address: str) -> str:
    return f"mailto:{quote(address, safe='@')}"


@register.filter
def phone_link(number: str) -> str:
    """What can be dialled of a number as people write it; nothing when that is too little."""
    dialled = re.sub(r"[^0-9+*#]", "", number)
    return f"tel:{quote(dialled, safe='+*')}" if len(dialled) > 2 else ""


@register.filter
def grouped(number: int) -> str:
    """10000 -> "10,000"."""
    return f"{number:,}"
