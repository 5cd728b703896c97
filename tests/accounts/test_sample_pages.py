"""Going into the sample plan and out of it, in one window and in two."""

import re
from pathlib import Path

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from jobsearch.models import User
from tasks import sample
from tasks.models import Task
from tests.factories import make_contact, make_task

BANNER = "Nothing here is yours, is mailed or is counted."


@pytest.fixture(autouse=True)
def _made_quickly(monkeypatch):
    """What closed reviews have kept is looked at in tests/tasks/test_sample.py."""
    monkeypatch.setattr("tasks.sample.plan._freeze", lambda sample: None)


@pytest.fixture
def step_in(as_ana, ana):
    def go():
        response = as_ana.post("/sample/", follow=True)
        assert response.status_code == 200
        return User.objects.get(sample_of=ana)

    return go


def text(response):
    return response.content.decode()


def mark(user):
    return {"of-plan": str(user.pk)}


def told(response):
    return [str(message) for message in response.context["messages"]]


def test_the_first_pages_offer_it(as_ana):
    for address in ("/welcome/", "/", "/board/", "/contacts/", "/help/", "/settings/"):
        assert 'action="/sample/"' in text(as_ana.get(address)), address


def test_one_press_makes_it_and_shows_its_day(as_ana, step_in):
    maya = step_in()
    page = as_ana.get("/")
    assert page.wsgi_request.user == maya
    assert BANNER in text(page)
    assert "Maya" in text(page)
    assert "<title>Today · Sample plan · Foothold</title>" in text(page)


def test_pressing_twice_makes_one(as_ana, ana, step_in):
    first = step_in()
    assert step_in() == first
    assert User.objects.filter(sample_of=ana).count() == 1


def test_every_page_of_it_says_so_and_every_form_has_its_mark(as_ana, step_in):
    maya = step_in()
    task, person = maya.tasks.open().first(), maya.contacts.first()
    pages = [
        "/", "/board/", "/contacts/", "/review/", "/review/mail/", "/tasks/new/", "/log/",
        "/contacts/new/", "/organisations/", "/kept/", "/search/", "/tasks/finished/", "/help/",
        "/welcome/", "/ready/", "/contacts/told/", "/contacts/who/", "/got-the-job/",
        f"/tasks/{task.pk}/", f"/tasks/{task.pk}/edit/", f"/tasks/{task.pk}/later/",
        f"/contacts/{person.pk}/", f"/contacts/{person.pk}/edit/", f"/tasks/{task.pk}/move/",
        f"/contacts/{person.pk}/merge/", f"/kept/add/?contact={person.pk}",
        f"/log/?contact={person.pk}", f"/asks/new/?contact={person.pk}&rung=3",
        "/review/" + maya.reviews.latest("week").week.isoformat() + "/",
    ]  # fmt: skip
    for address in pages:
        response = as_ana.get(address)
        assert response.status_code == 200, address
        html = text(response)
        assert BANNER in html, address
        assert "Sample plan · Foothold</title>" in html, address
        for form in re.findall(r"<form\b.*?</form>", html, re.S):
            if "csrfmiddlewaretoken" in form:
                assert f'name="of-plan" value="{maya.pk}"' in form, (address, form[:200])
        if "hx-headers" in html:
            assert f'"X-Of-Plan": "{maya.pk}"' in html, address


def test_a_page_of_ones_own_has_no_mark(as_ana, step_in):
    assert "of-plan" not in text(as_ana.get("/board/")).lower()
    step_in()
    as_ana.post("/sample/leave/")
    assert "of-plan" not in text(as_ana.get("/board/")).lower()


def test_leaving_shows_the_own_plan_and_keeps_the_sample(as_ana, ana, step_in):
    step_in()
    page = as_ana.post("/sample/leave/", follow=True)
    assert page.wsgi_request.user == ana
    assert BANNER not in text(page)
    assert User.objects.filter(sample_of=ana).exists()


def test_removing_it_from_the_banner_or_from_the_settings_leaves_nothing(as_ana, ana, step_in):
    step_in()
    page = as_ana.post("/sample/remove/", follow=True)
    assert told(page) == ["The sample plan is gone. Your own plan is as it was."]
    step_in()
    page = as_ana.post("/sample/remove/", {"next": "/settings/"}, follow=True)
    assert page.request["PATH_INFO"] == "/settings/"
    assert list(User.objects.all()) == [ana]


def test_settings_and_account_pages_stay_the_persons_own(as_ana, ana, step_in):
    maya = step_in()
    page = as_ana.get("/settings/")
    assert page.wsgi_request.user == ana
    assert ana.email in text(page)
    assert "This page is about you." in text(page)
    as_ana.post("/settings/theme/", {"theme": "dark", **mark(maya)})
    ana.refresh_from_db()
    assert ana.theme == "dark"
    assert 'data-theme="dark"' in text(as_ana.get("/"))


def test_signing_out_ends_it(as_ana, ana, step_in):
    step_in()
    as_ana.post("/accounts/logout/")
    as_ana.force_login(ana)
    assert BANNER not in text(as_ana.get("/"))


def test_what_is_changed_in_it_changes_it_alone(as_ana, ana, step_in):
    maya = step_in()
    task = maya.tasks.open().first()
    as_ana.post(f"/tasks/{task.pk}/done/", mark(maya))
    task.refresh_from_db()
    assert task.completed_at
    as_ana.post("/tasks/add/", {"title": "Only in the sample", **mark(maya)})
    assert maya.tasks.filter(title="Only in the sample").exists()
    assert not ana.tasks.exists()


# --- Two windows ----------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["/sample/remove/", "/sample/leave/"])
def test_nothing_of_a_page_of_the_sample_lands_in_the_own_plan(as_ana, ana, step_in, how):
    maya = step_in()
    as_ana.post(how)
    page = as_ana.post("/tasks/add/", {"title": "Not mine", **mark(maya)}, follow=True)
    assert page.wsgi_request.user == ana
    assert len(told(page)) == 2  # of the way out, and of this
    assert "was changed" in told(page)[-1]
    assert not Task.objects.filter(title="Not mine").exists()
    for address in ("/contacts/new/", "/log/", "/organisations/new/", "/kept/add/", "/welcome/"):
        fields = {"given_name": "Not", "name": "mine", "title": "Not mine", **mark(maya)}
        assert as_ana.post(address, fields).status_code == 302
    assert not ana.tasks.exists()
    assert not ana.contacts.exists()
    assert not ana.organisations.exists()


def test_a_script_of_a_page_of_the_sample_is_sent_to_the_own_plan(as_ana, ana, step_in):
    maya = step_in()
    as_ana.post("/sample/remove/")
    headers = {"HX-Request": "true", "X-Of-Plan": str(maya.pk)}
    response = as_ana.post("/tasks/add/", {"title": "Not mine"}, headers=headers)
    assert response.status_code == 409
    assert response["HX-Redirect"] == "/"
    response = as_ana.get("/board/version", headers=headers)
    assert response.status_code == 409
    assert not ana.tasks.exists()


def test_what_was_typed_into_the_own_plan_lands_there_though_the_sample_is_open(
    as_ana, ana, step_in
):
    maya = step_in()
    before = maya.tasks.count()
    page = as_ana.post("/tasks/add/", {"title": "Call Ben", "next": "/"}, follow=True)
    assert ana.tasks.get().title == "Call Ben"
    assert maya.tasks.count() == before
    assert page.wsgi_request.user == ana
    assert "You are back in your own plan." in told(page)


def test_a_board_of_the_own_plan_hears_only_of_its_own(as_ana, ana, step_in):
    mine = make_task(ana, "Mine")
    maya = step_in()
    moment = {"since": (timezone.now() - timezone.timedelta(minutes=1)).isoformat()}
    own = as_ana.get("/board/version", moment, headers={"HX-Request": "true"})
    assert str(mine.pk) in text(own)
    headers = {"HX-Request": "true", "X-Of-Plan": str(maya.pk)}
    maya.tasks.open().first().plan_for(maya.today(timezone.now()))
    theirs = text(as_ana.get("/board/version", moment, headers=headers))
    assert str(mine.pk) not in theirs
    assert "data-task" in theirs
    assert BANNER in text(as_ana.get("/"))  # reading has not left it


def test_the_next_click_after_it_was_removed_elsewhere_says_so(as_ana, ana, step_in):
    maya = step_in()
    task = maya.tasks.first()
    sample.remove(ana)  # in another browser
    page = as_ana.get("/contacts/", follow=True)
    assert page.wsgi_request.user == ana
    assert told(page) == [
        "The sample plan is gone. This is your own plan, and nothing in it was changed."
    ]
    page = as_ana.get(f"/tasks/{task.pk}/", follow=True)
    assert told(page) == ["This page is not in your own plan. It may be one of the sample plan."]


def test_a_page_of_the_own_plan_is_not_found_in_the_sample_and_says_where_it_is(
    as_ana, ana, step_in
):
    mine = make_task(ana, "Mine")
    step_in()
    page = as_ana.get(f"/tasks/{mine.pk}/", follow=True)
    assert told(page) == ["This page is not in the sample plan. It may be in your own."]


def test_a_missing_page_stays_missing_for_who_never_saw_the_sample(as_ana):
    assert as_ana.get("/tasks/0b5c5c00-0000-4000-8000-000000000000/").status_code == 404


def test_a_mark_that_is_none_changes_nothing(as_ana, ana, ben, step_in):
    step_in()
    others = [sample.open_for(ben, timezone.now()).pk, ben.pk, ana.pk]
    for wrong in ["0", "-1", "9" * 40, "x", "\x00", "1e5", "\u0663", *others]:
        response = as_ana.post("/tasks/add/", {"title": "Nobody's", "of-plan": wrong})
        assert response.status_code == 302, wrong
    assert not Task.objects.filter(title="Nobody's").exists()


def test_writing_while_it_is_removed_is_no_error(as_ana, ana, step_in, monkeypatch):
    maya = step_in()
    task = maya.tasks.open().first()

    def too_late(*args, **kwargs):
        sample.remove(ana)
        raise IntegrityError("the owner is gone")

    monkeypatch.setattr(Task, "complete", too_late)
    page = as_ana.post(f"/tasks/{task.pk}/done/", mark(maya), follow=True)
    assert page.status_code == 200
    assert page.wsgi_request.user == ana


def test_the_same_error_is_one_while_it_is_there(as_ana, step_in, monkeypatch):
    maya = step_in()

    def broken(*args, **kwargs):
        raise IntegrityError("something else")

    monkeypatch.setattr(Task, "complete", broken)
    with pytest.raises(IntegrityError):
        as_ana.post(f"/tasks/{maya.tasks.open().first().pk}/done/", mark(maya))


# --- What there is none of in it -----------------------------------------------------------------


def test_nothing_is_brought_in_or_tried_by_mail_there(as_ana, ana, step_in):
    maya = step_in()
    for address in ("/import/", "/mails/try-address/"):
        for response in (as_ana.get(address), as_ana.post(address, mark(maya))):
            assert response.status_code in (302, 405), address
    assert as_ana.get("/import/").url == "/"
    assert not ana.contactimports.exists()
    assert not maya.contactimports.exists()


def test_a_visit_of_it_is_a_visit_of_the_person(as_ana, ana, step_in):
    maya = step_in()
    User.objects.filter(pk=ana.pk).update(last_seen_on=None)
    as_ana.get("/")
    ana.refresh_from_db()
    maya.refresh_from_db()
    assert ana.last_seen_on == ana.today(timezone.now())
    assert maya.last_seen_on is None


def test_one_of_old_days_can_be_started_afresh_from_its_banner(as_ana, ana, step_in):
    maya = step_in()
    assert "Start it afresh" not in text(as_ana.get("/"))
    week_ago = timezone.now() - timezone.timedelta(days=7)
    User.objects.filter(pk=maya.pk).update(last_login=week_ago)
    assert "Start it afresh" in text(as_ana.get("/"))
    as_ana.post("/sample/afresh/", mark(maya))
    fresh = User.objects.get(sample_of=ana)
    assert fresh != maya
    page = as_ana.post("/tasks/add/", {"title": "Of the old page", **mark(maya)}, follow=True)
    assert page.wsgi_request.user == fresh
    assert "a sample plan before this one" in told(page)[-1]
    assert not Task.objects.filter(title="Of the old page").exists()


def test_the_first_change_makes_it_somebodys(as_ana, step_in):
    maya = step_in()
    as_ana.post("/tasks/add/", {"title": "A change", **mark(maya)})
    maya.refresh_from_db()
    assert maya.last_seen_on is not None


def test_its_review_can_be_begun_from_the_e_mail(as_ana, step_in):
    step_in()
    page = as_ana.get("/review/mail/")
    html = text(page)
    assert "You spent 71% networking, and 80% of that was the easy part." in html
    address = re.search(r'href="(/review/[^"]+)">Start the review', html)[1]
    page = as_ana.get(address, follow=True)
    assert page.status_code == 200
    assert BANNER in text(page)


def test_there_is_no_such_e_mail_in_ones_own_plan(as_ana):
    assert as_ana.get("/review/mail/").status_code == 404


def test_own_people_are_not_among_those_of_the_sample(as_ana, ana, step_in):
    mine = make_contact(ana, "Zebedee")
    step_in()
    assert "Zebedee" not in text(as_ana.get("/contacts/"))
    assert as_ana.get(reverse("contacts:contact", args=[mine.pk])).status_code == 302


def test_no_template_and_no_script_writes_the_token_without_its_mark():
    """By hand it would be sent without the mark, and land in the own plan."""
    root = Path(__file__).parents[2]
    for path in [*root.glob("templates/**/*.html"), *root.glob("static/js/*.js")]:
        words = path.read_text()
        assert "csrfmiddlewaretoken" not in words, path
        if "{{ csrf_token }}" in words:
            assert '{{ csrf_token }}"{% plan_header %}' in words, path
        for call in re.findall(r"fetch\([^;]*;", words, re.S) if path.suffix == ".js" else []:
            # The help is the same in both plans; a form brings its mark itself.
            told = "hx-headers" in call or "ofThisPage" in call or "headers," in call
            assert told or "new FormData" in words or path.name == "keys.js", (path, call)
