"""What LinkedIn's Connections.csv says, once it is read."""

import io
from datetime import date
from pathlib import Path

import pytest

from contacts.importers import linkedin
from contacts.importers.candidates import Candidate
from contacts.importers.files import UnreadableFile

SAMPLES = Path(__file__).parent / "samples"
HEADINGS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"


def read(*rows, headings=HEADINGS):
    return linkedin.read(io.BytesIO("\n".join([headings, *rows]).encode()))


def sample(name):
    with (SAMPLES / name).open("rb") as stream:
        return linkedin.read(stream)


@pytest.fixture(scope="module")
def new():
    return sample("linkedin_connections_bom_crlf.csv")


@pytest.fixture(scope="module")
def old():
    return sample("linkedin_connections_old_no_url.csv")


def named(reading, given_name):
    return next(c for c in reading.candidates if c.given_name == given_name)


def test_the_new_sample_holds_what_was_counted_by_hand(new):
    assert (new.encoding, new.delimiter, new.header_row) == ("UTF-8", ",", 3)
    assert (new.records, new.people, len(new.candidates)) == (16, 15, 14)
    assert [(skipped.row, skipped.reason) for skipped in new.skipped] == [(13, "no_name")]


def test_the_old_sample_holds_what_was_counted_by_hand(old):
    assert (old.encoding, old.delimiter, old.header_row) == ("UTF-8", ",", 0)
    assert (old.records, old.people, len(old.candidates)) == (10, 10, 9)
    assert list(old.skipped) == []


def test_ragged_rows_and_an_open_quote_lose_nobody():
    reading = sample("broken_ragged_rows.csv")
    assert (reading.records, reading.people, len(reading.candidates)) == (9, 8, 8)
    assert [skipped.reason for skipped in reading.skipped] == ["repeated_header"]
    assert named(reading, "Never").position.organisation == "Firm that never ends"
    assert [note.row for note in reading.warnings] == [3, 12]


def test_a_skipped_row_says_what_it_held_and_why(new):
    assert "Ghost Holdings" in new.skipped[0].text
    assert new.skipped[0].as_json()["words"] == "No name and no e-mail address"


def test_one_address_with_and_without_a_slash_is_one_person(new):
    tomasz = named(new, "Tomasz")
    assert tomasz.rows == (6, 15)
    assert tomasz.family_name == "Wiśniewski"
    assert tomasz.emails == ("tomasz.w@example.com",)


def test_the_later_title_is_the_choice_shown_and_the_earlier_one_stays_a_choice(new):
    assert [position.role for position in named(new, "Tomasz").positions] == [
        "Engineering Manager",
        "Director of Engineering",
    ]
    assert named(new, "Tomasz").position.organisation == "Kopalnia Software"


def test_one_name_with_two_addresses_is_two_people(new):
    alexes = [c for c in new.candidates if c.name == "Alex Kim"]
    assert len(alexes) == 2
    assert len({alex.name_key for alex in alexes}) == 1


def test_rows_that_are_equal_in_every_cell_are_one_person(old):
    assert named(old, "Noor").rows == (9, 11)
    assert len(named(old, "Noor").fingerprints) == 1


def test_rows_that_differ_in_one_cell_stay_two_people():
    reading = read("Wei,Zhang,,,,,03 Jan 2024", "Wei,Zhang,,,,,04 Jan 2024")
    assert len(reading.candidates) == 2


def test_one_e_mail_in_two_spellings_is_one_person():
    reading = read("Wei,Zhang,,wei@example.com,,,", "Wei,Chang,,WEI@example.com,,Chef,")
    assert [c.emails for c in reading.candidates] == [("wei@example.com",)]


def test_a_row_that_knows_two_earlier_ones_makes_all_three_one_person():
    reading = read(
        "Wei,Zhang,https://linkedin.com/in/wei,,,Cook,",
        "W,Z,,wei@example.com,,Baker,",
        "Wei,Z,https://www.linkedin.com/in/wei/,wei@example.com,,Chef,",
    )
    assert [c.rows for c in reading.candidates] == [(2, 3, 4)]
    assert [p.role for p in reading.candidates[0].positions] == ["Cook", "Baker", "Chef"]


def test_a_title_that_came_back_is_the_latest_one():
    rows = [f"Wei,Zhang,https://linkedin.com/in/wei,,,{role}," for role in ("Cook", "Chef", "Cook")]
    assert [p.role for p in read(*rows).candidates[0].positions] == ["Chef", "Cook"]


def test_names_keep_emoji_letters_and_quotes(new):
    assert named(new, "🌟 Ingrid").family_name == "Sørensen 🌟"
    assert named(new, "Marcus").family_name == "Bell, PMP, MBA"
    assert named(new, "Sam").family_name == 'O"Connor'
    assert named(new, "李").family_name == "明"


def test_spaces_around_a_name_go(new):
    assert named(new, "Omar").family_name == "Haddad"


def test_an_e_mail_keeps_its_spelling(new):
    assert named(new, "Omar").emails == ("OMAR.HADDAD@EXAMPLE.ORG",)


def test_a_line_break_in_a_title_becomes_a_space(new):
    assert named(new, "Grace").position.role == "Editor-in-Chief and columnist"


def test_formulas_stay_text(new):
    payload = named(new, "=cmd")
    assert payload.position.role == "@SUM(1)"
    assert payload.position.organisation == '=HYPERLINK("http://example.com","x")'


def test_days_are_read_in_the_new_shape(new):
    assert named(new, "Zoë").connected_on == date(2025, 3, 14)
    assert named(new, "Omar").connected_on == date(2024, 2, 29)


def test_days_are_read_in_the_old_shape(old):
    assert named(old, "Ife").connected_on == date(2018, 6, 5)
    assert named(old, "Henrik").connected_on == date(2015, 11, 30)


def test_a_date_nobody_can_read_is_left_empty_and_told(new):
    assert named(new, "Renée").connected_on is None
    assert [(note.row, "not a date" in note.text) for note in new.warnings] == [(18, True)]


def test_german_headings_are_understood():
    reading = read(
        "Jörg,Müller,,joerg@example.de,Bäckerei GmbH,Geselle,03 Mär 2022",
        headings="Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am",
    )
    person = reading.candidates[0]
    assert (person.name, person.emails) == ("Jörg Müller", ("joerg@example.de",))
    assert str(person.position) == "Geselle at Bäckerei GmbH"
    assert person.connected_on == date(2022, 3, 3)


def test_columns_may_come_in_another_order_and_unknown_ones_are_named():
    reading = read(
        "Chef,Zhang,green,Wei", headings="Position,Last Name,Favourite colour,First Name"
    )
    assert reading.candidates[0].name == "Wei Zhang"
    assert reading.warnings[0].text == "Columns we do not use: Favourite colour."


def test_an_e_mail_without_a_name_is_a_person():
    assert read(",,,wei@example.com,,,").candidates[0].name == "wei@example.com"


def test_a_last_name_alone_is_enough():
    assert read(",Cher,,,,,").candidates[0].given_name == "Cher"


def test_an_e_mail_that_is_none_is_left_out_and_told():
    reading = read("Sam,Lee,,sam at example dot com,,,")
    assert reading.candidates[0].emails == ()
    assert "“sam at example dot com” is not an e-mail address" in reading.warnings[0].text


def test_an_address_that_could_run_something_is_left_out():
    person = read("Sam,Lee,javascript:alert(1),,,,").candidates[0]
    assert (person.profile_url, person.profile_key) == ("", "")


def test_a_name_longer_than_we_can_keep_is_cut_and_told():
    reading = read(f"{'a' * 500},Lee,,,,,")
    assert len(reading.candidates[0].given_name) == 120
    assert "cut to 120" in reading.warnings[0].text


def test_a_person_reads_back_from_what_is_stored_about_them(new):
    for candidate in new.candidates:
        assert Candidate.from_json(candidate.as_json()) == candidate


@pytest.mark.parametrize(
    ("headings", "sentence"),
    [
        ("First Name,Last Name,E-mail 1 - Value", "Google"),
        ("Given Name,Family Name,E-mail 1 - Value", "Google"),
        ('"First Name","Last Name","Business Street"', "Outlook"),
        ("CONVERSATION ID,FROM,TO", "messages"),
        ("From,To,Sent At,Message", "invitations"),
        ("Product,Price", "could not find the line with First Name"),
    ],
)
def test_a_list_of_another_kind_is_named(headings, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        read("a,b,c", headings=headings)


def test_headings_alone_are_no_people():
    with pytest.raises(UnreadableFile, match="nothing below them"):
        read()


def test_rows_without_a_single_name_are_no_people():
    with pytest.raises(UnreadableFile, match="no row has a name"):
        read(",,https://www.linkedin.com/in/gone,,Ghost Holdings,,")
