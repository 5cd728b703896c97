"""Places in a list as short texts that sort byte by byte, so that a move writes one row.

A place is a whole number and, between two neighbours, a fraction behind it. The first letter says
how many digits the number has: "a" one, "b" two, and so on up; "Z" one, "Y" two below zero. So a
list that always grows at the top or the end keeps places of a few letters, and there is always
room between two.
"""

import secrets

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
FIRST = "a0"
ASIDE = 6  # halvings: one of 64 places


def between(before: str | None, after: str | None) -> str:
    """A place after `before` and ahead of `after`; None stands for the end of the list."""
    if before is not None and after is not None and before >= after:
        raise ValueError(f"{before!r} does not come before {after!r}")
    if before is None:
        if after is None:
            return FIRST
        number, fraction = _split(after)
        return number if fraction else _add(number, -1)
    number, fraction = _split(before)
    if after is None:
        return _add(number, 1)
    if number == _split(after)[0]:
        return number + _halfway(fraction, _split(after)[1])
    following = _add(number, 1)
    return following if following < after else number + _halfway(fraction, "")


def somewhere_between(before: str | None, after: str | None) -> str:
    """Like `between`, but at random: for several who look for a place in the same moment."""
    for _ in range(ASIDE):
        middle = between(before, after)
        before, after = (before, middle) if secrets.randbits(1) else (middle, after)
    return between(before, after)


def _split(place: str) -> tuple[str, str]:
    head = place[0]
    length = ord(head) - ord("a") + 2 if head >= "a" else ord("Z") - ord(head) + 2
    return place[:length], place[length:]


def _add(number: str, step: int) -> str:
    """The whole number one above or one below."""
    head, digits = number[0], [DIGITS.index(digit) for digit in number[1:]]
    for i in reversed(range(len(digits))):
        digits[i] += step
        if 0 <= digits[i] < len(DIGITS):
            return head + "".join(DIGITS[digit] for digit in digits)
        digits[i] %= len(DIGITS)
    return _next_length(head, step)


def _next_length(head: str, step: int) -> str:
    """All digits ran over: the next longer (or shorter) number in that direction."""
    if step > 0:
        head = "a" if head == "Z" else chr(ord(head) + 1)
    else:
        head = "Z" if head == "a" else chr(ord(head) - 1)
    length = ord(head) - ord("a") + 1 if head >= "a" else ord("Z") - ord(head) + 1
    return head + (DIGITS[0] if step > 0 else DIGITS[-1]) * length


def _halfway(low: str, high: str) -> str:
    """A fraction between two; an empty `high` stands for one."""
    fraction, i = "", 0
    while True:
        floor = DIGITS.index(low[i]) if i < len(low) else 0
        ceiling = DIGITS.index(high[i]) if i < len(high) else (0 if high else len(DIGITS))
        if ceiling - floor > 1:
            return fraction + DIGITS[(floor + ceiling) // 2]
        fraction += DIGITS[floor]
        if ceiling > floor:
            high = ""  # Already below `high`: only `low` still bounds what follows.
        i += 1
