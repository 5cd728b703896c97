import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from contacts.boxes import Box
from contacts.kinds import Kind
from contacts.models import Interaction
from jobsearch.local.process import wait_for
from tasks.reminders.suppression import suppress
from tests.browser import chromium
from tests.browser.complaints import Complaints
from tests.factories import make_contact, make_mail, make_organisation, make_task, make_user

expect.set_options(timeout=15_000)  # a slow machine may take its time; a quick one does not wait
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
LONG = "Donaudampfschifffahrtsgesellschaftskapitän " * 4


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    switches = [
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
    ]
    if os.geteuid() == 0:
        switches.append("--no-sandbox")
    path = chromium.find()
    return {**browser_type_launch_args, "executable_path": path, "args": switches}


@pytest.fixture
def complaints():
    """Console errors and breaches of the content security policy; a test fails for any."""
    found = Complaints()
    yield found
    found.check()


@pytest.fixture
def open_page(browser, live_server, complaints):
    """Opens a window: open_page(ana), open_page(ana, NARROW, color_scheme="dark"), open_page()."""
    contexts = []

    def open_one(user=None, viewport=WIDE, *, color_scheme="light", **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport,
            color_scheme=color_scheme,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        if user:
            sign_in(context, user, live_server.url)
        page = context.new_page()
        complaints.listen_to(page)
        return page

    yield open_one
    for context in contexts:
        for page in context.pages:
            expect(page.locator("body[data-saving]")).to_have_count(0, timeout=15_000)
        context.close()
    assert wait_for(nobody_else_asks, 10), "the server is still busy"


def nobody_else_asks():
    """No answer is under way: emptying the tables would wait for it, and it for us."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        return cursor.fetchone()[0] == 0


@pytest.fixture
def page(open_page, ana):
    """A wide, light window in which Ana is signed in."""
    return open_page(ana)


# The narrow dark look each time, in which most goes wrong; all four in make test-all.
LOOKS = [
    "390 dark",
    pytest.param("1280 light", marks=pytest.mark.slow),
    pytest.param("1280 dark", marks=pytest.mark.slow),
    pytest.param("390 light", marks=pytest.mark.slow),
]


@pytest.fixture(params=LOOKS)
def each_look(request):
    """Runs a test at both widths in both themes: open_page(ana, **each_look)."""
    width, scheme = request.param.split()
    return {"viewport": WIDE if width == "1280" else NARROW, "color_scheme": scheme}


@pytest.fixture
def busy(db):
    """Somebody in the middle of a search, with a long name in every place."""
    user = make_user("maya@example.com", name="Maya", confirmed=False)
    now = timezone.now()
    today = user.today(now)
    place = make_organisation(user, LONG[:190], is_target=True)
    for n in range(3):
        person = make_contact(
            user,
            LONG[:100] if n == 0 else f"Person {n}",
            family_name="Wiśniewski",
            organisation=place,
            role=LONG[:150],
            emails=["somebody@example.com"],
            tags=["design", "Lisbon"],
            level=n,
        )
        for weeks in range(9):
            entry = Interaction.objects.create(
                owner=user,
                day=today - timedelta(days=7 * weeks + n),
                minutes=30 + 20 * n,
                kind=[Kind.EVENT, Kind.CONVERSATION, Kind.FOLLOWED_UP][n],
                channel=["group", "call", "email"][n],
                direction="from" if weeks == 1 else "to",
                notes=LONG if weeks == 0 else "",
            )
            entry.set_people([person])
        for box in Box:
            make_task(
                user,
                LONG[:190] if n == 0 else f"Task {n}",
                box=box,
                contact=person if n != 2 else None,
                due_on=today + timedelta(days=n - 1),
                estimate=15,
            )
    for _ in range(3):
        make_task(user, "Apply", kind=Kind.APPLICATION).complete(now)
    make_task(user, "Dropped").drop(now)
    for state, reason in (("sent", ""), ("failed", f"refused: 550 5.7.1 {LONG}"[:200])):
        mail = make_mail(user.tasks.open().exclude(contact=None).first(), state, reason=reason)
        for outcome in ("later", "refused"):
            mail.history.create(
                owner=user, at=now, phase="rcpt", outcome=outcome, detail=LONG, worker="w"
            )
    suppress(user.email, "bounced", LONG, now)
    return user


@pytest.fixture
def axe():
    def check(page):
        """Fails with what axe finds, in words."""
        page.wait_for_load_state()  # what is still read would be half a page
        # Evaluated, not added as a script: the page's policy would rightly refuse that.
        page.evaluate(AXE)
        options = {"runOnly": {"type": "tag", "values": TAGS}}
        result = page.evaluate("options => axe.run(document, options)", options)
        assert describe(result["violations"]) == []

    return check


def describe(violations):
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['html'][:200]}"
        for violation in violations
        for node in violation["nodes"]
    ]


def sign_in(context, user, url):
    from django.test import Client

    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
