"""What one cell means: text as people see it, names to compare, addresses, days."""

import re
import unicodedata
from datetime import date

MAX_CELL = 2_000

DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ZERO_WIDTH = "\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\u115f\u1160\u3164\uffa0"
# These two join emoji and Persian letters, so only names lose them.
JOINERS = "\u200c\u200d"
TAGS = "".join(map(chr, range(0xE0000, 0xE0080)))
UNSEEN = str.maketrans("", "", DIRECTION + ZERO_WIDTH + TAGS)
UNSEEN_IN_NAMES = str.maketrans("", "", DIRECTION + ZERO_WIDTH + TAGS + JOINERS)

# Letters that Unicode does not take apart into a letter and a mark.
PLAIN_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
EMAIL = re.compile(r"[^\s@,;<>()\"]+@[^\s@,;<>()\"]+\.[^\s@,;<>()\"]+")

# Written out because strptime's %b follows the language of the server.
MONTH_NAMES = [
    "jan january januar jän jänner",
    "feb february februar feber",
    "mar march mär mrz märz maerz",
    "apr april",
    "may mai",
    "jun june juni",
    "jul july juli",
    "aug august",
    "sep sept september",
    "oct october okt oktober",
    "nov november",
    "dec december dez dezember",
]
MONTHS = {name: n for n, names in enumerate(MONTH_NAMES, start=1) for name in names.split()}
NAMED_DAY = re.compile(r"([0-9]{1,2})\.? ([^\W\d_]+)\.? ([0-9]{4})")
US_DAY = re.compile(
    r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})(?:,? [0-9]{1,2}:[0-9]{2} ?[AP]M)?"
)
GERMAN_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def clean_text(cell: str, unseen: dict[int, int | None] = UNSEEN) -> str:
    if cell.isascii() and cell.isprintable():
        return " ".join(cell[:MAX_CELL].split())
    # Cut first: putting marks in order takes time that grows with the square of their number.
    text = unicodedata.normalize("NFC", cell[:MAX_CELL].translate(unseen))
    return " ".join(CONTROL.sub(" ", SURROGATE.sub("", text)).split())


def clean_name(cell: str) -> str:
    return clean_text(cell, UNSEEN_IN_NAMES)


def name_key(given_name: str, family_name: str) -> str:
    """People with one key may be the same: no accents, no order, no letters after a comma."""
    name = f"{given_name} {family_name.partition(',')[0]}"
    letters = unicodedata.normalize("NFKD", name.casefold()).translate(PLAIN_LETTERS)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = re.findall(r"[^\W_]+", plain.replace("'", "").replace("\u2019", ""))
    return " ".join(sorted(words)) or name.casefold().strip()


def is_email(text: str) -> bool:
    return len(text) <= 254 and EMAIL.fullmatch(text) is not None


def parse_day(text: str) -> date | None:
    try:
        if found := NAMED_DAY.fullmatch(text):
            day, month, year = found.groups()
            return date(int(year), MONTHS[month.casefold()], int(day))
        if found := US_DAY.fullmatch(text):
            month, day, year = map(int, found.groups())
            return date(year if year > 99 else 2000 + year, month, day)
        if found := GERMAN_DAY.fullmatch(text):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
        if found := ISO_DAY.fullmatch(text):
            return date(*map(int, found.groups()))
    except (ValueError, KeyError):
        pass
    return None
