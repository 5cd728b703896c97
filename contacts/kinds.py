"""What somebody does in a search: its category, its part (hard or easy) and how long it takes.

The rules are explained to users at /help/method/#kinds.
"""

from dataclasses import dataclass

from django.db.models import TextChoices


class Category(TextChoices):
    NETWORKING = "networking", "Networking"
    RESEARCH = "research", "Research"
    APPLICATIONS = "applications", "Applications"
    INTERVIEW_PREP = "interview", "Interview practice"
    MATERIALS = "materials", "CV, pitch and portfolio"
    SKILLS = "skills", "Skills"
    TOOLS = "tools", "Tools and logistics"
    WELLBEING = "wellbeing", "Wellbeing"
    UNSORTED = "unsorted", "Not sorted yet"


class Kind(TextChoices):
    EVENT = "event", "Went to an event or group"
    ONLINE = "online", "Posted or commented online"
    CONNECTED = "connected", "Connected with somebody new"
    GAVE = "gave", "Gave something"
    INTRODUCED = "introduced", "Introduced two people"
    FOLLOWED_UP = "followed-up", "Followed up"
    CONVERSATION = "conversation", "Real conversation, one to one"
    ASKED = "asked", "Asked for something"
    KEPT_PROMISE = "promise", "Kept a promise"
    RECONNECTED = "reconnected", "Reconnected"
    FIRST_MESSAGE = "first-message", "First message to a stranger"
    RESEARCH = "research", "Research an organisation or role"
    APPLICATION = "application", "Application"
    PRACTICE = "practice", "Interview practice"
    INTERVIEW = "interview", "Interview"
    MATERIALS = "materials", "CV, letter, portfolio, profile, pitch"
    SKILLS = "skills", "Course, practice, certificate"
    TOOLS = "tools", "Clothes, phone, travel, desk, accounts"
    WELLBEING = "wellbeing", "Walk, rest, friends, money worries"
    UNSORTED = "unsorted", "Not sorted yet"

    @property
    def plan(self) -> str:
        """The kind as something still to do."""
        return PLANS.get(self, self.label)

    @property
    def facts(self) -> "KindFacts":
        return FACTS[self]

    @property
    def is_networking(self) -> bool:
        return self.facts.category == Category.NETWORKING


@dataclass(frozen=True)
class KindFacts:
    category: Category
    minutes: int
    hard: bool = False
    light: bool = False  # small talk and clicks: no conversation, however often
    favour: bool = False  # something was given


FACTS = {
    Kind.EVENT: KindFacts(Category.NETWORKING, 90, light=True),
    Kind.ONLINE: KindFacts(Category.NETWORKING, 20, light=True),
    Kind.CONNECTED: KindFacts(Category.NETWORKING, 5, light=True),
    Kind.GAVE: KindFacts(Category.NETWORKING, 15, favour=True),
    Kind.INTRODUCED: KindFacts(Category.NETWORKING, 15, favour=True),
    Kind.FOLLOWED_UP: KindFacts(Category.NETWORKING, 15, hard=True),
    Kind.CONVERSATION: KindFacts(Category.NETWORKING, 40, hard=True),
    Kind.ASKED: KindFacts(Category.NETWORKING, 15, hard=True),
    Kind.KEPT_PROMISE: KindFacts(Category.NETWORKING, 20, hard=True),
    Kind.RECONNECTED: KindFacts(Category.NETWORKING, 15, hard=True),
    Kind.FIRST_MESSAGE: KindFacts(Category.NETWORKING, 20, hard=True),
    Kind.RESEARCH: KindFacts(Category.RESEARCH, 30),
    Kind.APPLICATION: KindFacts(Category.APPLICATIONS, 60),
    Kind.PRACTICE: KindFacts(Category.INTERVIEW_PREP, 45),
    Kind.INTERVIEW: KindFacts(Category.INTERVIEW_PREP, 45),
    Kind.MATERIALS: KindFacts(Category.MATERIALS, 45),
    Kind.SKILLS: KindFacts(Category.SKILLS, 45),
    Kind.TOOLS: KindFacts(Category.TOOLS, 30),
    Kind.WELLBEING: KindFacts(Category.WELLBEING, 30),
    Kind.UNSORTED: KindFacts(Category.UNSORTED, 30),
}

PLANS = {
    Kind.EVENT: "Go to an event or group",
    Kind.ONLINE: "Post or comment online",
    Kind.CONNECTED: "Connect with somebody new",
    Kind.GAVE: "Give something",
    Kind.INTRODUCED: "Introduce two people",
    Kind.FOLLOWED_UP: "Follow up",
    Kind.CONVERSATION: "Talk, one to one",
    Kind.ASKED: "Ask for something",
    Kind.KEPT_PROMISE: "Keep a promise",
    Kind.RECONNECTED: "Reconnect",
    Kind.FIRST_MESSAGE: "Write to a stranger",
}

NETWORKING_KINDS = [kind for kind in Kind if kind.is_networking]
NETWORKING_CHOICES = [(kind.value, kind.label) for kind in NETWORKING_KINDS]


def important_by_default(kind: Kind, *, purpose: str = "", must: bool = False) -> bool:
    """The starting answer to "important?"; easy networking needs a purpose, tools a must."""
    facts = kind.facts
    if facts.category == Category.NETWORKING:
        return facts.hard or bool(purpose.strip())
    if facts.category == Category.TOOLS:
        return must
    return True
