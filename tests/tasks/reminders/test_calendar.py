"""The .ics of a reminder: read back by a reader that knows nothing of how it was written."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reminders.calendar import calendar
from tasks.reminders.words import plain

KEY = UUID("0b5c5c00-0000-4000-8000-000000000000")
AT = datetime(2026, 11, 25, 18, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def written(**changed):
    values = {"domain": "example.com", "changes": 2, "at": AT, "minutes": 20, "title": "Write"}
    return calendar(KEY, now=NOW, **(values | changed))


def read(text):
    """Name and value of each line, as RFC 5545 says: unfolded, then split, then unescaped."""
    assert text.endswith("\r\n")
    unfolded = text.replace("\r\n ", "").split("\r\n")[:-1]
    pairs = [line.partition(":")[::2] for line in unfolded]
    return [(name, unescaped(value)) for name, value in pairs]


def unescaped(value):
    letters, out = iter(value), ""
    for letter in letters:
        if letter == "\\":
            letter = {"n": "\n", "N": "\n"}.get(following := next(letters), following)
        out += letter
    return out


def test_it_is_one_event_at_its_instant_with_an_alarm_then():
    lines = read(written())
    assert lines[0] == ("BEGIN", "VCALENDAR") and lines[-1] == ("END", "VCALENDAR")
    assert dict(lines)["METHOD"] == "PUBLISH"
    assert dict(lines)["UID"] == f"{KEY}@example.com"
    assert dict(lines)["SEQUENCE"] == "2"
    assert dict(lines)["DTSTAMP"] == "20261124T080000Z"
    assert dict(lines)["DTSTART"] == "20261125T093000Z"
    assert dict(lines)["DTEND"] == "20261125T095000Z"
    assert [value for name, value in lines if name == "BEGIN"] == ["VCALENDAR", "VEVENT", "VALARM"]


@given(st.text(max_size=400))
@pytest.mark.parametrize(
    "wrap", ["{}", "x\nATTENDEE:mailto:y@z {}", "ä;,\\n{}", "👩‍🔧" * 50 + "{}"]
)
def test_any_title_stays_one_value_in_lines_that_are_short_enough(wrap, title):
    text = written(title=wrap.format(title))
    for line in text.encode(errors="surrogatepass").split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line and b"\r" not in line
        line.decode()  # no letter is cut in two
    lines = read(text)
    assert [name for name, _ in lines].count("SUMMARY") == 1
    assert len(lines) == len(read(written()))
    assert dict(lines)["SUMMARY"] == plain(wrap.format(title))


def test_a_long_title_is_folded():
    assert written(title="W" * 10_000).count("\r\n ") > 100
