import logging
import re

# Mail links carry a signed token after /f/ or /u/; allauth's confirm and reset links carry keys.
_TOKEN = re.compile(
    r"(/(?:f|u|accounts/confirm-email|accounts/password/reset/key)/)[^\s/?\"]+"
)
_QUERY = re.compile(r"\?[^\s\"]*")


class PrivateFilter(logging.Filter):
    """Strike tokens and query strings (they hold names people searched for) from log lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        record.msg = _QUERY.sub("?…", _TOKEN.sub(r"\1…", message))
        record.args = None
        return True
