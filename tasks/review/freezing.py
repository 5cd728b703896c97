"""Numbers of a closed review: kept as plain JSON, and read back as what they were.

Any frozen dataclass of numbers will do. What it has gained since is as by default, and what it
has lost is left out, so that a review of last year can still be read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

Kind = TypeVar("Kind")


def freeze(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: freeze(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(freeze(key)): freeze(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [freeze(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction | UUID):
        return str(value)
    return value


def thaw(kind: type[Kind], value: Any) -> Kind:
    found: Kind = _thawed(kind, value)
    return found


def _thawed(kind: Any, value: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return None if value is None else _thawed(_but_for_none(inner), value)
    if origin in (list, tuple):
        return _thawed_items(origin, inner, value)
    if origin in (dict, Counter):
        keys, items = (*inner, int)[:2]
        return origin({_thawed(keys, key): _thawed(items, each) for key, each in value.items()})
    if is_dataclass(kind):
        return _thawed_fields(kind, value)
    if hasattr(kind, "_fields"):  # a NamedTuple
        hints = get_type_hints(kind).values()
        return kind(*(_thawed(hint, each) for hint, each in zip(hints, value, strict=True)))
    if isinstance(kind, type) and issubclass(kind, date):
        return date.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Enum | Fraction | UUID):
        return kind(value)
    return value


def _but_for_none(kinds: tuple[Any, ...]) -> Any:
    return next(kind for kind in kinds if kind is not NoneType)


def _thawed_items(origin: Any, inner: tuple[Any, ...], values: list[Any]) -> Any:
    if origin is list or inner[-1] is Ellipsis:
        return origin(_thawed(inner[0], each) for each in values)
    return tuple(_thawed(kind, each) for kind, each in zip(inner, values, strict=True))


def _thawed_fields(kind: Any, value: dict[str, Any]) -> Any:
    hints = get_type_hints(kind)
    found = {}
    for each in fields(kind):
        if each.name in value:
            found[each.name] = _thawed(hints[each.name], value[each.name])
        elif each.default is MISSING and each.default_factory is MISSING:
            found[each.name] = _nothing(hints[each.name])
    return kind(**found)


def _nothing(kind: Any) -> Any:
    """For what was not written down then."""
    if NoneType in get_args(kind):
        return None
    return _thawed_fields(kind, {}) if is_dataclass(kind) else (get_origin(kind) or kind)()
