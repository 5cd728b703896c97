"""Why somebody is to be written to: one open task of each reason and person."""

from __future__ import annotations

from django.db.models import TextChoices


class Reason(TextChoices):
    OTHER = "", "Other"
    HELLO = "hello", "Say hello again"
    STAY_IN_TOUCH = "stay-in-touch", "Stay in touch"
    THANK = "thank", "Thank them"
    TELL = "tell", "Tell them what came of it"
    STATUS = "status", "Ask where things stand"
    STATUS_AGAIN = "status-again", "Ask once more, then let it rest"
    NUDGE = "nudge", "Follow up once"
    SOMEBODY_ELSE = "somebody-else", "Try another person there"
    CLOSE = "close", "Close as no answer, and let it rest"
    FIND_PERSON = "find-person", "Find one person there"
    WRITE_TO = "write-to", "Write to the new person"
    INTRODUCER = "introducer", "Thank who introduced you"
    TELL_INTRODUCER = "tell-introducer", "Tell who introduced you how it went"
    DID_IT_HELP = "did-it-help", "Ask whether it helped"
    CHECK = "check", "Check on what they promised"
    OPEN_DOOR = "open-door", "Thank them, leave the door open"
    AFTER_A_WHILE = "after-a-while", "Say hello after a while"
    NEWS = "news", "Tell them the news"
