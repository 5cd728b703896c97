"""One profile address, however it was written."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# LinkedIn addresses that lead to nobody.
NOBODY = {"linkedin.com/in", "linkedin.com/pub", "linkedin.com/feed"}


def profile_address(text: str) -> str:
    """The address as a link that is safe to show, or nothing."""
    text = text.strip()
    if not text or re.search(r"[\s\x00-\x1f\x7f\\]", text):
        return ""
    if not SCHEME.match(text):
        text = f"https://{text.lstrip('/')}"
    try:
        parts = urlsplit(text)
        has_host = "." in (parts.hostname or "")
        is_web = parts.scheme.lower() in ("http", "https") and parts.username is None
        parts.port  # noqa: B018  raises for a port that is no number
        return text if has_host and is_web else ""
    except ValueError:
        return ""


def profile_key(text: str) -> str:
    """The same for every spelling of one address; empty when it names no single person."""
    address = profile_address(text)
    if not address:
        return ""
    parts = urlsplit(address)
    host = parts.netloc.lower().removeprefix("www.")
    path = _decoded(parts.path).rstrip("/")
    key = unicodedata.normalize("NFC", host + path)
    return "" if not path or key.lower() in NOBODY else key


def _decoded(path: str) -> str:
    try:
        decoded = unquote(path, errors="strict")
    except UnicodeDecodeError:
        return path
    return decoded if decoded.isprintable() else path
