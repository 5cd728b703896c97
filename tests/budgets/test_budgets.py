"""No page may take more statements than its line here says, nor a tenth more bytes on the wire.

A page that is over: look at what it asks and at what its template draws twice, and make it less.
Where it gives people more than before, raise its line by as much, in the same change; where it has
become less, lower it. Bytes are those of the compressed answer; times are no business of a test.
"""

from typing import NamedTuple

import pytest
from django.test import Client

from tests.bench import sizes
from tests.budgets.asking import asked
from tests.budgets.rows import TODAY, WEEK, World, grow, somebody

ROWS = 30
DAY = WEEK.first


class Page(NamedTuple):
    """What it takes now, and where it is."""

    queries: int
    bytes: int
    address: str
    form: dict | None = None

    @property
    def most_bytes(self):
        """A tenth more; and up to a hundred that Django adds by chance, against BREACH."""
        return self.bytes * 11 // 10 + 100


PAGES = {
    "Today": Page(8, 7_950, "/"),
    "what fits next": Page(4, 5_950, "/today/fits-next/"),
    "what is waited for": Page(4, 4_550, "/today/waiting/"),
    "board": Page(12, 11_250, "/board/"),
    "contacts": Page(9, 6_850, "/contacts/"),
    "contacts, as typed": Page(10, 6_800, "/contacts/?q=person"),
    "a contact": Page(15, 12_050, "/contacts/{contact}/"),
    "mails about a contact": Page(7, 3_050, "/mails/about/{contact}/"),
    "a new contact": Page(5, 5_400, "/contacts/new/"),
    "who can help": Page(16, 6_400, "/contacts/who/"),
    "who knows": Page(8, 4_400, "/contacts/told/"),
    "listed twice": Page(10, 4_700, "/contacts/same/"),
    "organisations": Page(5, 7_000, "/organisations/"),
    "an organisation": Page(11, 5_800, "/organisations/{place}/"),
    "a task": Page(10, 4_650, "/tasks/{task}/"),
    "a new task": Page(5, 5_150, "/tasks/new/"),
    "tasks that are done": Page(5, 5_450, "/tasks/finished/"),
    "quick add": Page(3, 3_250, "/tasks/add/"),
    "quick add, preview": Page(
        3, 600, "/tasks/add/", {"title": "Email Person 3 !urgent 30m fri", "preview": "1"}
    ),
    "a card moved": Page(7, 850, "/tasks/{task}/move/", {"box": "2", "key": "a-move"}),
    "log": Page(5, 5_450, "/log/"),
    "log, of one person": Page(5, 5_400, "/log/?contact={contact}"),
    "kept": Page(5, 4_950, "/kept/"),
    "search": Page(8, 4_000, "/search/?q=person"),
    "import": Page(4, 4_900, "/import/"),
    "import, to choose from": Page(7, 4_800, "/import/{batch}/"),
    "import, how far it is": Page(4, 3_500, "/import/{wanted}/"),
    "review": Page(8, 8_150, "/review/"),
    "review, eight weeks": Page(8, 8_150, "/review/?weeks=8"),
    "review, tidy": Page(9, 6_700, f"/review/{DAY}/tidy/"),
    "review, choose": Page(14, 6_900, f"/review/{DAY}/choose/"),
    "review, close": Page(5, 3_800, f"/review/{DAY}/close/"),
    "review, closed": Page(12, 7_850, f"/review/{WEEK.previous.first}/"),
    "review, all numbers": Page(13, 5_150, f"/review/{DAY}/numbers/"),
    "review, named": Page(4, 6_450, f"/review/{DAY}/named/"),
    "review, sharing it": Page(20, 7_850, f"/review/{DAY}/share/"),
    "year": Page(8, 4_300, "/review/year/2026/"),
    "targets": Page(3, 3_850, "/review/targets/"),
    "mails": Page(7, 3_500, "/mails/"),
    "settings": Page(11, 12_000, "/settings/"),
    "settings, rhythm": Page(4, 3_800, "/settings/rhythm/"),
    "settings, ladder": Page(4, 6_450, "/settings/ladder/"),
    "settings, findings": Page(3, 5_000, "/settings/findings/"),
    "help": Page(3, 6_300, "/help/"),
    "the method": Page(4, 16_000, "/help/method/"),
}
SIGNED_OUT = {
    "sign-in": Page(0, 2_450, "/accounts/login/"),
    "sign-up": Page(0, 8_350, "/accounts/signup/"),
}
BOARDS = {
    60: Page(10, 11_000, "/board/"),
    200: Page(10, 22_200, "/board/"),
}


def within(client, page, address, **headers):
    taken = asked(client, address, page.form, **headers)
    assert taken.status == 200
    statements = "\n".join(sql[:150] for sql in taken.statements)
    assert taken.queries <= page.queries, (
        f"{address} takes {taken.queries} queries and may take {page.queries}: ask for less, "
        f"or raise its line in tests/budgets/test_budgets.py.\n{statements}"
    )
    assert taken.bytes <= page.most_bytes, (
        f"{address} is {taken.bytes} bytes on the wire and may be {page.most_bytes}: draw less, "
        "or raise its line in tests/budgets/test_budgets.py."
    )


def signed_in(user):
    client = Client()
    client.force_login(user)
    client.get("/help/keys/")  # the first page of a day writes down the visit
    return client


def test_no_page_of_a_busy_person_takes_more_than_it_may(db, subtests):
    world = grow(World(somebody()), ROWS)
    client = signed_in(world.user)
    keys = {
        "contact": world.contact.pk,
        "place": world.place.pk,
        "task": world.task.pk,
        "batch": world.batch.pk,
        "wanted": world.wanted.pk,
    }
    for name, page in PAGES.items():
        with subtests.test(name):
            headers = {"HX-Request": "true"} if page.form else {}
            within(client, page, page.address.format(**keys), **headers)


def test_a_week_under_three_hours_with_findings_takes_no_more_than_another(db):
    """It names what was done, too."""
    world = grow(World(somebody()), ROWS)
    world.user.interactions.update(minutes=1)
    world.user.tasks.filter(completed_on__isnull=False).update(minutes_spent=1)
    client = signed_in(world.user)
    page = client.get("/review/").content.decode()
    assert "Not enough to say yet" in page and "One small change" in page
    within(client, Page(10, 9_000, "/review/"), "/review/")


@pytest.mark.parametrize("cards", BOARDS)
def test_no_board_takes_more_than_it_may(db, cards):
    size = sizes.Size(50, cards, 50, open_tasks=cards, days=60)
    user = sizes.fill(sizes.person("maya@example.com"), size, TODAY)
    within(signed_in(user), BOARDS[cards], "/board/")


@pytest.mark.parametrize("name", SIGNED_OUT)
def test_no_page_of_a_stranger_takes_more_than_it_may(db, name):
    within(Client(), SIGNED_OUT[name], SIGNED_OUT[name].address)
