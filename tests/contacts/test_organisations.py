from datetime import UTC, datetime

import pytest
from django.urls import reverse

from contacts.models import Ask, Contact, Organisation
from tests.factories import make_contact, make_organisation, make_task

pytestmark = pytest.mark.django_db
LIST = reverse("organisations:list")
NEW = reverse("organisations:new")
POSTED_OR_READ = [("organisation", "post"), ("rate", "get")]


@pytest.fixture
def halden(ana):
    return make_organisation(ana, "Halden")


def save(client, organisation=None, **fields):
    url = reverse("organisations:edit", args=[organisation.pk]) if organisation else NEW
    return client.post(url, {"name": "Northwind", "motivation": "0", "posting": "0"} | fields)


def test_targets_come_first_and_the_most_wanted_on_top(as_ana, ana):
    make_organisation(ana, "Archive")
    make_organisation(ana, "Bakery", is_target=True, motivation=1)
    make_organisation(ana, "Cinema", is_target=True, motivation=3, posting=1)
    make_organisation(ana, "Dairy", is_target=True, motivation=3, posting=3)
    wine = make_organisation(ana, "Wine", is_target=True, motivation=3, posting=1)
    make_contact(ana, "Rui", organisation=wine, level=3)
    names = [one.name for one in as_ana.get(LIST).context["page"]]
    assert names == ["Dairy", "Wine", "Cinema", "Bakery", "Archive"]


def test_whoever_would_speak_up_is_named_the_surest_one(as_ana, ana, halden):
    make_contact(ana, "Ben", organisation=halden, level=2)
    assert [one.advocate_name for one in as_ana.get(LIST).context["page"]] == [None]
    make_contact(ana, "Cleo", family_name="Dias", organisation=halden, level=3)
    make_contact(ana, "Zoë", organisation=halden, level=5).archive(datetime.now(UTC))
    assert [one.advocate_name for one in as_ana.get(LIST).context["page"]] == ["Cleo Dias"]
    best = make_contact(ana, "Rui", organisation=halden, level=4)
    assert [one.advocate_id for one in as_ana.get(LIST).context["page"]] == [best.pk]
    assert as_ana.get(halden.get_absolute_url()).context["advocate"] == best


def rate(client, place, **fields):
    url = reverse("organisations:rate", args=[place.pk])
    return client.post(url, {"is_target": "on", "motivation": "3", "posting": "1"} | fields)


def test_how_much_it_is_wanted_is_changed_from_the_list(as_ana, halden):
    answer = rate(as_ana, halden, next=LIST + "?q=hal")
    assert answer.url == f"{LIST}?q=hal#o-{halden.pk}"
    halden.refresh_from_db()
    assert (halden.is_target, halden.motivation, halden.posting) == (True, 3, 1)


def test_a_script_gets_the_row_as_it_is_now(as_ana, halden):
    url = reverse("organisations:rate", args=[halden.pk])
    fields = {"is_target": "on", "motivation": "2", "posting": "0"}
    answer = as_ana.post(url, fields, headers={"HX-Request": "true"}).content.decode()
    assert f'id="o-{halden.pk}"' in answer
    assert "Halden is saved." in answer
    assert "<html" not in answer


@pytest.mark.parametrize("fields", [{"motivation": "9"}, {"posting": ""}, {"motivation": "\0"}])
def test_a_rating_that_does_not_exist_is_said_beside_its_field(as_ana, halden, fields):
    answer = rate(as_ana, halden, **fields)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(fields)
    halden.refresh_from_db()
    assert not halden.is_target


def test_its_page_says_who_elsewhere_knows_somebody_there(as_ana, ana, halden):
    tomasz, lena = make_contact(ana, "Tomasz"), make_contact(ana, "Lena")
    priya = make_contact(ana, "Priya", organisation=halden, met_through=tomasz)
    make_contact(ana, "Ben", organisation=halden, met_through=priya)
    for knows in ("well", "not", ""):
        Ask.objects.create(
            owner=ana, contact=lena if knows else tomasz, rung=5, organisation=halden,
            knows_target=knows, made_on="2026-11-20" if knows else None,
        )  # fmt: skip
    found = as_ana.get(halden.get_absolute_url()).context["acquainted"]
    assert {one.person.given_name: one.reasons for one in found} == {
        "Tomasz": ["introduced you to Priya", "you plan to ask them"],
        "Lena": ["you asked them about this place; they know somebody here well"],
    }


def test_its_page_shows_the_open_tasks_of_its_people(as_ana, ana, halden):
    priya = make_contact(ana, "Priya", organisation=halden)
    make_task(ana, "Write", contact=priya)
    make_task(ana, "Done", contact=priya).complete(datetime.now(UTC))
    make_task(ana, "Elsewhere", contact=make_contact(ana))
    tasks = as_ana.get(halden.get_absolute_url()).context["tasks"]
    assert [task.title for task in tasks] == ["Write"]


def test_a_target_without_anybody_offers_to_find_one_once(as_ana, ana):
    place = make_organisation(ana, "Halden", is_target=True)
    find = reverse("tasks:find_person", args=[place.pk])
    assert find in as_ana.get(place.get_absolute_url()).content.decode()
    for words in ("Find one person at Halden: in Make time.", "on your board already"):
        answer = as_ana.post(find, follow=True)
        assert words in answer.content.decode()
    task = ana.tasks.get()
    assert (task.reason, task.box.value, task.contact) == ("find-person", "2", None)
    assert f'action="{find}"' not in answer.content.decode()
    assert [one.title for one in answer.context["tasks"]] == ["Find one person at Halden"]


@pytest.mark.parametrize("people", [3, 120])
def test_its_page_takes_twelve_queries_at_most(
    as_ana, ana, halden, people, django_assert_max_num_queries
):
    through = make_contact(ana, "Tomasz")
    for _ in range(people):
        person = make_contact(ana, organisation=halden, met_through=through)
        Ask.objects.create(owner=ana, contact=person, rung=5, organisation=halden)
        make_task(ana, contact=person)
    as_ana.get(LIST)  # the first page of a day is written down
    with django_assert_max_num_queries(12):
        as_ana.get(halden.get_absolute_url())


def test_the_list_counts_whom_we_know(as_ana, ana, halden):
    make_contact(ana, organisation=halden)
    make_contact(ana, organisation=halden).archive(datetime.now(UTC))
    assert [one.people_count for one in as_ana.get(LIST).context["page"]] == [1]


def test_a_name_is_found_without_its_accents(as_ana, ana, halden):
    make_organisation(ana, "Fundação Norte")
    page = as_ana.get(LIST + "?q=fundacao").context["page"]
    assert [one.name for one in page] == ["Fundação Norte"]


@pytest.mark.parametrize("query", ["?q=%00", "?page=x", "?page=-1", "?q=" + "x" * 5000, "?q=%25"])
def test_nonsense_in_the_address_does_no_harm(as_ana, halden, query):
    assert as_ana.get(LIST + query).status_code == 200


def test_somebody_without_organisations_is_told_what_they_are_for(as_ana):
    assert "Name the places you would like to work at" in as_ana.get(LIST).content.decode()


def test_the_list_asks_no_more_of_the_database_with_more_rows(
    as_ana, ana, django_assert_max_num_queries
):
    for _ in range(10):
        make_contact(ana, organisation=make_organisation(ana))
    as_ana.get(LIST)  # the first page of a day is written down
    with django_assert_max_num_queries(12) as few:
        as_ana.get(LIST)
    for _ in range(100):
        make_contact(ana, organisation=make_organisation(ana))
    with django_assert_max_num_queries(12) as many:
        as_ana.get(LIST)
    assert len(few) == len(many)


def test_an_organisation_is_added(as_ana, ana):
    answer = save(as_ana, is_target="on", motivation="3", posting="2", notes="Near the sea")
    there = ana.organisations.get()
    assert answer.url == there.get_absolute_url()
    assert (there.name, there.is_target, there.motivation) == ("Northwind", True, 3)
    assert (there.posting, there.notes) == (2, "Near the sea")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("name", "\u200b"),
        ("name", "a\x00b"),
        ("name", " hALDEN "),
        ("name", "\u212aelvin"),
        ("motivation", "4"),
        ("posting", "many"),
        ("notes", "x" * 10_001),
    ],
)
def test_bad_input_is_named_beside_its_field_and_nothing_is_lost(as_ana, ana, halden, field, typed):
    make_organisation(ana, "Kelvin")
    answer = save(as_ana, **{"notes": "Near the sea", field: typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert field == "notes" or "Near the sea" in answer.content.decode()
    assert ana.organisations.count() == 2


def test_a_taken_name_is_told_together_with_other_errors(as_ana, halden):
    answer = save(as_ana, name="Halden", posting="many")
    assert set(answer.context["form"].errors) == {"name", "posting"}


def test_a_name_taken_in_the_same_moment_is_an_error_beside_it(as_ana, ana, halden, monkeypatch):
    queries = type(ana.organisations.all())
    monkeypatch.setattr(queries, "called", lambda self, name: self.none())
    answer = save(as_ana, name="halden")
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["name"]


def test_a_strangers_organisation_may_have_the_same_name(as_ana, ana, ben):
    make_organisation(ben, "Northwind")
    assert save(as_ana).status_code == 302


def test_an_organisation_keeps_its_own_name_when_it_changes(as_ana, halden):
    assert save(as_ana, halden, name="HALDEN", motivation="2").status_code == 302
    halden.refresh_from_db()
    assert (halden.name, halden.motivation) == ("HALDEN", 2)


def test_its_page_names_the_people_best_known_first(as_ana, ana, halden):
    make_contact(ana, "Priya", organisation=halden, level=4)
    make_contact(ana, "Ben", organisation=halden, level=1)
    make_contact(ana, "Gone", organisation=halden).archive(datetime.now(UTC))
    make_contact(ana, "Elsewhere")
    page = as_ana.get(halden.get_absolute_url())
    assert [one.given_name for one in page.context["page"]] == ["Priya", "Ben"]
    assert page.context["archived"] == 1


def test_a_person_can_be_added_from_there(as_ana, halden):
    form = as_ana.get(reverse("contacts:new") + "?organisation=Halden").context["form"]
    assert form["organisation"].value() == "Halden"


def test_deleting_keeps_the_people(as_ana, ana, halden):
    priya = make_contact(ana, "Priya", organisation=halden)
    url = reverse("organisations:delete", args=[halden.pk])
    assert as_ana.get(url).context["people"] == 1
    assert Organisation.objects.exists()
    assert as_ana.post(url).url == LIST
    assert not Organisation.objects.exists()
    priya.refresh_from_db()
    assert priya.organisation is None


@pytest.mark.parametrize("name", ["organisation", "edit", "delete", "rate"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_strangers_organisation_is_not_found(client, ben, halden, name, method):
    client.force_login(ben)
    answer = getattr(client, method)(reverse(f"organisations:{name}", args=[halden.pk]))
    assert answer.status_code == (405 if (name, method) in POSTED_OR_READ else 404)
    assert Organisation.objects.filter(name="Halden").exists()


def test_a_stranger_has_no_place_in_the_list(client, ben, halden, ana):
    make_contact(ana, organisation=halden)
    client.force_login(ben)
    assert list(client.get(LIST).context["page"]) == []
    assert Contact.objects.count() == 1
