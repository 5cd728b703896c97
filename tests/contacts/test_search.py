from datetime import date
from itertools import chain

import pytest

from contacts.filters import PeopleFilterForm
from contacts.listing import Listed
from contacts.models import Contact
from contacts.models.searching import MANY
from tests.factories import make_contact, make_organisation

pytestmark = pytest.mark.django_db


TODAY = date(2026, 3, 2)


def found(owner, text):
    names = [person.name for person in owner.contacts.search(text, owner)]
    assert [row.name for row in pages(owner, q=text).get_page(1)] == names  # the list agrees
    return names


def pages(owner, **query):
    form = PeopleFilterForm(query, tags=[])
    return Listed(form.people(owner, TODAY), owner, TODAY, 50, form.search)


def many(owner, *names):
    Contact.objects.bulk_create(Contact(owner=owner, given_name=name) for name in names)


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


def test_who_resembles_the_text_stands_once_beside_who_works_at_such_a_place(ana):
    place = make_organisation(ana, "Priyo")
    make_contact(ana, "Ben", organisation=place)
    make_contact(ana, "Priyanka", organisation=place)
    make_contact(ana, "Priya")
    make_contact(ana, "Pria", organisation=make_organisation(ana, "Halden"))
    assert sorted(found(ana, "priyo")) == ["Ben", "Pria", "Priya", "Priyanka"]


@pytest.mark.parametrize("show", ["", "silent", "waiting", "cold", "archived"])
@pytest.mark.parametrize("text", ["p", "priya", "preya"])
def test_nobody_is_found_where_a_list_has_nobody(ana, show, text):
    page = pages(ana, q=text, show=show).get_page(3)
    assert (list(page), page.paginator.count) == ([], 0)


def test_of_more_than_a_thousand_each_page_is_there_and_nobody_twice(ana):
    begin = [f"Priya {number:04}" for number in range(720)]
    hold = [f"Ana Priya {number:04}" for number in range(400)]
    many(ana, *hold, *begin, "Ben", "Preya")
    shown = [pages(ana, q="priya").get_page(number) for number in range(1, 24)]
    assert [row.name for row in chain(*shown)] == [*begin, *hold]
    assert [page.has_next() for page in shown] == [True] * 22 + [False]
    assert {page.paginator.more_than for page in shown[:20]} == {"1,000"}
    assert {(page.paginator.more_than, page.paginator.count) for page in shown[20:]} == {("", 1120)}


def test_the_list_says_that_more_than_a_thousand_are_found(as_ana, ana):
    many(ana, *(f"Priya {number}" for number in range(MANY + 1)))
    page = as_ana.get("/contacts/?q=pri").content.decode()
    assert "More than 1,000 people, 1 to 50 shown" in page
    assert "All found, more than 1,000 people, on every page" in page
    assert '<span class="muted">Page 1</span>' in page
    page = as_ana.get("/contacts/?q=pri&page=21").content.decode()
    assert f"{MANY + 1:,} people, 1,001 to 1,001 shown" in page
    assert "Page 21 of 21" in page


def test_of_a_thousand_that_resemble_the_text_the_closest_stand_first(ana):
    many(ana, *(f"Priya {number:04}" for number in range(MANY)), "Preyb")
    make_contact(ana, "Ben", organisation=make_organisation(ana, "Preya"))
    page = pages(ana, q="preya").get_page(1)
    assert page[0].name == "Preyb"
    assert (len(page), page.paginator.more_than) == (50, "1,000")
    last = pages(ana, q="preya").get_page(99)
    assert (last.number, last.paginator.count, last[-1].name) == (21, MANY + 2, "Ben")
