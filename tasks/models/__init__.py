from tasks.models.board import Move
from tasks.models.effects import Effect
from tasks.models.kept import Keepsake
from tasks.models.mailserver import MailEvent, MailServer, SuppressedAddress
from tasks.models.mentions import Heartbeat, Mention
from tasks.models.postponed import Postponement
from tasks.models.ready import ReadyItem
from tasks.models.reminders import Attempt, Occurrence, OutboundEmail, Reminder
from tasks.models.removals import Removal
from tasks.models.reviews import Dismissal, Intention, Review
from tasks.models.shared import SharedWeek
from tasks.models.tasks import Task
from tasks.models.timers import Timer

__all__ = [
    "Attempt",
    "Dismissal",
    "Effect",
    "Heartbeat",
    "Intention",
    "Keepsake",
    "MailEvent",
    "MailServer",
    "Mention",
    "Move",
    "Occurrence",
    "OutboundEmail",
    "Postponement",
    "ReadyItem",
    "Reminder",
    "Removal",
    "Review",
    "SharedWeek",
    "SuppressedAddress",
    "Task",
    "Timer",
]
