"""Numbers of things, in words."""

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number(count: int) -> str:
    return SMALL[count] if count < len(SMALL) else str(count)


def counted(count: int, one: str, many: str) -> str:
    """ "One person" or "3 people"; starts a sentence."""
    return f"{number(count).capitalize()} {one if count == 1 else many}"
