"""Who is in the sample plan. Nobody of them exists, and no organisation does."""

from __future__ import annotations

from dataclasses import dataclass

from contacts.models import Contact, Organisation

Known, Posting, Motivation = Contact.Known, Organisation.Posting, Organisation.Motivation


@dataclass(frozen=True)
class Place:
    name: str
    is_target: bool = False
    motivation: int = Motivation.NONE
    posting: int = Posting.UNKNOWN
    notes: str = ""


@dataclass(frozen=True)
class Person:
    given_name: str
    family_name: str
    level: int
    known: Contact.Known
    role: str = ""
    place: str = ""
    known_note: str = ""
    starting_level: int | None = None
    told_weeks_ago: int | None = None
    through: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""
    rhythm_days: int | None = None


PLACES = [
    Place("Northwind", True, Motivation.MOST, Posting.SIMILAR, "A design team of nine. Remote."),
    Place("Halden", True, Motivation.MUCH, Posting.FITTING, "Service designer, open since spring."),
    Place("Larkfield Health", True, Motivation.MUCH, Posting.NONE),
    Place("Tidewell Energy", motivation=Motivation.SOME, posting=Posting.SIMILAR),
    Place("Brightwater Studio"),
    Place("Corvane"),
]

PEOPLE = {
    "ana": Person(
        "Ana", "Ruiz", 2, Known.WORKED, "Design operations lead", "Northwind",
        "A project in Lisbon", 1, 2, tags=("design",), rhythm_days=14,
        notes="Likes short messages. Her team grows in January.",
    ),
    "ben": Person("Ben", "Carter", 2, Known.ONLINE, "Recruiter", "Halden", told_weeks_ago=3),
    "lena": Person(
        "Lena", "Fischer", 4, Known.MANAGED, "Head of product", "Corvane", "My manager for two "
        "years", 3, 7, tags=("referee",), notes="Would speak for my work. Ask her in good time.",
    ),
    "tom": Person("Tom", "Hale", 1, Known.MET_ONCE, "Researcher", "Tidewell Energy"),
    "priya": Person(
        "Priya", "Nair", 2, Known.INTRODUCED, "Design lead", "Larkfield Health",
        told_weeks_ago=4, through="lena", tags=("design",),
    ),
    "ruth": Person(
        "Ruth", "Clarke", 3, Known.WORKED, "Service designer", "Brightwater Studio",
        "Two years at the same desk", 3, 6, tags=("referee",),
    ),
    "sofia": Person("Sofia", "Almeida", 3, Known.STUDIED, "Teacher", starting_level=2,
                    told_weeks_ago=9),
    "jonas": Person("Jonas", "Berg", 2, Known.EVENT, "Product designer", "Tidewell Energy",
                    "Design meetup"),
    "mei": Person("Mei", "Tanaka", 1, Known.EVENT, "Illustrator", known_note="Open studio"),
    "omar": Person("Omar", "Haddad", 2, Known.EVENT, "Analyst", "Larkfield Health",
                   "Health and data evening", tags=("data",)),
    "nina": Person("Nina", "Kovač", 1, Known.EVENT, "Writer", known_note="Design meetup"),
    "elif": Person("Elif", "Demir", 1, Known.EVENT, "Researcher", "Halden", "Research breakfast"),
    "sam": Person("Sam", "Okafor", 1, Known.EVENT, "Developer", known_note="Design meetup"),
    "paulo": Person("Paulo", "Costa", 1, Known.EVENT, "Designer", "Northwind", "Design meetup"),
}  # fmt: skip
