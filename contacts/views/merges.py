"""Making one of two people, or of two organisations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts import merging, twins
from contacts.filters import SearchForm
from contacts.merge_forms import OtherForm, PairForm
from contacts.models import Contact, Organisation
from contacts.uniting import facts_of, united
from jobsearch.models import User
from jobsearch.requests import UserRequest

SHOWN = 30
ALIKE = 10
FOR_GOOD = date.max
NOT_THE_SAME = "not-the-same"  # about two of them: what was answered to the suggestion
ONE_ALREADY = "They are one already."


@dataclass(frozen=True)
class Likely:
    """Two that may be the same, the one who is there longer first."""

    first: Contact | Organisation
    second: Contact | Organisation
    why: str


@require_safe
def same(request: UserRequest) -> HttpResponse:
    user = request.user
    people, more_people = _same_people(user)
    organisations, more_organisations = _same_organisations(user)
    context = {
        "people": people,
        "organisations": organisations,
        "more": more_people + more_organisations,
        "merges": user.merges.standing().newest_first()[:ALIKE],
    }
    return render(request, "contacts/same.html", context)


def _same_people(user: User) -> tuple[list[Likely], int]:
    rows = user.contacts.order_by("created_at", "pk").values_list(
        "pk", "search_name", "emails", "profile_key"
    )
    pairs = twins.same_people(twins.Listed(*row) for row in rows)
    return _likely(user, user.contacts.select_related("organisation"), pairs)


def _same_organisations(user: User) -> tuple[list[Likely], int]:
    rows = user.organisations.order_by("created_at", "pk").values_list("pk", "name")
    return _likely(user, user.organisations.all(), twins.same_organisations(rows))


def _likely(user: User, rows: Any, pairs: list[twins.Pair]) -> tuple[list[Likely], int]:
    """The first few, and how many more there are."""
    apart = user.dismissals.filter(what=NOT_THE_SAME).values_list("about", flat=True)
    left = twins.once_each(pairs, without=apart)
    shown = left[:SHOWN]
    found = rows.in_bulk({pk for pair in shown for pk in (pair.first, pair.second)})
    likely = [Likely(found[pair.first], found[pair.second], pair.why) for pair in shown]
    return likely, len(left) - len(shown)


@require_POST
def not_the_same(request: UserRequest) -> HttpResponse:
    form = PairForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose the two again.")
        return redirect("contacts:same")
    key = twins.pair_key(form.cleaned_data["one"], form.cleaned_data["other"])
    request.user.dismissals.dismiss(request.user, NOT_THE_SAME, key, FOR_GOOD)
    messages.success(request, "They stay two.")
    return redirect("contacts:same")


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: UserRequest, pk: UUID) -> HttpResponse:
    rows = request.user.contacts.select_related("organisation", "met_through", "owner")
    return _merge(request, rows, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def organisations(request: UserRequest, pk: UUID) -> HttpResponse:
    return _merge(request, request.user.organisations.select_related("owner"), pk)


def _merge(request: UserRequest, rows: Any, pk: UUID) -> HttpResponse:
    """Choose the other one; look at the two side by side; then the button."""
    kept = rows.filter(pk=pk).first()
    if kept is None:
        return _one_already(request, rows, pk)
    form = OtherForm(request.POST if request.method == "POST" else request.GET)
    chosen = form.cleaned_data["other"] if form.is_valid() else None
    if chosen is None or chosen == pk:
        if chosen or request.method == "POST":
            messages.error(request, f"Choose who is the same as {kept.name}: another one.")
        return _choose(request, rows, kept)
    other = rows.filter(pk=chosen).first()
    if other is None:
        return _one_already(request, rows, chosen)
    if request.method == "POST":
        return _made_one(request, rows, kept, other)
    context = {
        "kept": kept,
        "columns": [
            ("This one stays", kept, facts_of(kept)),
            ("This one goes into it", other, facts_of(other)),
        ],
        "other": other,
        "after": facts_of(united(kept, other)),
        "swapped": f"{_address(other)}?other={kept.pk}",
        "is_person": isinstance(kept, Contact),
    }
    return render(request, "contacts/merge.html", context)


def _address(row: Contact | Organisation) -> str:
    name = "contacts:merge" if isinstance(row, Contact) else "organisations:merge"
    return reverse(name, args=[row.pk])


def _made_one(request: UserRequest, rows: Any, kept: Any, other: Any) -> HttpResponse:
    done = merging.merge(kept, other, timezone.now())
    if done is None:  # another window was quicker
        return _one_already(request, rows, other.pk)
    words = f"{other.name} and {kept.name} are one now."
    way_back = f"undo:{reverse('contacts:unmerge', args=[done.pk])}"
    messages.success(request, words, extra_tags=way_back)
    return redirect(kept)


def _one_already(request: UserRequest, rows: Any, pk: UUID) -> HttpResponse:
    """To whoever the one of this id is now; a 404 if there never was one."""
    now = request.user.merges.now_of(request.user, pk)
    row = rows.filter(pk=now or pk).first()
    if row is None:
        raise Http404
    messages.success(request, ONE_ALREADY)
    return redirect(row)


def _choose(request: UserRequest, rows: Any, kept: Any) -> HttpResponse:
    form = SearchForm(request.GET)
    is_person, sought = isinstance(kept, Contact), form.text or _sought(kept)
    others = rows.exclude(pk=kept.pk)
    others = others.search(sought, request.user) if is_person else others.search(sought)
    context = {
        "kept": kept,
        "form": form,
        "others": others[:ALIKE],
        "is_person": is_person,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "contacts/merge_choose.html", context, status=status)


def _sought(kept: Contact | Organisation) -> str:
    return kept.name if isinstance(kept, Contact) else twins.bare_name(kept.name)


@require_POST
def undo(request: UserRequest, pk: UUID) -> HttpResponse:
    merge = get_object_or_404(request.user.merges, pk=pk)
    try:
        gone = merging.undo(merge, timezone.now())
    except merging.NotUndone as why:
        messages.error(request, str(why))
        return redirect("contacts:same")
    messages.success(request, f"Undone. {gone.name} is listed again.")
    return redirect(gone)
