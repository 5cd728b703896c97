import re

import pytest
from django.core import mail

from tests.factories import make_user

PASSWORD = "seven green kettles"


@pytest.fixture
def maya(db):
    return make_user("maya@example.com", password=PASSWORD)


@pytest.fixture
def sign_in(client, maya):
    def post(email="maya@example.com", password=PASSWORD, path="/accounts/login/", **headers):
        return client.post(path, {"login": email, "password": password}, **headers)

    return post


def test_the_right_password_signs_in(sign_in):
    assert sign_in().headers["Location"] == "/"


def test_letter_case_and_spaces_of_the_address_do_not_matter(sign_in):
    assert sign_in(" MAYA@Example.com ").status_code == 302


def test_somebody_made_by_command_with_capitals_can_sign_in(sign_in):
    make_user("Robin@Example.COM", password=PASSWORD)
    assert sign_in("Robin@Example.com").status_code == 302


def test_signing_in_gives_the_session_a_new_key(sign_in, client):
    client.get("/accounts/login/")
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key
    client.cookies["session"] = before
    sign_in()
    assert client.session.session_key != before


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client, sign_in):
    asked = client.get("/board/?kind=networking")
    assert sign_in(path=asked.headers["Location"]).headers["Location"] == "/board/?kind=networking"


def test_a_post_of_somebody_signed_out_is_not_come_back_to(client, db):
    assert client.post("/settings/theme/").headers["Location"] == "/accounts/login/"


def test_a_fragment_for_somebody_signed_out_is_an_error_and_no_page(client, db):
    answer = client.get("/board/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (
        401,
        b"You were signed out. Sign in to continue.",
    )


def test_signing_out_needs_a_post(client, sign_in):
    sign_in()
    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_an_unknown_address_and_a_wrong_password_look_the_same(sign_in):
    wrong, unknown = sign_in(password="wrong"), sign_in("nobody@example.com", "wrong")
    assert wrong.status_code == unknown.status_code == 422
    assert same(wrong, "maya@example.com") == same(unknown, "nobody@example.com")


def test_a_closed_account_cannot_be_told_from_an_unknown_one_without_its_password(sign_in, maya):
    maya.is_active = False
    maya.save()
    wrong, unknown = sign_in(password="wrong"), sign_in("nobody@example.com", "wrong")
    assert same(wrong, "maya@example.com") == same(unknown, "nobody@example.com")


def test_an_unknown_address_costs_one_password_hash_too(sign_in, monkeypatch):
    hashed = []
    monkeypatch.setattr("django.contrib.auth.base_user.make_password", hashed.append)
    sign_in("nobody@example.com", "wrong")
    assert hashed == ["wrong"]


def test_the_sixth_wrong_password_has_to_wait_even_if_it_is_right(sign_in):
    assert [sign_in(password="wrong").status_code for _ in range(5)] == [422] * 5
    assert sign_in(password="wrong").status_code == 429
    assert sign_in().status_code == 429


def test_a_claimed_forwarding_address_does_not_start_the_count_again(sign_in, db):
    answers = [
        sign_in(f"p{n}@example.com", "wrong", headers={"X-Forwarded-For": f"10.0.0.{n}"})
        for n in range(11)
    ]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]


def test_behind_a_trusted_proxy_each_visitor_is_counted_alone(sign_in, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(11):
        # The first address is the visitor's own claim, the last is what the proxy saw.
        forwarded = f"1.2.3.{n}, 10.0.0.{n}"
        answer = sign_in(f"p{n}@example.com", "wrong", headers={"X-Forwarded-For": forwarded})
        assert answer.status_code == 422


def test_behind_a_trusted_proxy_a_claimed_address_does_not_start_the_count_again(sign_in, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answers = [
        sign_in(f"p{n}@example.com", "wrong", headers={"X-Forwarded-For": f"1.2.3.{n}, 10.0.0.1"})
        for n in range(11)
    ]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]


def test_the_count_is_in_the_cache_that_all_processes_share(settings):
    assert settings.CACHES["default"]["BACKEND"] == "jobsearch.cache.LimitsCache"
    assert settings.CACHES["default"]["LOCATION"].startswith("unix://")


def test_a_reset_looks_the_same_for_a_known_and_an_unknown_address(client, maya, sent_mail):
    known = client.post("/accounts/password/reset/", {"email": maya.email}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.com"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert same(known, maya.email) == same(unknown, "nobody@example.com")
    assert [message.to for message in mail.outbox] == [[maya.email]]


def test_a_reset_link_changes_the_password_once(client, maya, sent_mail):
    client.post("/accounts/password/reset/", {"email": maya.email})
    link = sent_mail.link()
    for password in ("nine blue teapots", "ten red saucers"):
        form = client.get(link, follow=True)
        url = form.redirect_chain[-1][0] if form.redirect_chain else link
        client.post(url, {"password1": password, "password2": password})
    maya.refresh_from_db()
    assert maya.check_password("nine blue teapots")


def test_a_reset_ends_the_sessions_that_were_open(client, maya, sent_mail):
    other = type(client)()
    other.force_login(maya)
    client.post("/accounts/password/reset/", {"email": maya.email})
    url = client.get(sent_mail.link(), follow=True).redirect_chain[-1][0]
    client.post(url, {"password1": "nine blue teapots", "password2": "nine blue teapots"})
    assert other.get("/help/").status_code == 302


def test_changing_the_password_keeps_this_session_and_ends_the_others(client, sign_in, maya):
    sign_in()
    other = type(client)()
    other.force_login(maya)
    new = "nine blue teapots"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    answer = client.post("/accounts/password/change/", form)
    assert answer.headers["Location"] == "/settings/"
    assert client.get("/accounts/password/change/").status_code == 200
    assert other.get("/accounts/password/change/").status_code == 302


def test_changing_the_password_needs_the_old_one(client, sign_in, maya):
    sign_in()
    new = "nine blue teapots"
    form = {"oldpassword": "guess", "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", form).status_code == 422
    maya.refresh_from_db()
    assert maya.check_password(PASSWORD)


def test_a_new_address_counts_once_it_is_confirmed(client, sign_in, maya, sent_mail):
    sign_in()
    ask_for_address(client, "new@example.com")
    maya.refresh_from_db()
    assert (maya.email, maya.address_confirmed) == ("maya@example.com", True)
    assert "confirm that new@example.com is yours" in mail.outbox[-1].body
    client.post(sent_mail.link())
    maya.refresh_from_db()
    assert (maya.email, maya.address_confirmed) == ("new@example.com", True)


@pytest.mark.parametrize("confirmed", [True, False])
def test_the_address_of_somebody_else_cannot_be_taken_over(
    client, sign_in, maya, sent_mail, confirmed
):
    make_user("robin@example.com", confirmed=confirmed)
    sign_in()
    ask_for_address(client, "robin@example.com")
    assert sent_mail
    for message in sent_mail:
        client.post(re.search(r"http://localhost(/\S+)", message.body)[1])
    maya.refresh_from_db()
    assert maya.email == "maya@example.com"


def test_changing_the_address_asks_for_the_password_again(client, sign_in, maya, sent_mail):
    sign_in()
    ask_for_address(client, "new@example.com", password="guess")
    assert not maya.emailaddress_set.filter(email="new@example.com").exists()


def ask_for_address(client, email, password=PASSWORD):
    asked = client.post("/accounts/email/", {"action_add": "1", "email": email})
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    client.post(asked.headers["Location"], {"password": password})


def same(answer, email):
    """The page without what differs for good reason: the typed address, and a token."""
    text = answer.content.decode().replace(email, "ADDRESS")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"', "", text)
