"""On which day each was first met, counted slowly, entry by entry; and what is kept of days."""

from contacts.models import Contact, InteractionPerson


def first_days():
    """Of everybody: the first day on which they took part, and the first one called a meeting."""
    found = {pk: (None, None) for pk in Contact.objects.values_list("pk", flat=True)}
    for part in InteractionPerson.objects.select_related("interaction"):
        day, took_part = part.interaction.day, part.interaction.direction != "to"
        both = zip((took_part, part.met), found[part.contact_id], strict=True)
        found[part.contact_id] = tuple(
            min(filter(None, [day, known])) if counts else known for counts, known in both
        )
    return found


def kept_days():
    """The same, as it is kept."""
    rows = Contact.objects.values_list("pk", "first_two_way_on", "first_met_on")
    return {pk: (took_part, met) for pk, took_part, met in rows}


def days_that_differ():
    """Of each who took part, where it is not the day of the entry."""
    rows = InteractionPerson.objects.values_list("interaction__day", "day", "pk")
    return [row for row in rows if row[0] != row[1]]
