"""Every form of every page, sent with other people's ids and names, extra fields and nonsense."""

import re
from collections import defaultdict

import pytest
from django.urls import resolve

from tests.security.conftest import address, rolled_back
from tests.security.forms import forms_of
from tests.security.test_every_url import URLS, check_says_nothing_of
from tests.security.urls import Access
from tests.security.world import fingerprint

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NONSENSE = ["\0", "9" * 40]
MORE_NONSENSE = ["x" * 30_000, "-1", "0000-00-00"]
OURS = [url for url in URLS if url.rule.access in (Access.SIGNED_IN, Access.OWNER)]

each = pytest.mark.parametrize("url", OURS, ids=lambda url: url.name)


@pytest.fixture(scope="module")
def tried():
    return defaultdict(set)


@pytest.fixture
def forms(world, tried, request):
    """The forms on Ben's page of a URL that this test has not met on another page."""
    seen = tried[request.function.__name__]

    def find(url, method="post"):
        path = address(world, url, world.ben)
        page = world.as_ben.get(path)
        if page.status_code != 200:
            return
        for form in forms_of(page.content.decode(), path):
            place = resolve(form.action.split("?")[0]).view_name
            key = (form.method, place, *form.names)
            if form.method == method and place != "account_logout" and key not in seen:
                seen.add(key)
                form.fields.pop("csrfmiddlewaretoken", None)
                yield form

    return find


@pytest.fixture
def send(world):
    def send(form, **changed):
        call = getattr(world.as_ben, form.method)
        return call(form.action, {**form.fields, **changed})

    return send


@each
def test_a_form_takes_no_id_of_somebody_else(world, url, forms, send):
    models = {str(row.pk): type(row) for row in world.of[world.ben].values()}
    before = fingerprint(world.ana)
    for form in forms(url):
        for name in form.names:
            values = form.fields.get(name, []) + form.choices.get(name, [])
            wanted = {models[value] for value in values if value in models}
            for row in world.of[world.ana].values():
                if type(row) not in wanted:
                    continue
                with rolled_back():
                    answer = send(form, **{name: [str(row.pk)]})
                    assert answer.status_code < 500, (form.action, name, row)
                    check_says_nothing_of(world.ana, answer)
                    assert fingerprint(world.ana) == before, (form.action, name, row)


@each
def test_a_name_finds_nobody_of_somebody_else(world, url, forms, send):
    """Anything but an error: the database refuses to join two owners, so a find would be a 500."""
    before = fingerprint(world.ana)
    rows = world.of[world.ana]
    for form in forms(url):
        for name in form.typed:
            for text in (rows["contact"].name, rows["organisation"].name, rows["contact"].tags[0]):
                with rolled_back():
                    assert send(form, **{name: text}).status_code < 500, (form.action, name)
                    assert fingerprint(world.ana) == before, (form.action, name)


@each
def test_a_form_cannot_give_a_row_away_or_make_its_sender_staff(world, url, forms, send):
    extra = dict.fromkeys(["owner", "owner_id", "user", "user_id"], world.ana.pk)
    extra |= {"is_staff": "on", "is_superuser": "on", "id": str(world.of[world.ana]["task"].pk)}
    before = fingerprint(world.ana)
    for form in forms(url):
        with rolled_back():
            assert send(form, **extra).status_code < 500, form.action
            world.ben.refresh_from_db()
            assert not (world.ben.is_staff or world.ben.is_superuser), form.action
            assert fingerprint(world.ana) == before, form.action


@each
@pytest.mark.parametrize("method", ["post", "get"])
def test_nonsense_in_a_field_is_no_error_of_ours(url, method, forms, send):
    send_each(NONSENSE, forms(url, method), send)


@pytest.mark.slow
@each
@pytest.mark.parametrize("method", ["post", "get"])
def test_more_nonsense_in_a_field_is_no_error_of_ours(url, method, forms, send):
    send_each(MORE_NONSENSE, forms(url, method), send)


def send_each(texts, forms, send):
    for form in forms:
        for name in form.names:
            for nonsense in texts:
                with rolled_back():
                    answer = send(form, **{name: [nonsense]})
                    assert answer.status_code < 500, (form.action, name, nonsense[:20])


@each
def test_a_field_left_out_is_no_error_of_ours(url, forms, send):
    for form in forms(url):
        whole = form.fields
        for name in whole:
            form.fields = {other: value for other, value in whole.items() if other != name}
            with rolled_back():
                assert send(form).status_code < 500, (form.action, name)


def test_the_forms_are_found(forms):
    """Without this the tests above would pass on pages that they cannot read."""
    found = {(resolve(form.action.split("?")[0]).view_name) for url in OURS for form in forms(url)}
    assert found >= {"settings", "theme", "contacts:new", "tasks:edit", "organisations:edit"}
    assert found >= {"tasks:move", "tasks:done", "tasks:log", "imports:start", "contacts:level"}
