import pytest

from contacts.models import Contact
from tests.factories import make_contact, make_organisation

pytestmark = pytest.mark.django_db


def found(owner, text):
    return [person.name for person in owner.contacts.search(text, owner)]


@pytest.mark.parametrize(
    ("given", "family", "text"),
    [
        ("Katarzyna", "Wiśniewska", "wisniewska"),
        ("Jan", "Wiśniewski", "wisniewsky"),
        ("Zoë", "Ångström", "zoe"),
        ("Zoë", "Ångström", "angstrom"),
        ("Eve", "", "Évé"),
        ("Priya", "Nair", "preya"),
        ("Łukasz", "Sørensen", "lukasz sorensen"),
        ("Ana", "Ruiz", "ruiz ana"),
        ("Ana", "Ruiz", "  ANA   ruiz "),
        ("李", "小龍", "小龍"),
        ("李", "小龍", "李"),
        ("さくら", "田中", "田中"),
        ("김", "민준", "민준"),
        ("Мария", "Иванова", "иванова"),
        ("100% Ana", "", "100%"),
        ("under_score", "", "r_s"),
        ("back\\slash", "", "k\\s"),
        ("O'Neill", "", "o'ne"),
    ],
)
def test_a_name_is_found_by_what_people_type(ana, given, family, text):
    make_contact(ana, given, family_name=family)
    make_contact(ana, "Quentin", family_name="Fjord")
    assert found(ana, text) == [f"{given} {family}".strip()]


@pytest.mark.parametrize("text", ["%", "_", "\\"])
def test_signs_of_the_database_stand_for_themselves(ana, text):
    make_contact(ana, "Quentin")
    assert found(ana, text) == []


def test_the_place_somebody_works_at_finds_them(ana):
    make_contact(ana, "Priya", organisation=make_organisation(ana, "Fundação Norte"))
    make_contact(ana, "Quentin")
    assert found(ana, "fundacao") == ["Priya"]


def test_the_best_match_comes_first(ana):
    for given, family in [("Anna", "Abel"), ("Adriana", "Bell"), ("Ana", "Ruiz")]:
        make_contact(ana, given, family_name=family)
    assert found(ana, "ana") == ["Ana Ruiz", "Adriana Bell", "Anna Abel"]


def test_nobody_elses_people_are_found(ana, ben):
    make_contact(ben, "Priya")
    assert found(ana, "priya") == []


def test_the_words_of_a_search_never_become_sql(ana):
    make_contact(ana, "Priya")
    assert found(ana, "'; DROP TABLE contacts_contact; --") == []
    assert Contact.objects.count() == 1
