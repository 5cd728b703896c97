"""Files as people really bring them: any encoding or delimiter, broken, huge, or no list at all."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.importers import linkedin
from contacts.importers.files import MAX_BYTES, UnreadableFile

HEADINGS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
ROWS = f"{HEADINGS}\nZoë,Fernández,,,Brightwater,Head of Data,14 Mar 2025\nCher,,,,,,\n"


def read(data):
    return linkedin.read(io.BytesIO(data if isinstance(data, bytes) else data.encode()))


def names(data):
    return [candidate.name for candidate in read(data).candidates]


def refusal(data):
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("codec", "shown"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_a_name_survives_its_encoding(codec, shown):
    reading = read(ROWS.encode(codec))
    assert reading.encoding == shown
    assert [c.name for c in reading.candidates] == ["Zoë Fernández", "Cher"]


@pytest.mark.parametrize(("codec", "mark"), [("utf-16-le", "fffe"), ("utf-16-be", "feff")])
def test_utf_16_of_letters_without_zeros_is_read_by_its_mark(codec, mark):
    rows = HEADINGS + "\n李,明,,,星河科技,产品经理,\n" + "王,芳,,,星河科技,产品经理,\n" * 99
    assert names(bytes.fromhex(mark) + rows.encode(codec)) == ["李 明", "王 芳"]


def test_a_guessed_encoding_is_told():
    assert "Windows-1252, which is a guess" in read(ROWS.encode("cp1252")).warnings[0].text


def test_two_encodings_in_one_file_are_read_line_by_line():
    mixed = ROWS.encode() + "Jörg,Groß,,,,,\n".encode("cp1252")
    assert names(mixed) == ["Zoë Fernández", "Cher", "Jörg Groß"]


def test_letters_that_cannot_be_read_are_told():
    notes = read(ROWS.encode() + b"B\x81b,Lee,,,,,\n").warnings
    assert any("could not be read" in note.text for note in notes)


@pytest.mark.parametrize(("delimiter", "opening"), [(";", ""), ("\t", ""), (";", "sep=;\r\n")])
def test_the_delimiter_is_found_by_the_headings(delimiter, opening):
    reading = read(opening + ROWS.replace(",", delimiter))
    assert reading.delimiter == delimiter
    assert reading.candidates[0].position.organisation == "Brightwater"


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;\r"])
def test_a_line_that_names_the_delimiter_is_believed_and_dropped(line):
    headings = 'First Name;Last Name;"or, with commas,First Name,Last Name,Position"'
    reading = read(f"{line}\n{headings}\nWei;Zhang;\n")
    assert (reading.delimiter, reading.header_row) == (";", 0)
    assert reading.candidates[0].name == "Wei Zhang"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_line_ending_will_do(ending):
    assert len(names(ROWS.replace("\n", ending))) == 2


def test_the_headings_are_found_down_to_the_twentieth_line():
    assert read("note\n" * 19 + ROWS).header_row == 19


def test_headings_below_the_twentieth_line_are_not_found():
    assert "could not find the line" in refusal("note\n" * 20 + ROWS)


def test_a_preamble_that_names_the_headings_in_a_sentence_is_not_the_headings():
    assert read('Notes:\n"First Name, Last Name and more below."\n\n' + ROWS).header_row == 3


def test_rows_of_commas_are_no_rows():
    assert read(ROWS + ",,,,,,\n" * 50).records == 2


def test_an_unclosed_quote_swallows_nobody():
    broken = f'{HEADINGS}\nBob,"Left open,,,Acme,,\n' + "Sue,Lee,,,,,\n" * 30 + "Ann,Lee,,,,,\n"
    reading = read(broken)
    assert [c.given_name for c in reading.candidates] == ["Bob", "Sue", "Ann"]
    assert reading.candidates[0].family_name == "Left open"
    assert [(note.row, "never closes" in note.text) for note in reading.warnings] == [(2, True)]


def test_a_quote_closed_by_the_next_row_swallows_nobody():
    assert len(names(f'{HEADINGS}\nBob,"Open,,,,,\nSue,"Open,,,,,\nAnn,Lee,,,,,\n')) == 3


def test_zeros_in_the_text_are_dropped():
    assert names(ROWS.replace("Cher", "C\0her"))[1] == "Cher"


def test_right_to_left_names_and_emoji_are_kept():
    assert names(f"{HEADINGS}\nنور,الهدى,,,,,\nAna 👩🏽\u200d🚀,Ruiz,,,,,\n") == [
        "نور الهدى",
        "Ana 👩🏽🚀 Ruiz",
    ]


def test_a_name_that_turns_the_line_around_is_straightened():
    assert names(f"{HEADINGS}\n\u202egnp.exe,Lee,,,,,\n") == ["gnp.exe Lee"]


def test_half_characters_do_no_harm():
    assert len(names(ROWS.encode() + b"L\xed\xa0\x80o,Lee,,,,,\n")) == 3
    assert len(names(ROWS.encode("utf-16") + b"L\0\x00\xd8o\0")) == 3


def test_a_huge_line_is_cut():
    assert len(read(f"{HEADINGS}\nWei,Zhang,,,{'x' * 4_000_000},,\n").candidates) == 1
    assert len(read(f'{HEADINGS}\nWei,Zhang,,,"{"x" * 4_000_000}",,\n').candidates) == 1


def test_ten_thousand_rows_are_read():
    rows = "".join(f"Person,Number {n},,,,,\n" for n in range(10_000))
    assert read(f"{HEADINGS}\n{rows}").people == 10_000


def test_one_row_more_is_refused():
    rows = "".join(f"Person,Number {n},,,,,\n" for n in range(10_001))
    assert "more than 10,000 rows" in refusal(f"{HEADINGS}\n{rows}")


def test_a_file_of_nothing_but_line_breaks_below_the_headings_is_refused():
    assert "more than 10,000 rows" in refusal(HEADINGS + "\n" * 1_000_000)


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\xef\xbb\xbf", b"\xff\xfe", b"\0" * 40])
def test_an_empty_file_is_called_empty(data):
    assert "empty" in refusal(data)


class Endless(io.RawIOBase):
    """A file that never ends, and counts how much of it was asked for."""

    asked = 0

    def read(self, size=-1):
        assert size > 0
        self.asked += size
        return b"a" * size


def test_a_file_that_is_too_large_is_not_read_to_its_end():
    stream = Endless()
    with pytest.raises(UnreadableFile, match="larger than 5 MB"):
        linkedin.read(stream)
    assert stream.asked == MAX_BYTES + 1


def packed(*members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (packed("Connections.csv"), "ZIP file"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "Excel"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
        (b"\x1f\x8b\x08" + bytes(range(256)), "packed"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 4, "not a text file"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"BEGIN:VCARD\r\nVERSION:4.0\r\n", "vCard"),
        (b'{"people": []}', "JSON"),
        (b"Dear diary, today was fine.", "could not find the line"),
    ],
)
def test_what_is_no_list_is_named(data, words):
    assert words in refusal(data)


NASTY = {
    "a million headings": HEADINGS + "," * 1_000_000,
    "a million cells": f"{HEADINGS}\n" + "a," * 2_000_000,
    "nothing but quotes": f"{HEADINGS}\n" + '"' * 4_000_000,
    "a quote left open in every row": f"{HEADINGS}\n" + ('"' + "a" * 400 + "\n") * 9_999,
    "a quote in the middle of every row": f"{HEADINGS}\n" + ('a,"' + "c" * 400 + '"d\n') * 9_999,
    "a million marks on one letter": f"{HEADINGS}\na" + "\u0301\u0316" * 600_000,
    "one row ten thousand times": f"{HEADINGS}\n" + "a,b,,a@example.com,,,\n" * 9_999,
    "one person with ten thousand titles": f"{HEADINGS}\n"
    + "".join(f"a,b,,a@example.com,,{n},\n" for n in range(9_999)),
    "one byte that is no letter": b"\xff" * 4_000_000,
    "lines that are no letters": b"\n\xff" * 2_000_000,
    "half characters": f"{HEADINGS}\n".encode("utf-16") + b"\x00\xd8" * 2_000_000,
}
READ_WITHIN_LIMITS = """
import io, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (400_000_000, 400_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from contacts.importers import linkedin
from contacts.importers.files import UnreadableFile
try:
    linkedin.read(io.BytesIO(sys.stdin.buffer.read()))
except UnreadableFile:
    pass
print("read")
"""


@pytest.mark.parametrize("data", NASTY.values(), ids=NASTY.keys())
def test_no_file_takes_more_than_a_bounded_memory(data):
    done = subprocess.run(
        [sys.executable, "-c", READ_WITHIN_LIMITS],
        input=data if isinstance(data, bytes) else data.encode(),
        capture_output=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.stdout == b"read\n", done.stderr.decode()[-500:]


pieces = st.sampled_from(
    [HEADINGS, "sep=;", '"', ",", ";", "\t", "\n", "\r\n", "\r", "\0", "Wei", "\ufeff", "\u202e"]
)
texts = st.lists(pieces | st.text(max_size=8), max_size=40).map("".join)
codecs = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])


@settings(deadline=None)
@given(st.binary(max_size=2_000))
def test_bytes_of_any_kind_raise_nothing_but_our_own_error(data):
    for opening in (b"", b"\xff\xfe", b"\xef\xbb\xbf", HEADINGS.encode() + b"\n"):
        try:
            read(opening + data)
        except UnreadableFile as error:
            assert str(error).endswith(".")


@settings(deadline=None)
@given(texts, codecs)
def test_text_of_any_kind_raises_nothing_but_our_own_error(text, codec):
    try:
        reading = read(f"{HEADINGS}\n{text}".encode(codec, "ignore"))
    except UnreadableFile:
        return
    assert len(reading.candidates) <= reading.people <= reading.records
    for candidate in reading.candidates:
        assert candidate.name
        assert "\0" not in str(candidate.as_json())
