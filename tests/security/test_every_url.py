"""Every URL of the project, as every sort of visitor, with every method."""

import re

import pytest
from django.core import mail

from tests.security.conftest import address, rolled_back
from tests.security.urls import NAMESPACES, TABLE, Access, every_url
from tests.security.world import SECRET, canary, fingerprint

SAFE = ("GET", "HEAD", "OPTIONS")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
METHODS = SAFE + UNSAFE
URLS = [url for url in every_url() if url.rule]
OF_ONE = [url for url in URLS if url.rule.access == Access.OWNER]
CLOSED = [url for url in URLS if url.rule.access not in (Access.PUBLIC, Access.TOKEN)]
NOT_THERE = (404, 405)


def each(urls):
    return pytest.mark.parametrize("url", urls, ids=lambda url: url.name)


def test_somebody_decided_who_may_open_each_url():
    assert [url.name for url in every_url() if url.rule is None] == []


def test_the_table_names_no_url_that_is_gone():
    names = {url.name for url in every_url()}
    assert [name for name in TABLE if name not in names] == []
    assert {name.split(":")[0] for name in names} >= set(NAMESPACES)


@each(CLOSED)
def test_the_signed_out_are_sent_to_sign_in(world, url):
    before = fingerprint()
    for method in METHODS:
        answer = world.anonymous.generic(method, address(world, url, world.ana))
        refused = answer.status_code in NOT_THERE
        assert refused or answer.headers["Location"].startswith(SIGN_IN), method
        assert answer.headers["X-Robots-Tag"] == "noindex"
        check_says_nothing_of(world.ana, answer)
    assert fingerprint() == before


@each(CLOSED)
def test_a_fragment_for_the_signed_out_is_refused(world, url):
    answer = world.anonymous.get(address(world, url, world.ana), headers={"HX-Request": "true"})
    assert answer.status_code in (401, *NOT_THERE) or url.rule.access == Access.STAFF
    check_says_nothing_of(world.ana, answer)


@each(OF_ONE)
def test_for_a_stranger_what_belongs_to_somebody_is_not_there(world, url):
    before = fingerprint()
    path = address(world, url, world.ana)
    for method in METHODS:
        for headers in ({}, {"HX-Request": "true"}):
            for client in (world.as_ben, world.as_sam):
                answer = client.generic(method, path, headers=headers)
                assert answer.status_code in NOT_THERE, (method, headers)
                check_says_nothing_of(world.ana, answer)
    assert fingerprint() == before


@each(OF_ONE)
def test_its_owner_finds_it_and_a_missing_one_looks_like_somebody_elses(world, url):
    """Without this the test above would pass for a URL that answers 404 to everybody."""
    path = address(world, url, world.ana)
    missing = path.replace(str(world.of[world.ana][url.rule.arguments["pk"]].pk), MISSING)
    found = []
    for method in ("GET", "POST"):
        with rolled_back():
            found.append(world.as_ana.generic(method, path).status_code not in NOT_THERE)
        strange, gone = world.as_ben.generic(method, path), world.as_ben.generic(method, missing)
        assert (strange.status_code, words(strange)) == (gone.status_code, words(gone))
    assert any(found)


@each([url for url in URLS if url.rule.access == Access.SIGNED_IN])
def test_what_everybody_has_of_their_own_holds_nothing_of_somebody_else(world, url):
    path = address(world, url, world.ben)
    ids = {name: str(row.pk) for name, row in world.of[world.ana].items()}
    for extra in ({}, ids, {"q": SECRET.rstrip("-")}, {"people": ids["contact"]}):
        for method in METHODS:
            with rolled_back():
                answer = world.as_ben.generic(method, path, query_params=extra)
                assert answer.status_code < 500, (method, extra)
                check_says_nothing_of(world.ana, answer)


@each([url for url in URLS if url.rule.access == Access.STAFF])
def test_the_pages_for_staff_are_for_staff(world, url):
    before = fingerprint()
    for method in METHODS:
        answer = world.as_ben.generic(method, address(world, url, world.ana))
        refused = answer.status_code in (403, *NOT_THERE)
        assert refused or answer.headers["Location"].startswith("/admin/"), method
        check_says_nothing_of(world.ana, answer)
    assert fingerprint() == before


@each([url for url in URLS if url.rule.access == Access.STAFF])
def test_staff_see_nothing_that_somebody_wrote(world, url):
    for method in ("GET", "POST"):
        with rolled_back():
            answer = world.as_sam.generic(method, address(world, url, world.ana))
            assert answer.status_code < 500
            assert canary(world.ana) not in everything(answer)


@each(URLS)
def test_nothing_that_anybody_sends_is_an_error_of_ours(world, url):
    for method in METHODS:
        for client in (world.anonymous, visitor(world, url)):
            with rolled_back():
                answer = client.generic(method, address(world, url, world.ana))
                assert answer.status_code < 500, (method, answer.status_code)


@each(URLS)
def test_looking_changes_nothing(world, url):
    before = fingerprint()
    for client in (world.anonymous, visitor(world, url)):
        for method in SAFE * 2:
            client.generic(method, address(world, url, world.ana))
    assert fingerprint() == before
    assert mail.outbox == []


@each([url for url in URLS if url.rule.access not in (Access.TOKEN, Access.SECRET)])
def test_a_form_of_another_site_is_refused(world, url):
    before = fingerprint()
    for method in UNSAFE:
        answer = world.strict.generic(method, address(world, url, world.sam))
        assert answer.status_code == 403, method
    assert fingerprint() == before


@each([url for url in URLS if url.rule.access == Access.TOKEN])
def test_a_mail_link_signs_nobody_in_and_needs_its_signature(world, url):
    path = address(world, url, world.ana)
    for method in METHODS:
        with rolled_back():
            answer = world.anonymous.generic(method, path)
            assert "session" not in answer.cookies
    before = fingerprint()
    for method in METHODS:
        answer = world.anonymous.generic(method, re.sub(r"^/([fsu])/", r"/\1/x", path))
        assert answer.status_code in NOT_THERE
        check_says_nothing_of(world.ana, answer)
    assert fingerprint() == before


@each(CLOSED)
def test_no_page_of_somebody_signed_in_is_kept_by_a_cache(world, url):
    answer = world.as_ana.get(address(world, url, world.ana))
    assert "no-store" in answer.headers["Cache-Control"]


@each([url for url in URLS if url not in CLOSED])
def test_what_anybody_may_open_is_kept_out_of_search_engines(world, url):
    for client in (world.anonymous, world.as_ana):
        with rolled_back():
            answer = client.get(address(world, url, world.ana))
            assert answer.headers["X-Robots-Tag"] == "noindex"


SIGN_IN = ("/accounts/login/", "/admin/login/")
MISSING = "00000000-0000-4000-8000-000000000000"


def visitor(world, url):
    """Whoever sees most of it."""
    return world.as_sam if url.rule.access == Access.STAFF else world.as_ana


def everything(answer):
    body = b"".join(answer) if answer.streaming else answer.content
    headers = " ".join(f"{name}: {value}" for name, value in answer.items())
    mails = " ".join(str(message.message()) for message in mail.outbox)
    return f"{body.decode(errors='replace')} {headers} {mails}"


def words(answer):
    return answer.content.decode().split("</head>")[-1].replace(MISSING, "")


def check_says_nothing_of(person, answer):
    said = everything(answer)
    assert canary(person) not in said
    assert person.email not in said
