"""Whether a mail server is known to have taken a mail whose answer was lost."""

from __future__ import annotations

import logging
import os
import re
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

from django.conf import settings

from tasks.models import MailEvent

logger = logging.getLogger(__name__)

# A log is looked through from here before its end on: what is in doubt is minutes old.
MOST_BYTES = 64 * 1024 * 1024
LONGEST_LINE = 64 * 1024

# Postfix names the message first, and takes it over with a second line that only has its own id.
_POSTFIX_NAMES = re.compile(rb": ([0-9A-Za-z]{5,}): (?:resent-)?message-id=(<[^>\s]*>)")
_POSTFIX_TAKES = re.compile(rb": ([0-9A-Za-z]{5,}): from=.*\(queue active\)")
_EXIM_TAKES = re.compile(rb" <= .* id=(\S+)")


def accepted(message_ids: Collection[str]) -> set[str]:
    """Those of these that the mail server has; what is not among them is simply not known.

    Ask for all that are in doubt at once: the log is read through once for the lot.
    """
    wanted = set(message_ids)
    if not wanted:
        return set()
    found = _reported(wanted)
    return found | _logged(wanted - found)


def _reported(wanted: set[str]) -> set[str]:
    """Whatever a provider reports of a mail, even that it came back: it had it."""
    events = MailEvent.objects.filter(message_id__in=wanted)
    return set(events.values_list("message_id", flat=True))


def _logged(wanted: set[str]) -> set[str]:
    if not settings.MAIL_EVIDENCE_LOG or not wanted:
        return set()
    lines = _last_lines(Path(settings.MAIL_EVIDENCE_LOG))
    return _taken_over(lines, {message_id.encode() for message_id in wanted})


def _taken_over(lines: Iterator[bytes], wanted: set[bytes]) -> set[str]:
    found: set[bytes] = set()
    queued: dict[bytes, bytes] = {}
    for line in lines:
        taken = b""
        if named := _POSTFIX_NAMES.search(line):
            # Queue ids come back for other mails, so the newest name counts.
            queued.pop(named[1], None)
            if named[2] in wanted:
                queued[named[1]] = named[2]
        elif queued and (active := _POSTFIX_TAKES.search(line)):
            taken = queued.get(active[1], b"")
        elif b" <= " in line and (arrived := _EXIM_TAKES.search(line)):
            taken = b"<%s>" % arrived[1].strip(b"<>")
        elif line.startswith(b"<"):
            taken = line.partition(b">")[0] + b">"
        if taken in wanted:
            found.add(taken)
    return {message_id.decode() for message_id in found}


def _last_lines(log: Path) -> Iterator[bytes]:
    """The end of the log, after the end of the one that was rotated away before it."""
    newest = _size(log)
    rotated = log.with_name(f"{log.name}.1")
    for path, most in ((rotated, MOST_BYTES - min(newest, MOST_BYTES)), (log, MOST_BYTES)):
        if not (size := _size(path)) or not most:
            continue
        try:
            with path.open("rb") as file:
                file.seek(max(0, size - most))
                while line := file.readline(LONGEST_LINE):
                    yield line
        except OSError as error:
            logger.warning("The mail log %s cannot be read: %s", path, type(error).__name__)


def _size(path: Path) -> int:
    """0 for what is not there or no plain file; reading a pipe would never end."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0
