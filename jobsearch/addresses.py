"""Addresses of pages, many times on each: Django's `reverse()`, worked out once for each name."""

from __future__ import annotations

import re
from functools import lru_cache
from uuid import UUID

from django.urls import URLResolver, get_resolver, get_script_prefix, reverse

ANYTHING = UUID(int=0)
IS_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def address(name: str, *args: object) -> str:
    """The same as `reverse(name, args=args)`; quick without arguments, and with one id."""
    if not args:
        return _alone(name, get_resolver(), get_script_prefix())
    if len(args) == 1 and _is_id(args[0]):
        before, after = _around_id(name, get_resolver(), get_script_prefix())
        return f"{before}{args[0]}{after}"
    return reverse(name, args=args)


def _is_id(value: object) -> bool:
    """As rows of SQL have it, too."""
    return isinstance(value, UUID) or (
        isinstance(value, str) and IS_UUID.fullmatch(value) is not None
    )


# The resolver and the prefix are what `reverse()` looks at, and do not change while we run; no
# request brings addresses of its own.


@lru_cache(1024)
def _alone(name: str, resolver: URLResolver, prefix: str) -> str:
    return reverse(name)


@lru_cache(1024)
def _around_id(name: str, resolver: URLResolver, prefix: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[ANYTHING]).partition(str(ANYTHING))
    return before, after
