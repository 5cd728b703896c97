import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from jobsearch.models import AccountMail, User

FORM = {"email": "Maya@Example.com", "password1": "seven green kettles", "time_zone": "Asia/Tokyo"}


@pytest.fixture
def sign_up(client, db):
    return lambda **changed: client.post("/accounts/signup/", FORM | changed)


@pytest.fixture
def maya(sign_up):
    sign_up()
    return User.objects.get()


def test_signing_up_signs_in_and_leads_to_the_first_three_people(sign_up, client):
    assert sign_up().headers["Location"] == "/welcome/"
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_the_address_is_kept_in_small_letters(maya):
    assert maya.email == "maya@example.com"


def test_the_time_zone_is_kept(maya):
    assert maya.time_zone == "Asia/Tokyo"


def test_a_time_zone_that_is_none_gets_a_message_and_makes_nobody(sign_up):
    answer = sign_up(time_zone="Mars/Phobos")
    assert answer.status_code == 422
    assert answer.context["form"].errors["time_zone"] == ["Choose a time zone from the list."]
    assert not User.objects.exists()


def test_without_a_browser_that_knows_its_zone_it_is_utc_and_can_be_changed(client, db):
    field = client.get("/accounts/signup/").context["form"]["time_zone"]
    assert field.value() == "UTC"
    assert "data-browser-zone" in str(field)


def test_every_zone_that_a_browser_may_name_is_in_the_list(sign_up):
    for number, zone in enumerate(["Asia/Calcutta", "America/Argentina/Buenos_Aires", "Etc/GMT+5"]):
        sign_up(email=f"p{number}@example.com", time_zone=zone).client.logout()
    zones = set(User.objects.values_list("time_zone", flat=True))
    assert zones == {"Asia/Calcutta", "America/Argentina/Buenos_Aires", "Etc/GMT+5"}


@pytest.mark.parametrize("password", ["short", "12345678901", "password", "maya@example.com"])
def test_a_weak_password_gets_a_message_beside_it(sign_up, password):
    answer = sign_up(password1=password)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["password1"]
    assert not User.objects.exists()


def test_a_long_password_of_plain_words_is_taken_whole(sign_up, client):
    password = "correct horse battery staple " * 4
    sign_up(password1=password)
    assert User.objects.get().check_password(password)


def test_an_address_that_is_taken_says_so_and_changes_nothing(sign_up, client, maya):
    client.logout()
    before = maya.password
    answer = sign_up(email="MAYA@example.com", password1="another kettle entirely")
    assert answer.status_code == 422
    assert "has an account already" in answer.content.decode()
    maya.refresh_from_db()
    assert (User.objects.count(), maya.password) == (1, before)


def test_a_button_pressed_twice_makes_one_account_and_no_error(sign_up, client, monkeypatch, maya):
    client.logout()
    # The second press checked before the first one had saved.
    monkeypatch.setattr(
        "allauth.account.internal.flows.manage_email.assess_unique_email",
        lambda *args, **kwargs: True,
    )
    answer = sign_up()
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/")
    assert (User.objects.count(), EmailAddress.objects.count()) == (1, 1)


def test_fields_that_are_no_part_of_the_form_are_not_taken(sign_up):
    sign_up(is_staff="on", is_superuser="on", weekly_minutes="60", id="00000000")
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.weekly_minutes) == (False, False, 900)


def test_nobody_signs_in_by_the_link_that_confirms_an_address(sign_up, client, sent_mail):
    sign_up()
    client.logout()
    client.post(sent_mail.link())
    assert "_auth_user_id" not in client.session


def test_the_link_that_confirms_changes_nothing_until_its_button_is_pressed(
    sign_up, client, sent_mail
):
    sign_up()
    user = User.objects.get()
    link = sent_mail.link()
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert not user.address_confirmed
    client.post(link)
    assert user.address_confirmed


def test_a_link_with_a_slip_in_it_says_so(client, db):
    answer = client.get("/accounts/confirm-email/MQ:1abc:nonsense/")
    assert "no longer works" in answer.content.decode()


def test_the_links_in_account_mail_ignore_the_host_that_a_request_claims(
    client, db, settings, sent_mail
):
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/accounts/signup/", FORM, headers={"host": "evil.example"})
    (message,) = mail.outbox
    assert "http://localhost/accounts/confirm-email/" in message.body
    assert "evil" not in message.body + message.subject


def test_a_mail_server_that_is_down_does_not_hold_up_signing_up(sign_up, monkeypatch, eager_tasks):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    assert sign_up().status_code == 302
    assert AccountMail.objects.get().attempts == 1
