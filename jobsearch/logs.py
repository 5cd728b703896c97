"""What is written to the logs: what happened and where, never who somebody knows or a secret."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

_QUERY = re.compile(r"\?[^\s\"]*")
_ADDRESS = re.compile(r"[^\s<>\"'(:]+@[^\s<>\"'),:]+")
# Mail links carry a signed token; ids of rows are UUIDs and may stay.
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=[/\s?\"]|$)"
_TOKEN = re.compile(rf"/(?!{_UUID})[^\s/?\"]{{30,}}")


class PrivateFilter(logging.Filter):
    """Strikes tokens, addresses and query strings (they hold names people searched for)."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):  # the arguments do not fit the message
            message = str(record.msg)
        if isinstance(record.exc_info, tuple) and record.exc_info[1]:
            message = _without_words(message, record.exc_info[1])
        record.msg = _ADDRESS.sub("…@…", _QUERY.sub("?…", _TOKEN.sub("/…", message)))
        record.args = None
        return True


class PrivateFormatter(logging.Formatter):
    """Tracebacks with every line of code, but without what an exception says: it quotes values."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        return "".join(_lines(ei[1])).rstrip() if ei[1] else ""


def _without_words(message: str, error: BaseException) -> str:
    for words in (repr(error), str(error)):
        if words:
            message = message.replace(words, type(error).__name__)
    return message


def _lines(error: BaseException) -> list[str]:
    lines = []
    if error.__cause__ is not None:
        lines = [*_lines(error.__cause__), "\nwhich led to\n\n"]
    elif error.__context__ is not None and not error.__suppress_context__:
        lines = [*_lines(error.__context__), "\nand while that was handled\n\n"]
    kind = type(error)
    # The database names the constraint that was broken; that much is safe and helps.
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None) or ""
    return [
        *lines,
        "Traceback (most recent call last):\n",
        *traceback.format_list(traceback.extract_tb(error.__traceback__)),
        f"{kind.__module__}.{kind.__qualname__}"
        + (f" ({constraint})" if constraint else "")
        + "\n",
    ]
