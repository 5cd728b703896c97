"""The embedded mailbox: what is kept, and what its pages show."""

from email.message import EmailMessage

import pytest
from django.urls import set_urlconf

from jobsearch.local.mailbox import keep


@pytest.fixture
def folder(settings, tmp_path):
    settings.ROOT_URLCONF = "jobsearch.local.urls"
    settings.MAILBOX_DIR = str(tmp_path)
    yield tmp_path
    set_urlconf(None)


def mail(subject="Due today", html="<!doctype html><html><head></head><body>Hi</body></html>"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "f@x.de", "Ana <ana@x.de>", subject
    message.set_content("Open http://localhost:8000/f/abc/ <now>")
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def test_mails_are_listed_with_the_newest_first(client, folder):
    keep(folder, mail("First"))
    keep(folder, mail("Zweite Größe"))
    page = client.get("/mailbox/").content.decode()
    assert 0 < page.index("Zweite Größe") < page.index("First")


def test_an_empty_mailbox_says_so(client, folder):
    assert "No mail yet" in client.get("/mailbox/").content.decode()


def test_links_in_the_text_can_be_followed_and_the_rest_is_text(client, folder):
    page = client.get(f"/mailbox/{keep(folder, mail()).stem}/").content.decode()
    assert 'href="http://localhost:8000/f/abc/"' in page
    assert "&lt;now&gt;" in page


def test_the_page_of_a_mail_may_frame_only_this_site(client, folder):
    answer = client.get(f"/mailbox/{keep(folder, mail()).stem}/")
    assert "frame-src 'self'" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_the_html_of_a_mail_can_do_nothing_but_open_links(client, folder):
    path = keep(folder, mail(html="<html><head></head><body><script>x()</script></body></html>"))
    answer = client.get(f"/mailbox/{path.stem}/html/")
    parts = answer["Content-Security-Policy"].split("; ")
    policy = dict(part.split(" ", 1) for part in parts)
    assert policy["default-src"] == "'none'"
    assert policy["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
    assert "script-src" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<html><HEAD a=b><title>", '<html><HEAD a=b><base target="_blank"><title>'),
        ("<html><body>x", '<html><base target="_blank"><body>x'),
        ("plain", 'plain<base target="_blank">'),
    ],
)
def test_links_of_the_html_open_outside_the_frame(client, folder, html, shown):
    path = keep(folder, mail(html=html))
    assert client.get(f"/mailbox/{path.stem}/html/").content.decode().replace("\n", "") == shown


@pytest.mark.parametrize("name", ["x", "0" * 20 + "-00000000", "..%2f..%2fmanage", "a/../b"])
@pytest.mark.parametrize("rest", ["", "html/"])
def test_a_mail_that_is_not_there_is_not_found(client, folder, name, rest):
    assert client.get(f"/mailbox/{name}/{rest}").status_code == 404


def test_a_mail_without_html_has_no_such_page(client, folder):
    path = keep(folder, mail(html=None))
    assert client.get(f"/mailbox/{path.stem}/").status_code == 200
    assert client.get(f"/mailbox/{path.stem}/html/").status_code == 404


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff", b"Subject: =?x?q?y?=\n\nz", b"To: <<<>>\n\n"]
)
def test_what_is_no_proper_mail_is_shown_as_far_as_it_goes(client, folder, content):
    path = keep(folder, content)
    assert client.get("/mailbox/").status_code == 200
    assert client.get(f"/mailbox/{path.stem}/").status_code == 200


def test_there_is_no_mailbox_without_the_launcher(client, settings, db):
    assert settings.ROOT_URLCONF == "jobsearch.urls"
    assert client.get("/mailbox/").status_code == 404


def test_only_the_newest_mails_are_kept(tmp_path):
    for number in range(5):
        keep(tmp_path, b"%d" % number, kept=3)
    kept = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    assert kept == [b"2", b"3", b"4"]
