from datetime import date

from django import template

from jobsearch.models import User
from tasks.upkeep import Upkeep, upkeep_of

register = template.Library()


@register.simple_tag(takes_context=True)
def upkeep(context: template.Context, user: User, today: date) -> Upkeep | None:
    """What keeping up with everybody takes, or nothing."""
    return upkeep_of(user, today, context.get("rhythms"))
