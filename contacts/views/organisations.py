from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from contacts.filters import SearchForm
from contacts.forms import OrganisationForm
from contacts.models import Organisation
from jobsearch.requests import UserRequest

A_PAGE = 50


@require_safe
def organisations(request: UserRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    found = request.user.organisations.listed()
    if text := form.text:
        found = found.search(text)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/organisations.html", {"form": form, "page": page})


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
    known = place.contacts.active().in_order("level")
    context = {
        "organisation": place,
        "page": Paginator(known, A_PAGE).get_page(request.GET.get("page")),
        "archived": place.contacts.archived().count(),
        "today": request.user.today(timezone.now()),
    }
    return render(request, "organisations/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: UserRequest, pk: UUID) -> HttpResponse:
    place = get_object_or_404(request.user.organisations, pk=pk)
    if request.method == "POST":
        place.delete()
        messages.success(
            request, f"{place.name} is deleted. The people are still in your contacts."
        )
        return redirect("organisations:list")
    context = {"organisation": place, "people": place.contacts.count()}
    return render(request, "organisations/delete.html", context)
