"""Who of the people elsewhere knows somebody at an organisation, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from contacts.models import Ask, Contact, Organisation

LOOKED_AT = 50


@dataclass
class Acquainted:
    person: Contact
    # "introduced you to Priya Nair", the surest first.
    reasons: list[str] = field(default_factory=list)


def acquainted_with(place: Organisation) -> list[Acquainted]:
    """Those who brought somebody there, and those who were asked about the place."""
    found: dict[object, Acquainted] = {}
    there = place.contacts.active().exclude(met_through=None).in_order("level")
    for one in there.select_related("met_through__owner")[:LOOKED_AT]:
        if one.met_through:
            add(found, one.met_through, f"introduced you to {one.name}")
    asks = place.asks.exclude(knows_target=Ask.KnowsTarget.NOT).select_related("contact__owner")
    for ask in asks.order_by("-made_on", "-created_at")[:LOOKED_AT]:
        add(found, ask.contact, _said(ask))
    away = [one for one in found.values() if one.person.organisation_id != place.pk]
    return [one for one in away if one.person.archived_at is None]


def add(found: dict[object, Acquainted], person: Contact, reason: str) -> None:
    one = found.setdefault(person.pk, Acquainted(person))
    if reason not in one.reasons:
        one.reasons.append(reason)


def _said(ask: Ask) -> str:
    words = "you asked them about this place" if ask.made_on else "you plan to ask them"
    if ask.knows_target:
        words += f"; they know somebody here {ask.get_knows_target_display().lower()}"
    return words
