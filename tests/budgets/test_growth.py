"""Every page with a list asks the database as often for 110 rows as for 10.

A page that fails asks once for each row: fetch what its template shows together, with
`select_related`, `prefetch_related` or an annotation. A new page with a list needs a line here.
"""

from django.contrib.contenttypes.models import ContentType

from tasks.models import OutboundEmail
from tests.budgets.asking import asked
from tests.budgets.rows import WEEK, World, grow, somebody

FEW, MANY = 10, 110
DAY, BEFORE, LAST = WEEK.first, WEEK.previous.previous.first, WEEK.previous.first
PAGES = {
    "Today": "/",
    "what fits next": "/today/fits-next/",
    "what is waited for": "/today/waiting/",
    "board": "/board/",
    "board, networking": "/board/?kind=networking",
    "board, other work": "/board/?kind=other",
    "board, this week": "/board/?date=week",
    "board, of one person": "/board/?contact={contact}",
    "board, put off": "/board/?put_off=on",
    "Do first, by hand": "/board/do-first/",
    "tasks that are done": "/tasks/finished/",
    "a task": "/tasks/{task}/",
    "a task, moving it": "/tasks/{task}/move/",
    "choosing three": "/tasks/{task}/today/",
    "interview things": "/ready/",
    "changing a task": "/tasks/{task}/edit/",
    "quick add": "/tasks/add/?title=Meet+Person+3+fri+30m",
    "contacts": "/contacts/",
    **{
        f"contacts, {show}": f"/contacts/?show={show}"
        for show in (
            "touch",
            "waiting",
            "cold",
            "targets",
            "silent",
            "dormant",
            "never",
            "resting",
            "archived",
        )
    },
    # Of fifty found, or more, it asks less: who only resembles the text is not looked for.
    "contacts, searched": "/contacts/?q=person+1",
    "contacts, by a tag": "/contacts/?tag=design",
    "contacts, most recent first": "/contacts/?sort=recent",
    "a contact": "/contacts/{contact}/",
    "mails about a contact": "/mails/about/{contact}/",
    "a contact, all asks": "/contacts/{contact}/?asks=all",
    "a contact, older log": "/contacts/{contact}/?older=",
    "changing a contact": "/contacts/{contact}/edit/",
    "deleting a contact": "/contacts/{contact}/delete/",
    "making a contact one with another": "/contacts/{contact}/merge/?other={other}",
    "finding the other one": "/contacts/{contact}/merge/",
    "listed twice": "/contacts/same/",
    # "Who can help" looks in rounds until it has found enough: tests/contacts/test_who.py.
    "who knows": "/contacts/told/",
    "got the job": "/got-the-job/",
    "organisations": "/organisations/",
    "an organisation": "/organisations/{place}/",
    "changing an organisation": "/organisations/{place}/edit/",
    "deleting an organisation": "/organisations/{place}/delete/",
    "making an organisation one with another": "/organisations/{place}/merge/",
    "log": "/log/",
    "log, of one person": "/log/?contact={contact}",
    "log, one line": "/log/?line=coffee with Person 1 and Person 2",
    "changing an entry": "/log/{entry}/edit/",
    "an ask": "/asks/{ask}/",
    "writing an ask": "/asks/new/?contact={contact}&rung=7",
    "a promise": "/promises/{promise}/",
    "kept": "/kept/",
    "keeping": "/kept/add/?contact={contact}",
    "search": "/search/?q=person",
    "search, of tasks": "/search/?q=open",
    "import": "/import/",
    "import, to choose from": "/import/{batch}/",
    "import, taken back": "/import/{undone}/",
    "review": "/review/",
    "review, closed": f"/review/{LAST}/",
    "review, closed before": f"/review/{BEFORE}/",
    "review, tidy": f"/review/{DAY}/tidy/",
    "review, choose": f"/review/{DAY}/choose/",
    "review, close": f"/review/{DAY}/close/",
    "review, all numbers": f"/review/{DAY}/numbers/",
    "review, named": f"/review/{DAY}/named/",
    "review, sharing it": f"/review/{DAY}/share/?titles=on",
    "year": "/review/year/2026/",
    "all weeks as CSV": "/review/measures.csv",
    "mails": "/mails/",
    "settings": "/settings/",
    "settings, ladder": "/settings/ladder/",
    "admin, users": "/admin/jobsearch/user/",
    "admin, mails": "/admin/tasks/outboundemail/",
    "admin, a mail": "/admin/tasks/outboundemail/{mail}/change/",
    "admin, imports": "/admin/contacts/contactimport/",
}


def keys(world):
    user = world.user
    ContentType.objects.get_for_model(OutboundEmail)  # or the first page of the admin asks for it
    return {
        "contact": world.contact.pk,
        "other": user.contacts.get(given_name="Person 1").pk,
        "place": world.place.pk,
        "task": world.task.pk,
        "entry": world.contact.interactions.first().pk,
        "ask": user.asks.filter(outcome="").first().pk,
        "promise": user.promises.first().pk,
        "batch": world.batch.pk,
        "undone": world.undone.pk,
        "mail": user.outboundemails.first().pk,
    }


def test_a_page_asks_as_often_for_many_rows_as_for_few(db, client, subtests):
    user = somebody(is_staff=True, is_superuser=True)
    world = grow(World(user), FEW)
    client.force_login(user)
    client.get("/help/keys/")  # the first page of a day writes down the visit
    rows = keys(world)
    addresses = {name: address.format(**rows) for name, address in PAGES.items()}
    few = {name: asked(client, address) for name, address in addresses.items()}
    grow(world, MANY)
    addresses["import, to choose from"] = f"/import/{world.batch.pk}/"
    for name, address in addresses.items():
        with subtests.test(name):
            many = asked(client, address)
            assert (few[name].status, many.status) == (200, 200)
            assert many.queries == few[name].queries, (
                f"{address}: {few[name].queries} queries for {FEW} rows, {many.queries} for "
                f"{MANY}. Asked once more:\n{many.more_than(few[name])}\n"
                f"Asked before:\n{few[name].more_than(many)}"
            )
