"""A week behind a link: what its preview showed, to whoever has it, until it is stopped."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from contacts.kinds import Kind
from contacts.models import Interaction
from jobsearch.models import User
from tasks.models import Intention, Review, SharedWeek
from tests.factories import make_contact, make_organisation, make_task, make_user

DAY = "2026-11-16"
MONDAY = date(2026, 11, 16)
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
# What nobody else is to see, whatever is chosen.
SECRETS = ["a note of mine", "a purpose of mine", "grace@example.com", "Very private", "role-x"]
NAMES = ["Grace", "Ito", "Northwind", "Brandt"]
TITLES = ["Apply at", "rewrite the CV", "Kept for"]


@pytest.fixture(autouse=True)
def clock():
    with travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ana(ana):
    """With a week in which every place that may hold a name holds one."""
    place = make_organisation(ana, "Northwind Robotics", notes="Very private")
    grace = make_contact(
        ana, "Grace", family_name="Ito", organisation=place, role="role-x",
        emails=["grace@example.com"], notes="Very private", level=2, level_raised_on=MONDAY,
    )  # fmt: skip
    make_contact(ana, "Otto", family_name="Brandt", archived_at=NOON)
    for minutes, kind in [(120, Kind.EVENT), (40, Kind.CONVERSATION)]:
        Interaction.objects.create(
            owner=ana, day=MONDAY, minutes=minutes, kind=kind,
            notes="a note of mine, about Grace", purpose="a purpose of mine",
        ).set_people([grace])  # fmt: skip
    for title in ("Apply at northwind, ask grace ito", "Call Brandt, rewrite the CV"):
        task = make_task(
            ana, title, kind=Kind.APPLICATION, contact=grace, notes="a note of mine",
            purpose="a purpose of mine",
        )  # fmt: skip
        task.complete(NOON, day=MONDAY, minutes=70)
    make_task(ana, "Grace again", contact=grace, due_on=MONDAY)
    review = Review.objects.create(owner=ana, week=MONDAY, answers={"learned": "Very private"})
    Intention.objects.create(owner=ana, review=review, text="Kept for Grace Ito")
    return ana


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


READING = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


def url(name="tasks:review_share", day=DAY):
    return reverse(name, args=[day])


def preview(client, **chosen):
    return client.get(url(), chosen)


def share(client, day=DAY, **chosen):
    """As the button under a preview does it; the link."""
    page = client.get(url(day=day), chosen).content.decode()
    form = page[page.rindex("<form", 0, page.index("Share this week")) :]
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert client.post(url(day=day), fields).status_code == 302
    return SharedWeek.objects.get(revoked_at=None, week=date.fromisoformat(day))


def address(shared):
    return reverse("tasks:shared", args=[shared.token])


def shown(response):
    """What the week looks like, without the page around it."""
    html = response.content.decode()
    week = html[html.index("data-shared-week") : html.index("</article>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", week)).split())


# --- What is shown ---


CHOICES = [{}, {"titles": "on"}, {"names": "full"}, {"names": "full", "titles": "on"}]


@pytest.mark.parametrize("chosen", CHOICES)
def test_the_shared_page_holds_what_the_preview_held_and_nothing_else(as_ana, ana, visitor, chosen):
    before = shown(preview(as_ana, **chosen))
    assert "Where your hours went" in before
    assert shown(visitor.get(address(share(as_ana, **chosen)))) == before


@pytest.mark.parametrize("chosen", CHOICES)
def test_names_and_titles_are_seen_only_where_they_were_chosen(as_ana, ana, visitor, chosen):
    said = visitor.get(address(share(as_ana, **chosen))).content.decode()
    for secret in SECRETS:
        assert secret.casefold() not in said.casefold()
    for name in NAMES:
        known = chosen.get("names") == "full" and (name in ("Grace", "Ito") or "titles" in chosen)
        assert (name.casefold() in said.casefold()) == known, name
    for title in TITLES:
        assert (title in said) == ("titles" in chosen), title
    assert ana.email not in said
    assert str(ana.contacts.first().pk) not in said


def test_with_initials_people_are_their_initials(as_ana, ana):
    said = shown(preview(as_ana, titles="on"))
    assert "Apply at N., ask G. I., G. I." in said
    assert "Call B., rewrite the CV" in said
    assert "Kept for G. I." in said
    assert "Not yet: G. I." in said
    assert "you and G. know each other" in said


def test_a_ladder_of_ones_own_words_names_nobody_either(as_ana, ana):
    ana.rungs.create(number=1, words="Ask Grace for a walk", needs=1)
    said = shown(preview(as_ana))
    assert "Ask G. for a walk" in said
    assert "Grace" not in said


def test_what_changes_later_does_not_change_what_is_shared(as_ana, ana, visitor):
    link = address(share(as_ana))
    before = shown(visitor.get(link))
    Interaction.objects.filter(owner=ana).update(minutes=500)
    ana.contacts.update(given_name="Somebody", family_name="Else")
    User.objects.filter(pk=ana.pk).update(name="Another")
    assert shown(visitor.get(link)) == before


def test_only_what_was_looked_at_is_shared(as_ana, ana):
    page = preview(as_ana).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page).group(1)
    Interaction.objects.filter(owner=ana).update(minutes=500)
    answer = as_ana.post(url(), {"names": "initials", "seen": seen})
    assert answer.status_code == 422
    assert "The week has changed since you looked." in answer.content.decode()
    assert not SharedWeek.objects.exists()
    for fields in ({}, {"seen": "x"}, {"seen": seen, "names": "full"}, {"names": "all"}):
        assert as_ana.post(url(), fields).status_code == 422
    assert not SharedWeek.objects.exists()


def test_who_is_deleted_is_not_named_any_more(as_ana, ana, visitor):
    link = address(share(as_ana, names="full", titles="on"))
    assert "ask grace ito, Grace Ito" in shown(visitor.get(link))
    ana.contacts.get(given_name="Grace").delete_for_good()
    said = shown(visitor.get(link))
    assert "ask G. I., G. I." in said
    assert "Call Brandt" in said
    assert "grace" not in said.casefold()


def test_nothing_is_kept_of_a_week_that_nobody_can_see_any_more(as_ana, ana, clock):
    first = share(as_ana)
    as_ana.post(url("tasks:review_share_stop"))
    second = share(as_ana)
    clock.move_to(NOON + timedelta(days=31))
    as_ana.force_login(ana)
    share(as_ana)
    assert [SharedWeek.objects.get(pk=one.pk).content for one in (first, second)] == [{}, {}]


# --- The link ---


def test_nothing_is_shared_until_it_is_asked_for(as_ana, ana):
    preview(as_ana)
    as_ana.get(reverse("tasks:review_week", args=[DAY]))
    assert not SharedWeek.objects.exists()


def test_the_link_is_not_kept_and_cannot_be_guessed(as_ana, ana, visitor):
    shared = share(as_ana)
    assert len(shared.token) > 60
    row = SharedWeek.objects.filter(pk=shared.pk).values().get()
    assert shared.token not in str(row)
    for token in (str(shared.pk), shared.token[:-1], shared.token.split(".")[0], "x" * 66):
        assert visitor.get(reverse("tasks:shared", args=[token])).status_code == 404


def test_it_is_over_at_once_when_it_is_stopped(as_ana, ana, visitor):
    link = address(share(as_ana))
    assert visitor.get(link).status_code == 200
    as_ana.post(url("tasks:review_share_stop"))
    assert visitor.get(link).status_code == 404
    assert visitor.post(link, {"note": "Too late"}).status_code == 404
    assert not SharedWeek.objects.exclude(note="").exists()


def test_it_is_over_after_thirty_days(as_ana, ana, visitor, clock):
    link = address(share(as_ana))
    clock.move_to(NOON + timedelta(days=30, seconds=-1))
    assert visitor.get(link).status_code == 200
    clock.move_to(NOON + timedelta(days=30))
    assert visitor.get(link).status_code == 404


def test_what_is_over_unknown_or_taken_back_looks_the_same(as_ana, ana, visitor, clock):
    stopped = address(share(as_ana))
    as_ana.post(url("tasks:review_share_stop"))
    old = address(share(as_ana))
    clock.move_to(NOON + timedelta(days=31))
    answers = [visitor.get(path) for path in (stopped, old, "/s/nothing/", "/s/x%00y/")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_after_its_end_the_week_can_be_shared_again_behind_another_link(as_ana, ana, clock):
    first = share(as_ana).token
    clock.move_to(NOON + timedelta(days=31))
    as_ana.force_login(ana)
    assert share(as_ana).token != first


def test_a_closed_account_shares_nothing(as_ana, ana, visitor):
    link = address(share(as_ana))
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert visitor.get(link).status_code == 404


def test_two_windows_that_share_at_once_make_one_link(as_ana, ana):
    content = preview(as_ana)
    assert content.status_code == 200
    fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', content.content.decode())
    assert as_ana.post(url(), dict(fields)).status_code == 302
    made = SharedWeek.objects.get()
    again = SharedWeek.objects.share(ana, MONDAY, made.content, NOON)
    assert again is None
    said = as_ana.post(url(), dict(fields), follow=True).content.decode()
    assert "This week is shared already." in said
    assert SharedWeek.objects.count() == 1


def test_a_sample_plan_is_not_shared(client, ana):
    sample = make_user("sample@example.com", is_active=False, sample_of=ana)
    User.objects.filter(pk=sample.pk).update(is_active=True, sample_of=None)
    client.force_login(sample)
    assert client.get(url()).status_code == 200
    User.objects.filter(pk=sample.pk).update(is_active=False, sample_of=ana)
    sample.refresh_from_db()
    from django.http import Http404
    from django.test import RequestFactory

    from tasks.views.review.share import share as view

    request = RequestFactory().get(url())
    request.user = sample
    with pytest.raises(Http404):
        view(request, DAY)


@pytest.mark.parametrize("day", ["2026-11-17", "2026-11-23", "2026-11-16x", "x"])
def test_only_weeks_that_have_begun_can_be_shared(as_ana, ana, day):
    for method in (as_ana.get, as_ana.post):
        assert method(url(day=day)).status_code == 404
        assert as_ana.post(url("tasks:review_share_stop", day)).status_code == 404


def test_one_does_not_stop_the_link_of_another(as_ana, ana, ben, visitor):
    link = address(share(as_ana))
    client = Client()
    client.force_login(ben)
    client.post(url("tasks:review_share_stop"))
    assert visitor.get(link).status_code == 200
    assert "data-shared-week" in client.get(url()).content.decode()
    assert address(SharedWeek.objects.get()) not in client.get(url()).content.decode()


# --- The page ---


def test_the_page_is_private_and_leads_nowhere(as_ana, ana, visitor):
    answer = visitor.get(address(share(as_ana)))
    html = answer.content.decode()
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies
    assert 'name="robots" content="noindex' in html
    assert set(re.findall(r'<a [^>]*href="([^"]*)"', html)) == {"#main"}
    assert "<script" not in html
    assert "csrf" not in html


def test_who_had_another_name_then_is_not_named_any_more_either(as_ana, ana, visitor):
    link = address(share(as_ana, names="full", titles="on"))
    grace = ana.contacts.get(given_name="Grace")
    grace.family_name = "Lee"
    grace.save()
    grace.delete_for_good()
    said = shown(visitor.get(link))
    assert "ito" not in said.casefold().split()
    assert "Ito" not in str(SharedWeek.objects.get().content)


def test_a_page_that_is_gone_is_private_too(visitor, db):
    answer = visitor.get("/s/nothing/")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert set(re.findall(r'<a [^>]*href="([^"]*)"', answer.content.decode())) == {"#main"}


def opened(shared):
    shared.refresh_from_db()
    return shared.opened_at


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch", **READING},
        {"Sec-Purpose": "prefetch;prerender", **READING},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
        {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
        {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    ],
)
def test_fetching_ahead_is_not_opening(as_ana, ana, visitor, headers):
    shared = share(as_ana)
    visitor.get(address(shared), headers=headers)
    assert opened(shared) is None


def test_over_https_a_program_that_looks_at_links_has_not_opened_it(as_ana, ana, visitor):
    shared = share(as_ana)
    visitor.get(address(shared), secure=True)
    assert opened(shared) is None
    visitor.get(address(shared), secure=True, headers=READING)
    assert opened(shared) == NOON


def test_asking_for_the_head_or_looking_oneself_is_not_opening(as_ana, ana, visitor):
    shared = share(as_ana)
    visitor.head(address(shared))
    as_ana.get(address(shared), headers=READING)
    as_ana.get(url())
    assert opened(shared) is None
    assert "Not opened yet." in as_ana.get(url()).content.decode()


def test_the_owner_is_told_when_it_was_first_opened(as_ana, ana, visitor, clock):
    shared = share(as_ana)
    visitor.get(address(shared))
    clock.move_to(NOON + timedelta(days=1))
    visitor.get(address(shared), headers=READING)
    assert opened(shared) == NOON
    assert "Opened, first on Wednesday 18 November, 12:00." in as_ana.get(url()).content.decode()


# --- The note ---


def test_one_note_comes_back_and_its_owner_reads_it_on_the_review(as_ana, ana, visitor):
    shared = share(as_ana)
    assert "one note" in visitor.get(address(shared)).content.decode()
    answer = visitor.post(address(shared), {"note": "Well done <b>you</b>\n\nTalk on Friday?"})
    assert (answer.status_code, answer.url) == (302, address(shared))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    page = visitor.get(address(shared)).content.decode()
    assert "A note was left" in page
    assert "<textarea" not in page
    assert "Talk on Friday" not in page
    for path in (reverse("tasks:review_week", args=[DAY]), url()):
        page = as_ana.get(path).content.decode()
        assert page.count("Well done &lt;b&gt;you&lt;/b&gt;") == 1


def test_there_is_room_for_one_note_and_the_second_is_not_lost(as_ana, ana, visitor):
    shared = share(as_ana)
    visitor.post(address(shared), {"note": "The first"})
    answer = visitor.post(address(shared), {"note": "The second, with thought"})
    assert answer.status_code == 422
    assert "The second, with thought" in answer.content.decode()
    shared.refresh_from_db()
    assert shared.note == "The first"


@pytest.mark.parametrize("note", ["", "   ", "x" * 2001, "a\0b"])
def test_a_note_that_cannot_be_taken_is_shown_again(as_ana, ana, visitor, note):
    shared = share(as_ana)
    answer = visitor.post(address(shared), {"note": note})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    shared.refresh_from_db()
    assert (shared.note, shared.noted_at) == ("", None)


def test_notes_have_a_limit_and_what_was_written_stays(as_ana, ana, visitor, monkeypatch):
    shared = share(as_ana)
    for _ in range(10):
        monkeypatch.setattr(SharedWeek, "leave_note", lambda *args: False)
        visitor.post(address(shared), {"note": "Again"})
    monkeypatch.undo()
    answer = visitor.post(address(shared), {"note": "And once more"})
    assert answer.status_code == 422
    assert "Too many notes at once." in answer.content.decode()
    assert "And once more" in answer.content.decode()


def test_a_note_stays_when_the_link_is_over(as_ana, ana, visitor):
    visitor.post(address(share(as_ana)), {"note": "Keep going"})
    as_ana.post(url("tasks:review_share_stop"))
    assert "Keep going" in as_ana.get(reverse("tasks:review_week", args=[DAY])).content.decode()
    assert "Keep going" in as_ana.get(url()).content.decode()


def test_addresses_of_shared_weeks_are_not_in_the_logs(as_ana, ana, visitor, caplog):
    from jobsearch.logs import PrivateFilter

    shared = share(as_ana)
    as_ana.post(url("tasks:review_share_stop"))
    caplog.handler.addFilter(PrivateFilter())
    visitor.get(address(shared))
    assert "/s/" in caplog.text
    assert shared.token not in caplog.text
    assert shared.token.split(".")[0] not in caplog.text
