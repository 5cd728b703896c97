"""What the search page and the command menu find, and what they offer to do."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import F
from django.urls import reverse

from contacts.boxes import Box
from contacts.folding import fold
from contacts.models import Contact, Organisation
from jobsearch.models import User
from tasks.models import Task

# The first word of "log ana", "go board", "add call ben" says what is wanted.
VERBS = ("add", "log", "go")
FINISHED = 3


@dataclass(frozen=True)
class Result:
    name: str
    url: str
    icon: str = ""
    about: str = ""
    box: Box | None = None
    keys: str = ""
    # Pages and acts may be remembered by the browser; people and tasks are never.
    is_page: bool = False


@dataclass(frozen=True)
class Group:
    name: str
    results: list[Result]


@dataclass(frozen=True)
class Page:
    name: str
    url_name: str
    icon: str
    words: str = ""
    keys: str = ""

    def result(self) -> Result:
        url = reverse(self.url_name)
        return Result(self.name, url, self.icon, keys=self.keys, is_page=True)


PAGES = [
    Page("Today", "tasks:today", "sun", "home start", "G T"),
    Page("Board", "tasks:board", "grid", "matrix urgent important tasks", "G B"),
    Page("Contacts", "contacts:list", "people", "people network", "G C"),
    Page("Weekly review", "tasks:review", "bars", "hours balance week", "G R"),
    Page("Settings", "settings", "sliders", "theme dark reminders e-mail account keyboard zone"),
    Page("Help", "help", "help", "questions support"),
    Page("Who can help me now", "contacts:who", "people", "ask ladder introduction referral"),
    Page("What I look for", "contacts:told", "people", "told know looking text copy"),
    Page("How often to be in touch", "settings_rhythm", "clock", "rhythm cadence holidays days"),
    Page("Keys", "keys", "help", "keyboard shortcuts", "?"),
    Page("Organisations", "organisations:list", "people", "companies employers targets"),
    Page("What you kept", "tasks:kept", "keep", "keepsakes links notes bookmarks"),
    Page("Listed twice", "contacts:same", "people", "duplicates doubles merge same person"),
    Page("Levels and asks", "settings_ladder", "sliders", "ladder rungs names trust"),
    Page("Finished tasks", "tasks:finished", "check", "done history"),
    Page("How Foothold counts", "method", "help", "method levels kinds"),
]
ACTS = [
    Page("Add a task", "tasks:add", "plus", "new", "N"),
    Page("Log something", "tasks:log", "check", "interaction happened met wrote"),
    Page("Add a contact", "contacts:new", "people", "new person people"),
    Page("Keep a link or a note", "tasks:keep", "keep", "new bookmark save this"),
    Page("I got the job", "tasks:job", "gift", "offer accepted hired news tell thank everybody"),
    Page("Import people", "imports:start", "upload", "linkedin csv file bring contacts"),
]


def find(user: User, typed: str, most: int) -> list[Group]:
    """What fits the text, the likeliest group first; what to begin with if there is none."""
    if not typed:
        return [_group("Do", ACTS), _group("Go to", PAGES)]
    verb, text = split_verb(typed)
    people = _people(user, text, most)
    pages = _pages(text)
    acts = Group(
        "Do",
        [
            *_acts_on(text if verb == "add" else typed, people, text if verb == "log" else ""),
            *_fitting(ACTS, typed),
        ],
    )
    groups = [
        Group("People", [_person(contact) for contact in people]),
        Group("Organisations", _places(user, text, most)),
        Group("Tasks", _tasks(user, text, most)),
        Group("Go to", pages),
        Group("Kept", _kept(user, text, most)),
        acts,
    ]
    if verb == "go" or _names_a_page(text, pages, people):
        groups.insert(0, groups.pop(3))
    elif verb:
        groups.insert(0, groups.pop())
    return [group for group in groups if group.results]


def split_verb(typed: str) -> tuple[str, str]:
    """("log", "ana") for "log ana"; ("", "logbook") for "logbook"."""
    verb, _, rest = typed.partition(" ")
    verb, rest = verb.lower(), rest.strip()
    if verb in VERBS and rest:
        return verb, rest.removeprefix("to ") if verb == "go" else rest
    return "", typed


def _group(name: str, pages: list[Page]) -> Group:
    return Group(name, [page.result() for page in pages])


def _people(user: User, text: str, most: int) -> list[Contact]:
    found = user.contacts.search(text, user).select_related("organisation")
    in_use_first = F("archived_at").desc(nulls_first=True)
    # mypy does not follow search() to its annotation.
    best_first = found.order_by(in_use_first, "-closeness", "search_name", "pk")  # type: ignore[misc]
    return list(best_first[:most])


def _person(contact: Contact) -> Result:
    place = contact.organisation.name if contact.organisation else ""
    words = [contact.role, place, "archived" if contact.archived_at else ""]
    about = ", ".join(filter(None, words)) or "Contact"
    return Result(contact.name, contact.get_absolute_url(), "people", about)


def _places(user: User, text: str, most: int) -> list[Result]:
    return [_place(one) for one in user.organisations.best_found(text)[:most]]


def _place(organisation: Organisation) -> Result:
    about = "Where you would like to work" if organisation.is_target else "Organisation"
    return Result(organisation.name, organisation.get_absolute_url(), "flag", about)


def _tasks(user: User, text: str, most: int) -> list[Result]:
    tasks = user.tasks.select_related("contact")
    open_now = tasks.open().annotate(closed_at=F("completed_at")).search(text)[:most]
    found = open_now.union(tasks.finished().search(text)[:FINISHED], all=True)
    return [_task(task) for task in sorted(found, key=lambda task: not task.is_open)]


def _task(task: Task) -> Result:
    where = task.box.label if task.is_open else "Let go" if task.dropped_at else "Done"
    about = f"{where}, with {task.contact.name}" if task.contact else where
    icon = "" if task.is_open else "check"
    box = task.box if task.is_open else None
    return Result(task.title, task.get_absolute_url(), icon, about, box)


def _kept(user: User, text: str, most: int) -> list[Result]:
    found = user.keepsakes.search(text).with_what()[:most]
    return [
        Result(
            one.title,
            one.get_absolute_url(),
            "keep",
            f"With {one.about}" if one.about else "Link" if one.link else "Note",
        )
        for one in found
    ]


def _pages(text: str) -> list[Result]:
    return [*_fitting(PAGES, text), *_boxes(text)]


def _fitting(pages: list[Page], text: str) -> list[Result]:
    return [page.result() for page in pages if _fits(text, f"{page.name} {page.words}")]


def _boxes(text: str) -> list[Result]:
    board = reverse("tasks:board")
    return [
        Result(box.label, f"{board}#box-{box.value}", about=box.hint, box=box, is_page=True)
        for box in Box
        if _fits(text, f"{box.label} {box.hint} box {box.value}")
    ]


def _fits(text: str, words: str) -> bool:
    """Each word of the text begins one of the words."""
    there = fold(words).replace(",", " ").split()
    return all(any(word.startswith(sought) for word in there) for sought in fold(text).split())


def _names_a_page(text: str, pages: list[Result], people: list[Contact]) -> bool:
    begin = fold(text)
    if any(person.search_name.startswith(begin) for person in people):
        return False
    return any(fold(page.name).startswith(begin) for page in pages)


def _acts_on(text: str, people: list[Contact], line: str) -> list[Result]:
    acts = []
    if people and not people[0].archived_at:
        log = f"{reverse('tasks:log')}?{urlencode({'contact': people[0].pk})}"
        acts.append(Result(f"Log something with {people[0].name}", log, "check"))
    if line:
        url = f"{reverse('tasks:log')}?{urlencode({'line': line})}"
        # A name alone asks for the form with them, more words tell what happened.
        is_name = any(_fits(line, person.name) for person in people)
        acts.insert(len(acts) if is_name else 0, Result(f"Log: “{line}”", url, "check"))
    task = f"{reverse('tasks:add')}?{urlencode({'title': text})}"
    given, _, family = text.partition(" ")
    contact = f"{reverse('contacts:new')}?{urlencode({'given': given, 'family': family.strip()})}"
    return [
        *acts,
        Result(f"Add a task: “{text}”", task, "plus"),
        Result(f"Add a contact: “{text}”", contact, "people"),
    ]
