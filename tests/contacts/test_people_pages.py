import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.urls import reverse

from contacts.models import Ask, Contact, Interaction, Promise
from tests.factories import make_contact, make_organisation, make_task

pytestmark = pytest.mark.django_db
LIST = reverse("contacts:list")
TODAY = date(2026, 11, 25)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def priya(ana):
    return make_contact(ana, "Priya", family_name="Nair", level=1)


def log(owner, people, *, days_ago=0, **fields):
    fields = {"kind": "followed-up", "minutes": 15, "channel": "message"} | fields
    interaction = Interaction.objects.create(
        owner=owner, day=TODAY - timedelta(days=days_ago), **fields
    )
    interaction.set_people(people)
    return interaction


def listed(client, query="", **headers):
    page = client.get(LIST + query, headers=headers)
    return [person.given_name for person in page.context["page"]]


def shown(client, contact, query=""):
    return client.get(contact.get_absolute_url() + query)


# The list ----------------------------------------------------------------------------------------


def test_the_list_leaves_out_archived_people_and_strangers(as_ana, ana, ben, priya):
    make_contact(ana, "Gone").archive(datetime.now(UTC))
    make_contact(ben, "Stranger")
    assert listed(as_ana) == ["Priya"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?show=cold", ["Cold"]),
        ("?show=waiting", ["Waiting"]),
        ("?show=targets", ["Target"]),
        ("?show=archived", ["Archived"]),
        ("?tag=design", ["Tagged"]),
        ("?tag=design&show=cold", []),
        ("?q=tagged", ["Tagged"]),
    ],
)
def test_the_list_shows_whom_a_filter_names(as_ana, ana, query, names):
    make_contact(ana, "Cold", level=2, last_two_way_on=date(2025, 1, 1))
    make_contact(ana, "Waiting", my_turn_since=date(2026, 11, 20))
    make_contact(ana, "Target", organisation=make_organisation(ana, is_target=True))
    make_contact(ana, "Tagged", tags=["design", "lisbon"])
    make_contact(ana, "Archived").archive(datetime.now(UTC))
    assert listed(as_ana, query) == names


def test_the_chosen_filter_is_marked(as_ana, priya):
    page = as_ana.get(LIST + "?show=cold").content.decode()
    assert page.count('aria-current="true"') == 1
    assert 'href="?show=cold" aria-current="true"' in page


def test_a_sort_by_choice_wins_over_the_best_match(as_ana, ana):
    make_contact(ana, "Anabel", level=5)
    make_contact(ana, "Ana", level=1)
    assert listed(as_ana, "?q=ana") == ["Ana", "Anabel"]
    assert listed(as_ana, "?q=ana&sort=level") == ["Anabel", "Ana"]


@pytest.mark.parametrize(
    "query",
    [
        "?show=nobody",
        "?sort=owner__password",
        "?sort=-level",
        "?tag=%00",
        "?q=%00",
        "?q=%ED%A0%80",
        "?q=" + "x" * 5000,
        "?page=-3",
        "?page=x",
        "?page=99999999999999999999",
        "?show=cold&show=x&tag[]=1",
    ],
)
def test_nonsense_in_the_address_does_no_harm(as_ana, priya, query):
    assert as_ana.get(LIST + query).status_code == 200
    assert as_ana.get(LIST + query, headers={"HX-Request": "true"}).status_code == 200


def test_what_htmx_asks_for_is_the_part_it_swaps(as_ana, priya):
    part = as_ana.get(LIST + "?q=priya", headers={"HX-Request": "true"}).content.decode()
    assert "Priya Nair" in part
    assert "<html" not in part


def test_fifty_people_stand_on_a_page(as_ana, ana):
    for number in range(51):
        make_contact(ana, f"P{number:02}")
    assert len(listed(as_ana)) == 50
    assert listed(as_ana, "?page=2") == ["P50"]
    assert as_ana.get(LIST).context["page"].paginator.count == 51


def test_thousands_of_people_are_counted_in_groups_of_digits(as_ana, ana):
    Contact.objects.bulk_create(Contact(owner=ana, given_name=f"P{n}") for n in range(1001))
    Contact.objects.update(last_contact_on=TODAY, last_two_way_on=date(2025, 1, 1), level=1)
    page = as_ana.get(LIST + "?page=21").content.decode()
    assert "1,001 people, 1,001 to 1,001 shown" in page
    assert "All 1,001 found" in page
    assert ">1,001</span></a>" in page


def test_the_next_pages_keep_the_choices(as_ana, ana):
    for number in range(51):
        make_contact(ana, f"P{number:02}", tags=["design"])
    page = as_ana.get(LIST + "?tag=design&sort=added").content.decode()
    assert "tag=design&amp;sort=added&amp;page=2" in page


def test_somebody_without_people_is_told_how_to_begin(as_ana):
    page = as_ana.get(LIST).content.decode()
    assert "Start with people who would answer you." in page
    assert reverse("tasks:welcome") in page


def test_an_empty_answer_offers_the_way_back(as_ana, priya):
    page = as_ana.get(LIST + "?q=zzzz").content.decode()
    assert "No name like “zzzz” here." in page


def fill(owner, count):
    for number in range(count):
        place = make_organisation(owner, is_target=number % 2 == 0)
        person = make_contact(
            owner, level=2, organisation=place, tags=[f"t{number}"], last_two_way_on=TODAY
        )
        make_task(owner, contact=person, due_on=TODAY)


@pytest.mark.parametrize("query", ["", "?q=person", "?show=cold", "?show=waiting&sort=recent"])
def test_the_list_asks_no_more_of_the_database_with_more_people(
    as_ana, ana, query, django_assert_max_num_queries
):
    fill(ana, 10)
    as_ana.get("/help/keys/")  # the first page of a day writes down the visit
    with django_assert_max_num_queries(12) as few:
        as_ana.get(LIST + query)
    fill(ana, 100)
    with django_assert_max_num_queries(12) as many:
        as_ana.get(LIST + query)
    assert len(many) <= len(few)


# The page of one person --------------------------------------------------------------------------


def test_the_timeline_stands_newest_first(as_ana, ana, priya):
    old = log(ana, [priya], days_ago=9)
    new = log(ana, [priya], days_ago=2)
    rows = shown(as_ana, priya).context["timeline"].rows
    assert [row.interaction for row in rows] == [new, old]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"channel": "message", "direction": "to"}, "You sent a message"),
        ({"channel": "email", "direction": "to"}, "You sent an email"),
        ({"channel": "email", "direction": "both"}, "You wrote to each other"),
        ({"channel": "call", "direction": "both"}, "You called"),
        ({"channel": "call", "direction": "from"}, "Priya called"),
        ({"channel": "meeting", "direction": "both"}, "You met"),
        ({"channel": "message", "direction": "from"}, "Priya replied"),
        ({"channel": "", "direction": "from"}, "Priya replied"),
        ({"channel": "", "kind": "gave"}, "You gave something"),
        ({"channel": "", "kind": "conversation"}, "You talked"),
    ],
)
def test_the_timeline_says_who_did_what(as_ana, ana, priya, fields, words):
    log(ana, [priya], **fields)
    assert shown(as_ana, priya).context["timeline"].rows[0].headline == words


def test_only_mine_leaves_out_what_they_wrote(as_ana, ana, priya):
    log(ana, [priya], direction="from")
    mine = log(ana, [priya])
    rows = shown(as_ana, priya, "?mine=1").context["timeline"].rows
    assert [row.interaction for row in rows] == [mine]


def test_older_rows_follow_without_a_gap_or_a_double(as_ana, ana, priya):
    logged = [log(ana, [priya], days_ago=number // 3) for number in range(45)]
    # Of the three on each day, two were logged in the same moment and one a minute later.
    for entry in logged[::3]:
        ana.interactions.filter(pk=entry.pk).update(created_at=entry.created_at + MINUTE)
    seen, query = [], ""
    while query is not None:
        timeline = shown(as_ana, priya, query).context["timeline"]
        seen += [row.interaction.pk for row in timeline.rows]
        query = f"?older={timeline.older_than}" if timeline.older_than else None
    assert len(seen) == 45
    assert set(seen) == {interaction.pk for interaction in logged}


@pytest.mark.parametrize(
    "query", ["?older=x", "?older=", f"?older={UUID(int=1)}", "?mine=7&older=%00"]
)
def test_a_meaningless_place_in_the_timeline_shows_the_newest(as_ana, ana, priya, query):
    log(ana, [priya])
    assert len(shown(as_ana, priya, query).context["timeline"].rows) == 1


def test_others_who_took_part_are_named(as_ana, ana, priya):
    others = [make_contact(ana, f"Other{number}") for number in range(7)]
    log(ana, [priya, *others])
    row = shown(as_ana, priya).context["timeline"].rows[0]
    there = {(other.name, other.get_absolute_url()) for other in others}
    assert set(row.others) < there  # and not Priya
    assert (len(row.others), row.more_others) == (5, 2)


def words_of(client, contact):
    page = shown(client, contact).content.decode()
    listed = page.split('class="timeline"')[1].split("</ol>")[0]
    return " ".join(re.sub(r"<[^>]+>", "", listed).split())


def test_the_timeline_tells_of_what_was_promised_in_a_talk(as_ana, ana, priya):
    talk = log(ana, [priya, make_contact(ana, "Ben")], days_ago=30)
    made = {"owner": ana, "interaction": talk, "due_on": date(2026, 11, 27)}
    closed = {"outcome": "kept", "closed_on": date(2026, 11, 3)}
    Promise.objects.create(contact=priya, mine=True, what="Send the draft", **closed, **made)
    Promise.objects.create(contact=priya, mine=False, what="A link", **made)
    ben = ana.contacts.get(given_name="Ben")
    Promise.objects.create(contact=ben, mine=True, what="Something for Ben", **made)
    words = words_of(as_ana, priya)
    assert "You promised: Send the draft, kept Tue 3 Nov" in words
    assert "They promised: A link, Fri 27 Nov" in words
    assert "for Ben" not in words


def test_the_timeline_says_who_was_introduced(as_ana, ana, priya):
    talk = log(ana, [priya], days_ago=3)
    tom = make_contact(ana, "Tom", met_through=priya, introduced_in=talk)
    log(ana, [tom])
    assert "They introduced you to Tom" in words_of(as_ana, priya)
    assert "introduced" not in words_of(as_ana, tom)


def test_the_next_follow_up_is_the_soonest_open_task(as_ana, ana, priya):
    make_task(ana, "Later", contact=priya, due_on=date(2026, 12, 9))
    soon = make_task(ana, "Soon", contact=priya, due_on=date(2026, 11, 23))
    make_task(ana, "Some day", contact=priya)
    page = shown(as_ana, priya)
    assert page.context["next_task"] == soon
    assert "Next follow-up, waiting since Monday" in page.content.decode()
    assert "3 on the board" in page.content.decode()


def test_somebody_without_a_follow_up_can_be_given_one(as_ana, priya):
    page = shown(as_ana, priya).content.decode()
    assert "No follow-up planned" in page
    assert f"{reverse('tasks:new')}?contact={priya.pk}" in page


def test_the_page_asks_no_more_of_the_database_with_more_rows(
    as_ana, ana, priya, django_assert_max_num_queries
):
    def grow(count):
        for number in range(count):
            other = make_contact(ana, organisation=make_organisation(ana))
            talk = log(ana, [priya, other])
            made = {"owner": ana, "contact": priya, "interaction": talk, "due_on": TODAY}
            Promise.objects.create(mine=bool(number % 2), what="A link", **made)
            make_contact(ana, met_through=priya, introduced_in=talk)
            make_task(ana, contact=priya, due_on=TODAY + timedelta(days=number))

    grow(3)
    as_ana.get("/help/keys/")  # the first page of a day writes down the visit
    with django_assert_max_num_queries(12) as few:
        shown(as_ana, priya)
    grow(25)
    with django_assert_max_num_queries(12) as many:
        shown(as_ana, priya)
    assert len(few) == len(many)


def test_a_dangerous_number_is_no_link(as_ana, ana):
    contact = make_contact(ana, phones=["javascript:alert(1)", "+351 91 (234) ext. 5"])
    page = shown(as_ana, contact).content.decode()
    assert 'href="javascript' not in page
    assert 'href="tel:+351912345"' in page


@pytest.mark.parametrize("name", ["contact", "edit", "delete", "level", "archive", "bring_back"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_strangers_person_is_not_found(client, ben, priya, name, method):
    client.force_login(ben)
    answer = getattr(client, method)(reverse(f"contacts:{name}", args=[priya.pk]))
    assert answer.status_code == (
        405
        if (method, name) in [("get", "level"), ("get", "archive"), ("get", "bring_back")]
        or (method, name) == ("post", "contact")
        else 404
    )
    priya.refresh_from_db()
    assert (priya.level, priya.archived_at) == (1, None)


# Level, archive, delete --------------------------------------------------------------------------


def test_the_level_is_what_the_user_says(as_ana, priya):
    answer = as_ana.post(reverse("contacts:level", args=[priya.pk]), {"level": "3"})
    priya.refresh_from_db()
    assert (answer.url, priya.level) == (priya.get_absolute_url(), 3)


@pytest.mark.parametrize("level", ["", "6", "-1", "two", "2.5", "\x00"])
def test_a_level_that_does_not_exist_is_refused_on_the_page(as_ana, priya, level):
    answer = as_ana.post(reverse("contacts:level", args=[priya.pk]), {"level": level})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    priya.refresh_from_db()
    assert priya.level == 1


@pytest.mark.parametrize("name", ["level", "archive", "bring_back"])
def test_a_link_changes_nothing(as_ana, priya, name):
    assert as_ana.get(reverse(f"contacts:{name}", args=[priya.pk])).status_code == 405


def test_archiving_takes_out_of_the_list_and_can_be_undone(as_ana, ana, priya):
    log(ana, [priya])
    page = as_ana.post(reverse("contacts:archive", args=[priya.pk]), follow=True)
    back = reverse("contacts:bring_back", args=[priya.pk])
    assert f'action="{back}"' in page.content.decode()
    assert not ana.contacts.active().exists()
    as_ana.post(back)
    assert list(ana.contacts.active()) == [priya]
    assert priya.interactions.count() == 1


def test_archiving_twice_keeps_the_first_moment(as_ana, priya):
    as_ana.post(reverse("contacts:archive", args=[priya.pk]))
    priya.refresh_from_db()
    first = priya.archived_at
    with time_machine.travel(datetime(2026, 11, 26, 12, tzinfo=UTC)):
        as_ana.post(reverse("contacts:archive", args=[priya.pk]))
    priya.refresh_from_db()
    assert priya.archived_at == first


def test_the_question_before_deleting_counts_what_goes(as_ana, ana, priya):
    ben = make_contact(ana, "Ben", met_through=priya)
    Promise.objects.create(owner=ana, contact=priya, mine=True, what="CV", due_on=TODAY)
    Promise.objects.create(owner=ana, contact=ben, mine=True, what="CV", due_on=TODAY)
    Ask.objects.create(owner=ana, contact=priya, rung=2, made_on=TODAY)
    log(ana, [priya])
    log(ana, [priya, ben])
    make_task(ana, contact=priya)
    page = as_ana.get(reverse("contacts:delete", args=[priya.pk]))
    counts = {name: page.context[name] for name in ["promises", "asks", "alone", "shared", "tasks"]}
    assert counts == {"promises": 1, "asks": 1, "alone": 1, "shared": 1, "tasks": 1}
    assert page.context["brought"] == 1
    assert ana.contacts.filter(pk=priya.pk).exists()


def test_deleting_deletes(as_ana, ana, priya):
    log(ana, [priya], notes="Moving to Oslo")
    answer = as_ana.post(reverse("contacts:delete", args=[priya.pk]))
    assert answer.url == LIST
    assert not ana.contacts.exists()
    assert [one.notes for one in ana.interactions.all()] == [""]


def test_deleting_twice_is_not_found(as_ana, priya):
    as_ana.post(reverse("contacts:delete", args=[priya.pk]))
    assert as_ana.post(reverse("contacts:delete", args=[priya.pk])).status_code == 404
