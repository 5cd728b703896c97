from datetime import UTC, datetime

import pytest
from django.core import mail

from tests.factories import make_user

FORM = {
    "name": "Maya",
    "time_zone": "Asia/Tokyo",
    "first_weekday": "6",
    "working_days": ["1", "2"],
    "weekly_hours": "12.5",
    "urgency_days": "3",
    "digest_on": "on",
    "digest_hour": "17",
    "digest_days": ["0", "4"],
    "reminders_on": "on",
    "promises_on": "on",
    "events_on": "on",
    "review_on": "on",
    "review_day": "3",
    "review_hour": "15",
    "quiet_from": "22",
    "quiet_until": "6",
    "discreet_subjects": "on",
    "theme": "dark",
    "shortcuts_on": "on",
}


@pytest.fixture
def save(as_ana, ana):
    def post(**changed):
        answer = as_ana.post("/settings/", FORM | changed)
        ana.refresh_from_db()
        return answer

    return post


def test_settings_are_kept(save, ana):
    assert save().headers["Location"] == "/settings/"
    assert (ana.name, ana.time_zone, ana.first_weekday) == ("Maya", "Asia/Tokyo", 6)
    assert (ana.working_days, ana.digest_days, ana.digest_hour) == ([1, 2], [0, 4], 17)
    assert (ana.weekly_minutes, ana.urgency_days, ana.theme) == (750, 3, "dark")
    assert (ana.review_day, ana.review_hour) == (3, 15)
    assert (ana.quiet_from, ana.quiet_until) == (22, 6)
    assert ana.shortcuts_on


SWITCHES = [
    "digest_on", "reminders_on", "promises_on", "events_on", "review_on",
    "discreet_subjects", "shortcuts_on",
]  # fmt: skip


def test_boxes_left_empty_switch_things_off(save, ana):
    save(**dict.fromkeys(SWITCHES, ""))
    assert not any(getattr(ana, name) for name in SWITCHES)


@pytest.mark.parametrize("name", SWITCHES)
def test_each_sort_of_mail_is_switched_off_alone(save, ana, name):
    save(**{name: ""})
    assert [other for other in SWITCHES if not getattr(ana, other)] == [name]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Phobos"),
        ("time_zone", "../../etc/passwd"),
        ("first_weekday", "7"),
        ("working_days", ["9"]),
        ("weekly_hours", "0"),
        ("weekly_hours", "NaN"),
        ("weekly_hours", "1e9"),
        ("urgency_days", "8"),
        ("urgency_days", "-1"),
        ("digest_hour", "24"),
        ("review_hour", "24"),
        ("review_day", "7"),
        ("quiet_from", "-1"),
        ("quiet_until", "noon"),
        ("digest_days", []),
        ("theme", "neon"),
        ("name", "x" * 81),
        ("name", "a\0b"),
    ],
)
def test_what_cannot_be_gets_a_message_beside_it_and_changes_nothing(save, ana, field, value):
    answer = save(**{field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert (ana.name, ana.theme) == ("Ana", "system")


@pytest.mark.parametrize("value", ["", "99", "noon"])
@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("digest_hour", "Choose an hour."),
        ("review_day", "Choose a day of the week."),
        ("time_zone", "Choose a time zone from the list."),
        ("weekly_hours", "Enter hours from 1 to 80, such as 7.5."),
        ("urgency_days", "Enter a number of days from 0 to 7."),
    ],
)
def test_the_message_says_what_to_do(save, field, value, words):
    assert save(**{field: value}).context["form"].errors[field] == [words]


@pytest.mark.parametrize(
    ("quiet", "hours", "said"),
    [
        ((22, 6), (5, 15), ["digest_hour"]),
        ((22, 6), (6, 22), ["review_hour"]),
        ((22, 6), (21, 6), []),
        ((5, 5), (5, 5), []),
        ((1, 6), (1, 0), ["digest_hour"]),
    ],
)
def test_an_hour_within_the_quiet_hours_is_said_to_come_all_the_same(
    as_ana, save, quiet, hours, said
):
    save(quiet_from=quiet[0], quiet_until=quiet[1], digest_hour=hours[0], review_hour=hours[1])
    form = as_ana.get("/settings/").context["form"]
    assert said == [name for name in form.fields if "quiet hours" in form.fields[name].help_text]
    save(digest_on="", review_on="", digest_hour=hours[0], review_hour=hours[1])
    assert "in your quiet hours" not in as_ana.get("/settings/").content.decode()


def test_without_the_daily_mail_no_day_has_to_be_chosen(save, ana):
    assert save(digest_on="", digest_days=[]).status_code == 302
    assert ana.digest_days == []


def test_fields_that_are_no_settings_are_not_taken(save, ana):
    save(is_staff="on", email="other@example.com", is_superuser="on", preset="full")
    assert (ana.email, ana.is_staff, ana.is_superuser, ana.preset) == (
        "ana@example.com",
        False,
        False,
        "ready",
    )


def test_hours_that_are_no_half_hours_can_be_saved_again(as_ana, ana, save):
    ana.weekly_minutes = 440
    ana.save()
    hours = as_ana.get("/settings/").context["form"]["weekly_hours"].value()
    save(weekly_hours=hours)
    assert ana.weekly_minutes == 440


def test_another_hour_moves_the_next_mail(save, ana):
    before = datetime(2100, 1, 1, tzinfo=UTC)
    digest = ana.reminders.create(kind="digest", next_at=before, next_local_date=before.date())
    save(time_zone="UTC", digest_days=["0", "1", "2", "3", "4", "5", "6"], digest_hour="5")
    digest.refresh_from_db()
    assert digest.next_at.hour == 5


def test_another_day_or_hour_moves_the_invitation_to_the_review(save, ana):
    before = datetime(2100, 1, 1, tzinfo=UTC)
    review = ana.reminders.create(kind="review", next_at=before, next_local_date=before.date())
    save(time_zone="UTC", review_day="2", review_hour="5")
    review.refresh_from_db()
    assert (review.next_at.weekday(), review.next_at.hour) == (2, 5)
    save(review_on="")
    review.refresh_from_db()
    assert review.next_slot is None


def test_the_theme_button_keeps_the_theme_and_leads_back(as_ana, ana):
    answer = as_ana.post("/settings/theme/", {"theme": "dark", "next": "/board/?kind=other"})
    ana.refresh_from_db()
    assert (ana.theme, answer.headers["Location"]) == ("dark", "/board/?kind=other")


def test_a_theme_that_is_none_changes_nothing(as_ana, ana):
    assert as_ana.post("/settings/theme/", {"theme": "neon"}).status_code == 302
    ana.refresh_from_db()
    assert ana.theme == "system"


def test_the_theme_is_on_the_page_from_its_first_byte(as_ana, ana):
    ana.theme = "dark"
    ana.save()
    assert b'<html lang="en" data-theme="dark">' in as_ana.get("/help/").content


@pytest.fixture
def as_new(client, db):
    client.force_login(make_user("new@example.com", confirmed=False))
    return client


def test_the_link_that_confirms_can_be_sent_again(as_new, sent_mail):
    answer = as_new.post("/settings/confirm-address/", {"next": "/settings/"})
    assert answer.headers["Location"] == "/settings/"
    as_new.post(sent_mail.link())
    assert b"Confirm your address" not in as_new.get("/settings/").content


def test_asking_twice_in_a_row_sends_one_mail_and_says_so(as_new, sent_mail):
    for _ in range(2):
        answer = as_new.post("/settings/confirm-address/", follow=True)
    assert len(mail.outbox) == 1
    assert "a moment ago" in answer.content.decode()


def test_somebody_made_by_command_can_confirm_too(client, sent_mail, db):
    user = make_user("staff@example.com", confirmed=False)
    user.emailaddress_set.all().delete()
    client.force_login(user)
    client.post("/settings/confirm-address/")
    client.post(sent_mail.link())
    assert user.address_confirmed


def test_the_mailbox_is_named_only_where_there_is_one(as_new, settings):
    assert b"/mailbox/" not in as_new.get("/settings/").content
    settings.ROOT_URLCONF = "jobsearch.local.urls"
    assert b'href="/mailbox/"' in as_new.get("/settings/").content
