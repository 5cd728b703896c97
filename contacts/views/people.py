from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.bulk import BulkForm
from contacts.climbing import Climb
from contacts.fields import suggestions
from contacts.filters import PeopleFilterForm
from contacts.forms import ContactForm
from contacts.ladder_forms import LevelForm, SuggestionForm
from contacts.levels import LEVELS
from contacts.listing import Listed
from contacts.models import Contact
from contacts.models.counts import count
from contacts.models.queries import ContactQuerySet
from contacts.timeline import timeline
from contacts.views import bulk
from jobsearch.requests import UserRequest

PEOPLE_A_PAGE = 50
PLACES_SUGGESTED = 300


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: UserRequest) -> HttpResponse:
    """The list; posted to, it changes one thing for everybody ticked in it."""
    now, asked_by_htmx = timezone.now(), "HX-Request" in request.headers
    today, contacts = request.user.today(now), request.user.contacts.all()
    form = PeopleFilterForm(request.GET, tags=[] if asked_by_htmx else contacts.tag_names())
    posted, archived = request.method == "POST", form.show_now == "archived"
    change_form = BulkForm.unsent(archived)
    if posted:
        change_form = BulkForm(request.POST, today=today, archived=archived)
    if change_form.is_valid():
        found = form.people(request.user, today)
        bulk.tell(request, change_form.save(request.user, found, now))
        return redirect(request.get_full_path())
    people = form.to_list(request.user, today)
    pages = Listed(people, request.user, today, PEOPLE_A_PAGE, search=form.search)
    counted = None if asked_by_htmx else count(request.user, today)
    if counted and not form.is_narrowed:
        pages.count = counted.everybody
    page = pages.get_page(request.GET.get("page"))
    context = {"form": form, "change_form": change_form, "page": page, "today": today}
    if counted is None:
        return render(request, "contacts/_people.html", context | {"counts": {}})
    context |= {"counts": counted.lists, "rhythms": counted.rhythms}
    context["has_contacts"] = bool(page.paginator.count) or contacts.exists()
    context["form_errors"] = posted
    return render(request, "contacts/people.html", context, status=422 if posted else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: UserRequest) -> HttpResponse:
    return _form(request, Contact(owner=request.user), cancel=reverse("contacts:list"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: UserRequest, pk: UUID) -> HttpResponse:
    contact = get_object_or_404(_whole(request), pk=pk)
    return _form(request, contact, cancel=contact.get_absolute_url())


def _form(request: UserRequest, contact: Contact, *, cancel: str) -> HttpResponse:
    adding, name = contact._state.adding, contact.name
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        instance=contact,
        initial=_asked_for(request) if adding else None,
        owner=request.user,
        today=request.user.today(timezone.now()),
        cancel=cancel,
    )
    if request.method == "POST" and form.is_valid():
        contact = form.save_person()
        said = "is in your contacts" if adding else "is saved"
        messages.success(request, f"{contact.name} {said}.")
        return redirect(contact)
    context = {
        "form": form,
        "heading": "Add a person" if adding else f"Edit {name}",
        "people": suggestions(request.user.contacts.active()),
        "places": request.user.organisations.order_by("search_name")[:PLACES_SUGGESTED],
    }
    return render(request, "contacts/form.html", context, status=422 if form.is_bound else 200)


def _asked_for(request: UserRequest) -> dict[str, str]:
    """What links to the form of a new person fill in: `?given=Ana&organisation=Northwind`."""
    asked = {"given_name": "given", "family_name": "family", "organisation": "organisation"}
    return {field: request.GET.get(name, "") for field, name in asked.items()}


@require_safe
def contact(request: UserRequest, pk: UUID) -> HttpResponse:
    return _page(request, get_object_or_404(_with_ladder(request), pk=pk))


def _with_ladder(request: UserRequest) -> ContactQuerySet:
    return _whole(request).with_ladder(request.user.today(timezone.now()))


def _whole(request: UserRequest) -> ContactQuerySet:
    return request.user.contacts.select_related("organisation", "met_through")


@require_safe
def names(request: UserRequest) -> HttpResponse:
    """For the fields of a form that name people, once they are looked at."""
    context = {"people": suggestions(request.user.contacts.active())}
    return render(request, "contacts/_names.html", context)


def _page(
    request: UserRequest, contact: Contact, level_form: LevelForm | None = None
) -> HttpResponse:
    today = request.user.today(timezone.now())
    mine = request.GET.get("mine") == "1"
    open_count = vars(contact)["open_tasks"] or 0
    next_task = contact.tasks.open().soonest_first().first() if open_count else None
    names = request.user.level_names
    context = {
        "contact": contact,
        "here": contact.get_absolute_url(),
        "today": today,
        "next_task": next_task,
        "open_count": open_count,
        "climb": Climb(contact, today, everything=request.GET.get("asks") == "all"),
        "level_form": level_form or LevelForm(initial={"level": contact.level}, names=names),
        "form_errors": bool(level_form),
        "older": "older" in request.GET,
        "mine": mine,
        "timeline": timeline(contact, today, mine=mine, older_than=request.GET.get("older", "")),
    }
    return render(request, "contacts/contact.html", context, status=422 if level_form else 200)


@require_POST
def level(request: UserRequest, pk: UUID) -> HttpResponse:
    contact = get_object_or_404(_with_ladder(request), pk=pk)
    form = LevelForm(request.POST, names=request.user.level_names)
    if not form.is_valid():
        return _page(request, contact, form)
    return _set_level(request, contact, form.cleaned_data["level"])


def _set_level(request: UserRequest, contact: Contact, level: int) -> HttpResponse:
    way_back = reverse("contacts:level_back", args=[contact.pk, contact.level])
    contact.set_level(level, request.user.today(timezone.now()))
    words = f"{contact.name}: {contact.level_words.name.lower()}."
    messages.success(request, words, extra_tags=f"undo:{way_back}")
    return redirect(contact)


@require_POST
def level_back(request: UserRequest, pk: UUID, level: int) -> HttpResponse:
    """Takes back a change of the level."""
    contact = get_object_or_404(request.user.contacts, pk=pk)
    if level < len(LEVELS):
        contact.set_level(level)
        messages.success(request, f"Undone. {contact.name}: {contact.level_words.name.lower()}.")
    return redirect(contact)


@require_POST
def suggestion(request: UserRequest, pk: UUID) -> HttpResponse:
    """The level that the log suggests: taken, or not made again."""
    contact = get_object_or_404(request.user.contacts, pk=pk)
    form = SuggestionForm(request.POST)
    if not form.is_valid():
        return redirect(contact)
    contact.answer_suggestion(form.cleaned_data["level"])
    if form.cleaned_data["answer"] == "set":
        return _set_level(request, contact, form.cleaned_data["level"])
    messages.success(request, f"{contact.name} stays: {contact.level_words.name.lower()}.")
    return redirect(contact)


@require_POST
def archive(request: UserRequest, pk: UUID) -> HttpResponse:
    contact = get_object_or_404(request.user.contacts, pk=pk)
    if contact.archived_at is None:
        contact.archive(timezone.now())
    undo = f"undo:{reverse('contacts:bring_back', args=[contact.pk])}"
    messages.success(request, f"{contact.name} is archived.", extra_tags=undo)
    return redirect("contacts:list")


@require_POST
def bring_back(request: UserRequest, pk: UUID) -> HttpResponse:
    contact = get_object_or_404(request.user.contacts, pk=pk)
    contact.bring_back()
    messages.success(request, f"{contact.name} is back in your contacts.")
    return redirect(contact)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: UserRequest, pk: UUID) -> HttpResponse:
    contact = get_object_or_404(request.user.contacts, pk=pk)
    if request.method == "POST":
        contact.delete_for_good()
        messages.success(request, f"{contact.name} is deleted.")
        return redirect("contacts:list")
    together = contact.interactions.count()
    alone = contact.interactions_alone.count()
    context = {
        "contact": contact,
        "promises": contact.promises.count(),
        "asks": contact.asks.count(),
        "keepsakes": contact.keepsakes.count(),
        "alone": alone,
        "shared": together - alone,
        "tasks": contact.tasks.count(),
        "brought": contact.brought.count(),
    }
    return render(request, "contacts/delete.html", context)
