from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.acquainted import acquainted_with
from contacts.filters import SearchForm
from contacts.forms import OrganisationForm
from contacts.models import Organisation
from contacts.models.queries import ADVOCATE_LEVEL
from contacts.rating import RatingForm
from jobsearch.redirects import safe_next
from jobsearch.requests import UserRequest

A_PAGE = 50
TASKS = 20


@require_safe
def organisations(request: UserRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    found = request.user.organisations.listed()
    if text := form.text:
        found = found.search(text)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/organisations.html", {"form": form, "page": page})


@require_POST
def rate(request: UserRequest, pk: UUID) -> HttpResponse:
    """How much it is wanted and what is open there, from the list."""
    place = get_object_or_404(request.user.organisations, pk=pk)
    form = RatingForm(request.POST, instance=place)
    if not form.is_valid():
        context = {"form": form, "heading": f"Edit {place.name}"}
        return render(request, "organisations/form.html", context, status=422)
    form.save_rating()
    messages.success(request, f"{place.name} is saved.")
    if "HX-Request" in request.headers:
        context = {"organisation": request.user.organisations.listed().get(pk=pk), "swap": True}
        return render(request, "organisations/_rated.html", context)
    return HttpResponseRedirect(f"{safe_next(request) or reverse('organisations:list')}#o-{pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: UserRequest) -> HttpResponse:
    return _form(request, Organisation(owner=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: UserRequest, pk: UUID) -> HttpResponse:
    return _form(request, get_object_or_404(request.user.organisations, pk=pk))


def _form(request: UserRequest, organisation: Organisation) -> HttpResponse:
    heading = "Add an organisation" if organisation._state.adding else f"Edit {organisation.name}"
    form = OrganisationForm(
        request.POST if request.method == "POST" else None,
        instance=organisation,
        owner=request.user,
    )
    if request.method == "POST" and form.is_valid() and (saved := form.save_changes()):
        messages.success(request, f"{saved.name} is saved.")
        return redirect(saved)
    context = {"form": form, "heading": heading}
    status = 422 if form.is_bound else 200
    return render(request, "organisations/form.html", context, status=status)


@require_safe
def organisation(request: UserRequest, pk: UUID) -> HttpResponse:
    place = get_object_or_404(request.user.organisations, pk=pk)
    page = Paginator(
        place.contacts.active().in_order("level").select_related("owner"), A_PAGE
    ).get_page(request.GET.get("page"))
    with_them = Q(contact__organisation=place) | Q(contact=None, title=place.find_somebody)
    tasks = request.user.tasks.open().filter(with_them).select_related("contact")
    open_tasks = list(tasks.soonest_first()[:TASKS])
    context = {
        "organisation": place,
        "page": page,
        "advocate": next((one for one in page if one.level >= ADVOCATE_LEVEL), None),
        "archived": place.contacts.archived().count(),
        "acquainted": acquainted_with(place),
        "tasks": open_tasks,
        "is_looking": any(task.title == place.find_somebody for task in open_tasks),
        "today": request.user.today(timezone.now()),
    }
    return render(request, "organisations/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: UserRequest, pk: UUID) -> HttpResponse:
    place = get_object_or_404(request.user.organisations, pk=pk)
    if request.method == "POST":
        place.delete_for_good()
        messages.success(
            request, f"{place.name} is deleted. The people are still in your contacts."
        )
        return redirect("organisations:list")
    context = {
        "organisation": place,
        "people": place.contacts.count(),
        "keepsakes": place.keepsakes.count(),
    }
    return render(request, "organisations/delete.html", context)
