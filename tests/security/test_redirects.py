"""Whoever sends somebody a link to Foothold cannot make it lead anywhere else."""

from urllib.parse import urlsplit

import pytest

from tests.factories import make_user
from tests.security.conftest import address, rolled_back
from tests.security.test_every_form import OURS
from tests.security.test_every_url import URLS

PAYLOADS = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example/",
    "///evil.example/",
    "////evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "\\/evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\t//evil.example/",
    " //evil.example/",
    "\r\n//evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example/",
    "HTTPS://EVIL.EXAMPLE/",
    "http:\\\\evil.example/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//testserver@evil.example/",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "https://evil.example#testserver",
    "https://evil.example\\@testserver/",
    "//evil.example%2F@testserver/",
    "http://[::1]evil.example/",
    "//[evil",
    "ftp://testserver/",
    "/help/\r\nLocation: https://evil.example/",
    "nothing",
    "x" * 5_000,
]


# What `jobsearch.redirects` makes of each is seen on one page; that a page asks it, with these few.
FEW = ["https://evil.example/", "//evil.example/", "/\\evil.example/"]
each_few = pytest.mark.parametrize(
    "payloads", [FEW, pytest.param(PAYLOADS, marks=pytest.mark.slow)], ids=["few", "all"]
)


def leads_away(answer):
    """Judged as a browser does: it strips blanks, drops tabs and takes \\ for /."""
    location = answer.headers.get("Location", "").strip()
    location = "".join(c for c in location if c not in "\t\r\n").replace("\\", "/")
    parts = urlsplit(location)
    return parts.scheme not in ("", "http", "https") or parts.netloc not in ("", "testserver")


@each_few
@pytest.mark.parametrize("url", URLS, ids=lambda url: url.name)
def test_next_leads_nowhere_else(world, url, payloads):
    path = address(world, url, world.ana)
    for client in (world.as_ana, world.anonymous):
        for call in (
            lambda client, value: client.get(path, {"next": value}),
            lambda client, value: client.post(path, {"next": value}),
            lambda client, value: client.post(path + "?next=/help/", {"next": value}),
        ):
            with rolled_back():
                followed = "/help/" in call(client, "/help/").headers.get("Location", "")
            for payload in payloads if followed else FEW:
                with rolled_back():
                    answer = call(client, payload)
                assert answer.status_code < 500, payload
                assert not leads_away(answer), (payload, answer.headers["Location"])


@pytest.mark.parametrize("payload", PAYLOADS)
def test_signing_in_leads_nowhere_else(client, db, payload):
    make_user("maya@example.com", password="seven green kettles")
    form = {"login": "maya@example.com", "password": "seven green kettles", "next": payload}
    answer = client.post("/accounts/login/", form)
    assert answer.status_code == 302
    assert not leads_away(answer), answer.headers["Location"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_choosing_a_theme_leads_nowhere_else(as_ana, payload):
    answer = as_ana.post("/settings/theme/", {"theme": "dark", "next": payload})
    assert answer.status_code == 302
    assert not leads_away(answer), answer.headers["Location"]


@pytest.mark.parametrize("payload", ["/board/?kind=other", "/contacts/", "/review/2026-11-23/"])
def test_next_leads_to_our_own_pages(as_ana, payload):
    answer = as_ana.post("/settings/theme/", {"theme": "dark", "next": payload})
    assert answer.headers["Location"] == payload


def test_some_pages_do_follow_next(world):
    """Without this the walk above would have nothing to follow."""
    assert OURS
    with rolled_back():
        answer = world.as_ana.post("/settings/theme/", {"theme": "dark", "next": "/help/"})
    assert answer.headers["Location"] == "/help/"
