"""One table of lines and what they mean, for the parser, the preview and the saved task."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from contacts.kinds import Kind
from tasks.models import Task
from tasks.quickadd import Person, parse
from tests.factories import make_contact, make_organisation

WEDNESDAY = date(2026, 11, 25)
KEY = re.compile(r'type="hidden" name="key" value="([^"]+)"')
NOON = datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("UTC"))
PEOPLE = [
    ("Ana", "Ruiz"), ("Sam", "Lee"), ("Sam", "Ortiz"), ("Łukasz", "Żuk"), ("José", "Álvarez"),
    ("שרה", "לוי"), ("Tom", "Hale"), ("Mei", "Sun"), ("Will", "Stone"), ("May", "Berg"),
    ("Mary Jane", "O’Neil"), ("李", "雷"),
]  # fmt: skip


@dataclass(frozen=True)
class Row:
    typed: str
    title: str
    box: str = "2"
    part: str = "other"
    who: str = ""
    minutes: int | None = None
    due: str | None = None
    choose: tuple = ()
    kind: Kind | None = None

    def __str__(self):
        return self.typed[:50]


UX = [
    Row("Email Ana about referral !urgent #networking 30m fri", "Email Ana about referral",
        "1", "hard", "Ana Ruiz", 30, "2026-11-27", kind=Kind.ASKED),
    Row("Accept invitations #easy !low 10m today", "Accept invitations",
        "3", "easy", "", 10, "2026-11-25"),
    Row("Rewrite CV stories 45m", "Rewrite CV stories", minutes=45),
    Row("Compare fonts !4", "Compare fonts", "4"),
    Row('Call "Friday Group" mon', "Call Friday Group", due="2026-11-30"),
    Row("Meet Sam", "Meet Sam", part="hard", choose=("Sam Lee", "Sam Ortiz")),
    Row("Read May’s post", "Read May’s post"),
    Row("buy 5/6 adapter", "buy 5/6 adapter"),
]  # fmt: skip
OTHERS = [
    # Order is free, the first of a sort counts, the rest stays
    Row("fri 30m !u Rewrite the CV", "Rewrite the CV", "1", minutes=30, due="2026-11-27"),
    Row("Plan 20m or 30m", "Plan or 30m", minutes=20),
    Row("Plan fri 4 dec 5 dec", "Plan 5 dec", due="2026-12-04"),
    Row("Plan !u !4", "Plan !4", "1"),
    Row("Plan #easy #hard", "Plan #hard", "4", "easy", kind=Kind.ONLINE),
    Row("Read May's post", "Read May's post"),
    Row("Fix it, fri, then rest", "Fix it, then rest", "1", due="2026-11-27"),
    Row("Rewrite the CV (30m)", "Rewrite the CV", minutes=30),
    # Answers
    Row("Sort mail !u !low", "Sort mail", "3"),
    Row("Sort mail !LOW !Important", "Sort mail !Important", "4"),
    Row("Sort mail !1", "Sort mail", "1"),
    Row("Sort mail !2 today", "Sort mail", "2", due="2026-11-25"),
    Row("Sort mail !3", "Sort mail", "3"),
    Row("Sort mail !5 really!", "Sort mail !5 really!"),
    # Kinds
    Row("Follow up #n", "Follow up", part="hard", kind=Kind.FOLLOWED_UP),
    Row("Go to the spring event #networking", "Go to the spring event", "4", "easy",
        kind=Kind.EVENT),
    Row("Share the article #networking", "Share the article", "4", "easy", kind=Kind.GAVE),
    Row("Introduce two founders #n", "Introduce two founders", "4", "easy",
        kind=Kind.INTRODUCED),
    Row("Like two posts #hard", "Like two posts", part="hard", kind=Kind.ONLINE),
    Row("Ask for advice #easy", "Ask for advice", "4", "easy", kind=Kind.ASKED),
    Row("Coffee #networking", "Coffee", part="hard", kind=Kind.CONVERSATION),
    Row("Reconnect with the old team #n", "Reconnect with the old team", part="hard",
        kind=Kind.RECONNECTED),
    Row("Send the list I promised #n", "Send the list I promised", part="hard",
        kind=Kind.KEPT_PROMISE),
    Row("Connect after the talk #n", "Connect after the talk", "4", "easy",
        kind=Kind.CONNECTED),
    Row("Write a letter #networking", "Write a letter", part="hard", kind=Kind.FOLLOWED_UP),
    Row("Call Ana #other", "Call Ana", who="Ana Ruiz"),
    Row("Call the dentist", "Call the dentist"),
    Row("Fix C# and issue #4", "Fix C# and issue #4"),
    # People
    Row("write to ana", "write to ana", part="hard", who="Ana Ruiz"),
    Row("Write to @Ana", "Write to Ana", part="hard", who="Ana Ruiz"),
    Row('Write to @"Ana Ruiz" fri', "Write to Ana Ruiz", part="hard", who="Ana Ruiz",
        due="2026-11-27"),
    Row("Write to @Sam Ortiz tomorrow", "Write to Sam Ortiz", part="hard", who="Sam Ortiz",
        due="2026-11-26"),
    Row("Meet @sam, then rest", "Meet sam, then rest", part="hard",
        choose=("Sam Lee", "Sam Ortiz")),
    Row("Meet Sam Lee", "Meet Sam Lee", part="hard", who="Sam Lee"),
    Row("Ask lukasz", "Ask lukasz", part="hard", who="Łukasz Żuk"),
    Row("Call JOSE ALVAREZ", "Call JOSE ALVAREZ", part="hard", who="José Álvarez"),
    Row("Call Jose\u0301", "Call Jose\u0301", part="hard", who="José Álvarez"),
    Row("Write to mary jane o'neil", "Write to mary jane o'neil", part="hard",
        who="Mary Jane O’Neil"),
    Row("לכתוב אל שרה 30m", "לכתוב אל שרה", part="hard", who="שרה לוי", minutes=30),
    Row("Write to 李", "Write to 李", part="hard", who="李 雷"),
    Row("Meet Ana Gomez", "Meet Ana Gomez"),
    Row("Write to @Nobody", "Write to @Nobody"),
    Row("Mail ana@example.com", "Mail ana@example.com"),
    Row('Read "Ask Ana" 10m', "Read Ask Ana", minutes=10),
    Row("Write the will", "Write the will"),
    Row("Write to Will", "Write to Will", part="hard", who="Will Stone"),
    Row("Introduce Ana to José", "Introduce Ana to José", "4", "easy", "Ana Ruiz"),
    Row("Introduce Ana to @José", "Introduce Ana to José", "4", "easy", "José Álvarez"),
    *(
        Row(f"Ask Ana {surname}", f"Ask Ana {surname}")
        for surname in ("McKay", "DeVito", "O'Brien", "O’Brien", "García-Pérez",
            "Garci\u0301a-Lopez", "Ruiz-Lopez")
    ),
    Row("Send Ana CVs and PDF", "Send Ana CVs and PDF", part="hard", who="Ana Ruiz"),
    # Marks that were only for a token
    Row("Email Sam Lee, fri.", "Email Sam Lee.", "2", "hard", "Sam Lee", due="2026-11-27"),
    Row("Email Sam Lee, fri, 30m.", "Email Sam Lee.", "2", "hard", "Sam Lee", 30, "2026-11-27"),
    Row("Email Sam Lee - 30m", "Email Sam Lee", part="hard", who="Sam Lee", minutes=30),
    Row("Email Sam Lee: 30m", "Email Sam Lee", part="hard", who="Sam Lee", minutes=30),
    Row("Walk, 30m: far", "Walk: far", minutes=30),
    Row("Walk (fri, 30m), then rest", "Walk, then rest", "1", minutes=30, due="2026-11-27"),
    Row("Call (Ana, 30m)", "Call (Ana)", part="hard", who="Ana Ruiz", minutes=30),
    Row("30m. Walk :)", "Walk :)", minutes=30),
    # Letters that Python takes for i and s where capitals do not count
    *(
        Row(line, line)
        for line in ("Call frı", "!ımportant x", "!ı x", "Lunch ſat", "x 3 ſept", "#eaſy post")
    ),
    Row("Walk\u00a0fri\u00a0far\u300030m", "Walk far", "1", minutes=30, due="2026-11-27"),
    Row("Walk 3 dec 2027\u00a0far", "Walk far", due="2027-12-03"),
    Row("Walk frié and éfri 30mé", "Walk frié and éfri 30mé"),
    # Minutes
    Row("Practise 1h", "Practise", minutes=60),
    Row("Practise 1h30", "Practise", minutes=90),
    Row("Practise 1h 30m", "Practise", minutes=90),
    Row("Practise 90min", "Practise", minutes=90),
    Row("Practise 0m and 25h", "Practise 0m and 25h"),
    Row("Practise 1h75 and 3m²", "Practise 1h75 and 3m²"),
    Row("👩‍💻 Update the site 🚀 30m 😀", "👩‍💻 Update the site 🚀 😀", minutes=30),
    # Days
    Row("Rest wed", "Rest", "1", due="2026-11-25"),
    Row("Rest on Sunday", "Rest", due="2026-11-29"),
    Row("Rest tom", "Rest", "1", due="2026-11-26"),
    Row("Call Tom tom", "Call Tom", part="hard", who="Tom Hale", due="2026-11-26"),
    Row("Rest Tomorrow.", "Rest.", "1", due="2026-11-26"),
    Row("Rest 27 nov", "Rest", "1", due="2026-11-27"),
    Row("Rest nov 25", "Rest", "1", due="2026-11-25"),
    Row("Rest November 24th", "Rest", due="2027-11-24"),
    Row("Rest 1 jan", "Rest", due="2027-01-01"),
    Row("Rest 29 feb", "Rest", due="2028-02-29"),
    Row("Rest 31 feb", "Rest 31 feb"),
    Row("Rest 3 dec 2027", "Rest", due="2027-12-03"),
    Row("Rest 2026-12-31", "Rest", due="2026-12-31"),
    Row("Rest 2026-13-01", "Rest 2026-13-01"),
    Row("Rest in 3 days", "Rest", due="2026-11-28"),
    Row("Rest in 2 weeks", "Rest", due="2026-12-09"),
    Row("Rest next week", "Rest", due="2026-11-30"),
    Row("Rest next friday", "Rest next friday"),
    Row("Rest every monday", "Rest every monday"),
    Row("Walk in the sun", "Walk in the sun"),
    Row("Read what we sat through", "Read what we sat through"),
    Row("Write to Mei Sun sun", "Write to Mei Sun", part="hard", who="Mei Sun",
        due="2026-11-29"),
    Row("Email Li Sun", "Email Li Sun"),
    Row("Plan in May", "Plan in May", part="hard", who="May Berg"),
    Row("Plan march", "Plan march"),
    Row("Read the mon-fri plan", "Read the mon-fri plan"),
    # Quotes
    Row('Buy 5" and 6" pipes', 'Buy 5" and 6" pipes'),
    Row('Read "Fri 30m', 'Read "Fri', minutes=30),
    Row("Read “Friday Group” 30m", "Read Friday Group", minutes=30),
    # Much
    Row("word " * 39 + "end 30m fri !u #hard" + " " * 80, "word " * 39 + "end", "1", "hard", "",
        30, "2026-11-27"),
]  # fmt: skip
TABLE = UX + OTHERS
each_row = pytest.mark.parametrize("row", TABLE, ids=str)


def known():
    return [Person(str(n), given, f"{given} {family}") for n, (given, family) in enumerate(PEOPLE)]


@pytest.fixture
def people(ana):
    return [make_contact(ana, given, family_name=family) for given, family in PEOPLE]


@each_row
def test_a_line_is_read_as_the_table_says(row):
    said = parse(row.typed, WEDNESDAY, known())
    assert said.title == row.title
    assert (said.contact.name if said.contact else "") == row.who
    assert tuple(person.name for person in said.candidates) == row.choose
    assert said.minutes == row.minutes
    assert (said.due_on and said.due_on.isoformat()) == row.due
    hard = said.kind.facts.hard if said.hard_override is None else said.hard_override
    part = ("hard" if hard else "easy") if said.kind.is_networking else "other"
    assert part == row.part
    assert row.kind in (None, said.kind)


def typed(client, text, *, script=False, **more):
    headers = {"HX-Request": "true"} if script else {}
    return client.post(reverse("tasks:add"), {"title": text, **more}, headers=headers)


def chips_of(answer):
    return re.findall(r'class="quick-chip">([^<]+)<', unescape(answer.content.decode()))


@each_row
@time_machine.travel(NOON, tick=False)
def test_the_preview_says_what_the_table_says(as_ana, ana, people, row):
    page = typed(as_ana, row.typed, preview="1")
    fragment = typed(as_ana, row.typed, script=True, preview="1")
    assert (page.status_code, fragment.status_code) == (200, 200)
    assert chips_of(page) == chips_of(fragment)
    html = unescape(fragment.content.decode())
    assert f'<span class="quick-box box-{row.box}">' in html
    chips = chips_of(fragment)
    assert ("Networking, hard" in chips) == (row.part == "hard")
    assert ("Networking, easy" in chips) == (row.part == "easy")
    assert bool(row.who) == (row.who in chips)
    assert (f"{row.minutes} min" in chips) == (row.minutes is not None)
    for name in row.choose:
        assert name in html
    assert ("Neither" in html) == bool(row.choose)
    assert not ana.tasks.exists()


@each_row
@time_machine.travel(NOON, tick=False)
def test_what_is_added_is_what_the_table_says(as_ana, ana, people, row):
    for script in (False, True):  # what a browser sends without and with script
        check_added(as_ana, ana, people, row, script)
        ana.tasks.all().delete()


def check_added(as_ana, ana, people, row, script):
    answer = typed(as_ana, row.typed, script=script)
    if row.choose:
        assert answer.status_code == 422
        assert not ana.tasks.exists()
        sam = next(one for one in people if one.name == row.choose[1])
        answer = typed(as_ana, row.typed, script=script, contact=str(sam.pk))
    assert answer.status_code == (204 if script else 302)
    task = ana.tasks.get()
    assert (task.title, task.box.value) == (row.title, row.box)
    assert (task.contact.name if task.contact else "") == (row.choose[1:] or (row.who,))[0]
    assert (task.estimate, task.due_on and task.due_on.isoformat()) == (row.minutes, row.due)
    assert (task.is_networking, task.hard) == (row.part != "other", row.part == "hard")
    assert task.first_due_on == task.due_on


@pytest.mark.parametrize(
    ("zone", "moment", "due"),
    [
        ("Pacific/Auckland", datetime(2026, 11, 26, 10, 30), "2026-11-27"),  # Thursday 23:30
        ("Pacific/Auckland", datetime(2026, 11, 26, 11, 30), "2026-11-27"),  # Friday 00:30
        ("Pacific/Auckland", datetime(2026, 11, 27, 11, 30), "2026-12-04"),  # Saturday 00:30
        ("America/Los_Angeles", datetime(2026, 11, 27, 7, 30), "2026-11-27"),  # Thursday 23:30
        ("America/Los_Angeles", datetime(2026, 11, 28, 7, 30), "2026-11-27"),  # Friday 23:30
        ("Pacific/Kiritimati", datetime(2026, 12, 31, 10, 30), "2027-01-01"),
    ],
)
def test_friday_is_the_friday_of_the_person(client, ana, zone, moment, due):
    ana.time_zone = zone
    ana.save()
    with time_machine.travel(moment.replace(tzinfo=ZoneInfo("UTC")), tick=False):
        client.force_login(ana)
        typed(client, "Rest fri")
    assert ana.tasks.get().due_on.isoformat() == due


@pytest.mark.parametrize(
    ("today", "line", "due"),
    [
        (date(2026, 12, 31), "Rest tom", date(2027, 1, 1)),
        (date(2026, 12, 31), "Rest 31 dec", date(2026, 12, 31)),
        (date(2026, 12, 31), "Rest 30 dec", date(2027, 12, 30)),
        (date(2026, 12, 28), "Rest next week", date(2027, 1, 4)),
        (date(2026, 12, 30), "Rest sun", date(2027, 1, 3)),
        (date(2028, 2, 29), "Rest 29 feb", date(2028, 2, 29)),
        (date(2028, 3, 1), "Rest 29 feb", date(2032, 2, 29)),
        (date(2026, 11, 29), "Rest next week", date(2026, 11, 30)),
    ],
)
def test_days_go_over_the_end_of_the_year(today, line, due):
    assert parse(line, today).due_on == due


def keys(line):
    return {token.text: token.key for token in parse(line, WEDNESDAY, known()).tokens}


@pytest.mark.parametrize("row", [row for row in TABLE if not row.choose], ids=str)
def test_taking_back_every_token_leaves_every_word_in_the_title(row):
    ignored = []
    for _ in range(12):
        said = parse(row.typed, WEDNESDAY, known(), ignored=ignored)
        if not said.tokens:
            break
        ignored.append(said.tokens[0].key)
    plain = {row.typed, re.sub(r'(^|\s)["“]([^"”]*)["”](?=\s|$)', r"\1\2", row.typed)}
    assert said.title in {" ".join(line.split()) for line in plain}
    assert (said.minutes, said.due_on, said.contact, said.kind) == (None, None, None, "unsorted")


def test_of_two_equal_tokens_each_can_be_taken_back_alone():
    line = "Walk 30m or 30m"
    said = parse(line, WEDNESDAY, ignored=["30m~0"])
    assert (said.title, said.minutes) == ("Walk 30m or", 30)


def test_a_name_taken_back_does_not_leave_half_of_it():
    said = parse("Meet Ana Ruiz", WEDNESDAY, known(), ignored=[keys("Meet Ana Ruiz")["Ana Ruiz"]])
    assert (said.contact, said.title) == (None, "Meet Ana Ruiz")


def test_neither_of_them_is_an_answer(as_ana, ana, people):
    answer = typed(as_ana, "Meet Sam", contact="nobody:sam~0")
    assert answer.status_code == 302
    task = ana.tasks.get()
    assert (task.title, task.contact, task.kind) == ("Meet Sam", None, Kind.UNSORTED)


def test_two_people_of_one_name_are_told_apart_by_where_they_work(as_ana, ana, people):
    halden = make_organisation(ana, "Halden")
    make_contact(ana, "Ana", family_name="Ruiz", organisation=halden)
    answer = typed(as_ana, "Meet Ana Ruiz 30m")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Ana Ruiz (Halden)" in html
    assert 'value="Meet Ana Ruiz 30m"' in html
    assert "Choose who is meant by Ana Ruiz." in html


def test_somebody_archived_or_of_somebody_else_is_not_meant(as_ana, ana, ben):
    make_contact(ana, "Zoe", archived_at=NOON)
    make_contact(ben, "Zoe", family_name="Bell")
    typed(as_ana, "Call Zoe")
    assert ana.tasks.get().contact is None


def test_a_contact_that_was_not_offered_cannot_be_chosen(as_ana, ana, people):
    for stranger in (str(uuid4()), str(people[0].pk), "nonsense"):
        assert typed(as_ana, "Meet Sam", contact=stranger).status_code == 422
    assert not ana.tasks.exists()


def test_the_chip_swaps_the_part_and_the_line_says_so(as_ana, ana, people):
    html = typed(as_ana, "Call Ana 30m", swap="easy").content.decode()
    assert 'value="Call Ana 30m #easy"' in html
    assert "Networking, easy" in html
    html = typed(as_ana, "Call Ana #n 30m", swap="easy").content.decode()
    assert 'value="Call Ana #easy 30m"' in html
    assert not ana.tasks.exists()


def test_the_cross_of_a_chip_works_by_a_plain_form(as_ana, ana):
    html = typed(as_ana, "Walk 30m fri", remove="30m~0").content.decode()
    assert '<input type="hidden" name="ignore" value="30m~0">' in html
    assert "30 min" not in html
    typed(as_ana, "Walk 30m fri", ignore=["30m~0"])
    assert (ana.tasks.get().title, ana.tasks.get().estimate) == ("Walk 30m", None)


def test_a_token_typed_anew_counts_again(as_ana):
    html = typed(as_ana, "Walk", preview="1", ignore=["30m~0"]).content.decode()
    assert 'name="ignore"' not in html


@time_machine.travel(NOON, tick=False)
def test_the_message_says_what_was_understood(as_ana, people):
    line = "Email Ana about referral !urgent #networking 30m fri"
    html = as_ana.post(reverse("tasks:add"), {"title": line}, follow=True).content.decode()
    words = "Email Ana about referral is in Do first: hard part, Ana Ruiz, 30 min, Fri 27 Nov."
    assert words in html


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (" ", "Add a few words"),
        ("30m fri", "Add a few words"),
        ("x" * 201 + " 30m", "This title has 201 letters"),
        ("word " * 60, "This title has 299 letters"),
        ("x" * 1001, "at most 1000"),
    ],
)
@pytest.mark.parametrize("script", [False, True], ids=["page", "fragment"])
def test_what_cannot_be_added_says_why_and_loses_nothing(as_ana, ana, line, words, script):
    answer = typed(as_ana, line, script=script)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in html
    assert script or f'value="{line}"' in html
    assert not ana.tasks.exists()


@time_machine.travel(NOON, tick=False)  # one of the headers says when
@pytest.mark.parametrize("script", [False, True], ids=["page", "fragment"])
def test_a_line_sent_again_adds_one_task_and_is_answered_like_the_first_time(as_ana, ana, script):
    first, again = (typed(as_ana, "Walk 30m", script=script, key="k1") for _ in range(2))
    assert (first.status_code, first.headers) == (again.status_code, again.headers)
    html = as_ana.get("/board/").content.decode()
    assert html.count("Walk is in Make time: 30 min.") == 2
    assert ana.tasks.count() == 1


def test_a_line_sent_twice_at_once_adds_one_task(as_ana, ana, monkeypatch):
    def meanwhile(task):
        monkeypatch.undo()
        typed(as_ana, "Walk", key="k1")

    monkeypatch.setattr(Task, "remember_first_due", meanwhile)
    assert typed(as_ana, "Walk", key="k1").status_code == 302
    assert ana.tasks.count() == 1


@pytest.mark.parametrize(
    "other",
    [{"key": "k2"}, {"title": "Walk fri"}, {"contact": "nobody:x~0"}, {"box": "3"}, {"key": ""}],
    ids=str,
)
def test_another_key_or_line_is_another_task(as_ana, ana, other):
    for fields in ({}, other):
        as_ana.post(reverse("tasks:add"), {"title": "Walk", "key": "k1", **fields})
    assert ana.tasks.count() == 2


def test_lines_without_a_key_are_all_added(as_ana, ana):
    for _ in range(2):
        typed(as_ana, "Walk")
    assert ana.tasks.count() == 2


def test_two_people_may_have_one_key(as_ana, client, ana, ben):
    typed(as_ana, "Walk", key="k1")
    client.force_login(ben)
    typed(client, "Walk", key="k1")
    assert (ana.tasks.count(), ben.tasks.count()) == (1, 1)


@pytest.mark.parametrize("path", ["/", "/board/", "/tasks/add/"])
def test_each_page_brings_a_new_key(as_ana, path):
    keys = [KEY.search(as_ana.get(path, follow=True).content.decode())[1] for _ in range(2)]
    assert len({UUID(key) for key in keys}) == 2


def test_a_line_that_comes_back_keeps_its_key(as_ana):
    for more in ({"preview": "1"}, {"title": " "}, {"swap": "easy"}):
        answer = as_ana.post(reverse("tasks:add"), {"title": "Walk", "key": "k1", **more})
        assert KEY.search(answer.content.decode())[1] == "k1"


def test_the_box_of_a_plus_is_kept_unless_the_line_says_another(as_ana, ana):
    html = as_ana.get(reverse("tasks:add"), {"box": "3"}).content.decode()
    assert '<input type="hidden" name="box" value="3">' in html
    typed(as_ana, "Sort mail", box="3")
    typed(as_ana, "Sort papers !2", box="3")
    assert [task.box.value for task in ana.tasks.order_by("created_at")] == ["3", "2"]


@time_machine.travel(NOON, tick=False)
def test_more_details_takes_along_what_was_understood(as_ana, ana, people):
    answer = typed(as_ana, "Email Ana about referral !urgent 30m fri", details="1")
    assert answer.status_code == 200
    initial = answer.context["form"].initial
    assert (initial["title"], initial["contact"]) == ("Email Ana about referral", people[0])
    assert (initial["kind"], initial["box"], initial["estimate"]) == (Kind.ASKED, "1", 30)
    assert f'action="{reverse("tasks:new")}"' in answer.content.decode()
    assert not ana.tasks.exists()


def test_an_emoji_counts_as_two_for_scripts(as_ana):
    html = unescape(typed(as_ana, "😀 Walk 30m", script=True, preview="1").content.decode())
    assert 'data-tokens="[[8, 11, "30m~0"]]"' in html


def test_signed_out_the_preview_answers_401(client):
    assert typed(client, "Walk", script=True).status_code == 401


def test_ten_thousand_contacts_are_not_fetched_for_one_name(
    as_ana, ana, people, django_assert_max_num_queries
):
    from contacts.models import Contact

    Contact.objects.bulk_create(
        Contact(owner=ana, given_name=f"Given{n}", family_name=f"Family{n}") for n in range(10_000)
    )
    named = ana.contacts.active().whose_names_begin(["Email", "ana", "lukasz", "Given77"])
    assert sorted(one.name for one in named) == ["Ana Ruiz", "Given77 Family77", "Łukasz Żuk"]
    with django_assert_max_num_queries(6):
        typed(as_ana, "Email Given77 fri", script=True, preview="1")
