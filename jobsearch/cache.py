"""The cache, which here holds the limits on tries, and goes on while its server is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# So that not every page waits for a server that is away.
AWAY_SECONDS = 10


def _or_here(name: str) -> Callable[..., Any]:
    """Each process counts for itself meanwhile: limits are looser then, and pages still open."""

    def ask(cache: LimitsCache, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= cache.away_until:
            try:
                return getattr(RedisCache, name)(cache, *args, **kwargs)
            except RedisError as error:
                LimitsCache.away_until = time.monotonic() + AWAY_SECONDS
                logger.warning("The cache is away: %s", type(error).__name__)
        return getattr(cache.here, name)(*args, **kwargs)

    return ask


class LimitsCache(RedisCache):
    away_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.here = LocMemCache("limits", {key: params[key] for key in params if key != "OPTIONS"})

    add = _or_here("add")
    get = _or_here("get")
    set = _or_here("set")
    touch = _or_here("touch")
    delete = _or_here("delete")
    get_many = _or_here("get_many")
    has_key = _or_here("has_key")
    incr = _or_here("incr")
    set_many = _or_here("set_many")
    delete_many = _or_here("delete_many")
    clear = _or_here("clear")
