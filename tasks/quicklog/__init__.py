"""The log in one line: what somebody types about what happened, as values (/help/#log-line)."""

from tasks.quicklog.parser import parse
from tasks.quicklog.told import Doubt, Said, Told

__all__ = ["Doubt", "Said", "Told", "parse"]
