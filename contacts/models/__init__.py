from contacts.models.asks import Ask, Rung
from contacts.models.changes import Change
from contacts.models.imports import ContactImport
from contacts.models.interactions import Interaction, InteractionPerson
from contacts.models.merges import Merge
from contacts.models.organisations import Organisation
from contacts.models.people import Contact
from contacts.models.promises import Promise

__all__ = [
    "Ask",
    "Change",
    "Contact",
    "ContactImport",
    "Interaction",
    "InteractionPerson",
    "Merge",
    "Organisation",
    "Promise",
    "Rung",
]
