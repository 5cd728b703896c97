"""The search page and the command menu: what is found, in which order, and for whom."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from contacts.boxes import Box
from contacts.folding import fold
from tasks.models import Keepsake
from tasks.search import ACTS, PAGES, find
from tests.factories import make_contact, make_organisation, make_task

pytestmark = pytest.mark.django_db
NOW = timezone.now


def names(user, text, most=5):
    return {group.name: [one.name for one in group.results] for group in find(user, text, most)}


def first(user, text):
    return find(user, text, 5)[0].results[0]


@pytest.mark.parametrize("text", ["ana", "ANA", "Ruíz", "ruiz ana", "northwind"])
def test_a_person_is_found_by_name_or_place_and_comes_first(ana, text):
    place = make_organisation(ana, "Northwind")
    make_contact(ana, "Ana", family_name="Ruiz", role="Design ops", organisation=place)
    make_task(ana, "Send the portfolio to Ana Ruiz at Northwind")
    found = first(ana, text)
    assert (found.name, found.about) == ("Ana Ruiz", "Design ops, Northwind")


@pytest.mark.parametrize("text", ["halden", "HALD", "håld", "haldne"])
def test_an_organisation_is_found_by_its_name(ana, text):
    make_organisation(ana, "Old Halden mill")
    make_organisation(ana, "Halden", is_target=True)
    (group,) = [one for one in find(ana, text, 5) if one.name == "Organisations"]
    assert [(one.name, one.about) for one in group.results] == [
        ("Halden", "Where you would like to work"),
        ("Old Halden mill", "Organisation"),
    ]


def test_the_organisation_stands_behind_who_works_there(ana):
    place = make_organisation(ana, "Northwind")
    make_contact(ana, "Ana", organisation=place)
    make_task(ana, "Apply at Northwind")
    assert list(names(ana, "northwind"))[:3] == ["People", "Organisations", "Tasks"]


def test_a_page_that_is_named_still_comes_before_an_organisation(ana):
    make_organisation(ana, "Board of trade")
    assert first(ana, "board").name == "Board"


@pytest.mark.parametrize("text", ["resume", "RÉSUMÉ", "résumé rewrite", "rewrite sum"])
def test_a_task_is_found_by_any_of_its_words_in_any_order(ana, text):
    make_task(ana, "Rewrite the Résumé", box=Box.DO_FIRST)
    make_task(ana, "Something else")
    assert names(ana, text)["Tasks"] == ["Rewrite the Résumé"]


def test_a_task_says_its_box_and_its_person(ana):
    make_task(ana, "Write", box=Box.KEEP_SHORT, contact=make_contact(ana, "Ben"))
    assert first(ana, "write").about == "Keep it short, with Ben"


def test_titles_that_begin_with_the_words_come_first_and_finished_ones_last(ana):
    make_task(ana, "Offer to help")
    make_task(ana, "Call about the offer")  # the newest would come first
    make_task(ana, "Offer done").complete(NOW())
    make_task(ana, "Offer dropped").drop(NOW())
    tasks = names(ana, "offer")["Tasks"]
    assert tasks[:2] == ["Offer to help", "Call about the offer"]
    assert set(tasks[2:]) == {"Offer done", "Offer dropped"}


def test_finished_tasks_are_few_and_say_what_became_of_them(ana):
    for number in range(5):
        make_task(ana, f"Offer {number}").complete(NOW())
    make_task(ana, "Let go of it").drop(NOW())
    tasks = {group.name: group.results for group in find(ana, "offer", 5)}["Tasks"]
    assert [task.about for task in tasks] == ["Done"] * 3
    assert first(ana, "let go of it").about == "Let go"


def test_people_who_are_archived_come_last_and_say_so(ana):
    make_contact(ana, "Sam", family_name="Abel", archived_at=NOW())
    make_contact(ana, "Sam", family_name="Zola")
    people = find(ana, "sam", 5)[0].results
    assert [(one.name, one.about) for one in people] == [
        ("Sam Zola", "Contact"),
        ("Sam Abel", "archived"),
    ]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("board", "Board"),
        ("boa", "Board"),
        ("go board", "Board"),
        ("go to board", "Board"),
        ("today", "Today"),
        ("review", "Weekly review"),
        ("linkedin", "Import people"),
        ("dark", "Settings"),
        ("make time", "Make time"),
        ("box 3", "Keep it short"),
        ("shortcuts", "Keys"),
        ("help", "Help"),
    ],
)
def test_pages_are_found_by_their_names_and_by_what_is_on_them(ana, text, page):
    found = [name for group in names(ana, text).values() for name in group]
    assert page in found


@pytest.mark.parametrize(("name", "text"), [("Sørensen", "sorensen"), ("Strauß", "strauss")])
def test_letters_are_plain_for_pages_as_they_are_for_people(name, text):
    assert fold(name) == text == fold(name.upper())


@pytest.mark.parametrize("text", ["bøard", "BOARD", "bo\u0301ard", "tødáy"])
def test_a_page_is_found_however_its_letters_are_dressed(ana, text):
    assert "Go to" in names(ana, text)


def test_a_page_comes_first_unless_somebody_is_called_so(ana):
    make_task(ana, "Prepare the board meeting")
    assert first(ana, "board").name == "Board"
    make_contact(ana, "Boardman")
    assert first(ana, "board").name == "Boardman"


@pytest.mark.parametrize(
    ("typed", "name", "path", "fields"),
    [
        ("add call Ben", "Add a task: “call Ben”", "/tasks/add/", {"title": ["call Ben"]}),
        ("Log ana", "Log something with Ana Ruiz", "/log/", None),
        ("log ana ruiz", "Log something with Ana Ruiz", "/log/", None),
        ("log met Ana", "Log: “met Ana”", "/log/", {"line": ["met Ana"]}),
    ],
)
def test_a_verb_puts_what_it_does_first(ana, typed, name, path, fields):
    contact = make_contact(ana, "Ana", family_name="Ruiz")
    found = first(ana, typed)
    address = urlsplit(found.url)
    assert (found.name, address.path) == (name, path)
    assert parse_qs(address.query) == (fields or {"contact": [str(contact.pk)]})


def test_a_task_that_begins_with_go_or_log_keeps_the_word(ana):
    for typed in ("go to the dentist", "log hours"):
        assert f"Add a task: “{typed}”" in names(ana, typed)["Do"]


def test_what_is_typed_can_become_a_task_or_a_person(as_ana, ana):
    acts = {one.name: one.url for one in find(ana, "Zoë & co?", 5)[-1].results}
    assert b'value="Zo\xc3\xab &amp; co?"' in as_ana.get(acts["Add a task: “Zoë & co?”"]).content
    form = as_ana.get(acts["Add a contact: “Zoë & co?”"]).content.decode()
    assert 'value="Zoë"' in form
    assert 'value="&amp; co?"' in form


def test_nobody_who_is_archived_is_offered_for_the_log(ana):
    make_contact(ana, "Sam", archived_at=NOW())
    assert not any(name.startswith("Log something with") for name in names(ana, "sam")["Do"])


def test_nothing_of_anybody_else_is_found(as_ana, ben):
    make_contact(ben, "Secretary", organisation=make_organisation(ben, "Secretariat"))
    make_task(ben, "Secret plan")
    Keepsake.objects.create(owner=ben, title="Secret note")
    make_task(ben, "Secret done").complete(NOW())
    html = as_ana.get("/search/?q=secret").content.decode()
    assert "Secret" not in html.replace("“secret”", "")
    assert "No person, task or page, and nothing you kept, fits" in html


@pytest.mark.parametrize("page", [*PAGES, *ACTS], ids=lambda page: page.name)
def test_every_page_that_is_offered_opens(as_ana, page):
    assert as_ana.get(page.result().url).status_code == 200


ODD = [
    "%",
    "_",
    "\\",
    "%_\\",
    "\0",
    "a\0b",
    "x" * 300,
    "ab " * 100,
    "'; DROP TABLE",
    "‮אבא",
    "🙂",
    "   ",
]


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_odd_letters_are_only_letters(as_ana, ana, text, headers):
    make_contact(ana, "Quentin")
    make_task(ana, "Write")
    answer = as_ana.get("/search/", {"q": text}, headers=headers)
    assert answer.status_code == 200
    assert "Quentin" not in answer.content.decode()


@pytest.mark.parametrize("sign", ["%", "_", "\\"])
def test_signs_of_the_database_stand_for_themselves_in_titles(ana, sign):
    make_task(ana, "Plain")
    make_task(ana, f"With {sign} sign")
    assert names(ana, sign)["Tasks"] == [f"With {sign} sign"]


def test_what_is_typed_is_shown_as_text(as_ana):
    html = as_ana.get("/search/?q=<b>bold</b>").content.decode()
    assert "<b>bold" not in html
    assert "&lt;b&gt;bold&lt;/b&gt;" in html


def test_before_anything_is_typed_pages_and_acts_are_offered(as_ana, ana):
    make_contact(ana, "Quentin")
    assert names(ana, "") == {
        "Do": [one.name for one in ACTS],
        "Go to": [one.name for one in PAGES],
    }
    html = as_ana.get("/search/").content.decode()
    assert "Weekly review" in html
    assert "No person" not in html


def test_the_menu_asks_for_the_results_alone(as_ana, ana):
    make_contact(ana, "Quentin")
    html = as_ana.get("/search/?q=quentin", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert 'role="option"' in html
    assert "Quentin" in html


def test_key_hints_are_shown_only_where_the_keys_work(as_ana, ana):
    menu = {"headers": {"HX-Request": "true"}}
    assert "<kbd" in as_ana.get("/search/", **menu).content.decode()
    ana.shortcuts_on = False
    ana.save()
    assert "<kbd" not in as_ana.get("/search/", **menu).content.decode()


def test_a_search_asks_the_database_a_fixed_number_of_times(
    as_ana, ana, django_assert_max_num_queries
):
    for number in range(30):
        person = make_contact(
            ana, f"Ana {number}", organisation=make_organisation(ana, f"Place {number}")
        )
        make_task(ana, f"Write to Ana {number}", contact=person)
    as_ana.get("/help/keys/")  # the first page of a day writes down the visit
    with django_assert_max_num_queries(8):
        as_ana.get("/search/?q=ana")
    with django_assert_max_num_queries(7):
        as_ana.get("/search/?q=ana", headers={"HX-Request": "true"})
