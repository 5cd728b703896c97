"""Changing several people at once from their list, and taking it back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from contacts.bulk import RestForm
from contacts.models import Change
from jobsearch.redirects import back
from jobsearch.requests import UserRequest

What = Change.What


def tell(request: HttpRequest, change: Change | None, who: str = "") -> None:
    """What was done, and for whom, with the button that takes it back."""
    if change is None:
        messages.info(request, "Nothing was changed: that is how it was already.")
        return
    undo = f"undo:{reverse('contacts:change_undo', args=[change.pk])}"
    messages.success(
        request, f"{who or people_words(change.count)}: {words(change)}.", extra_tags=undo
    )


def people_words(count: int) -> str:
    return "One person" if count == 1 else f"{count:,} people"


def words(change: Change) -> str:
    after = change.after
    day = f"{after:%A} {after.day} {after:%B %Y}" if isinstance(after, date) else ""
    rhythm = {None: "the rhythm of their level", 0: "no rhythm", 1: "in touch every day"}
    said = {
        What.RHYTHM: rhythm.get(after, f"in touch every {after} days"),
        What.REST: f"resting until {day}" if after else "resting no longer",
        What.QUIET: "not to be contacted" if after else "may be contacted again",
        What.TOLD: f"told what you look for, {day}",
        What.ARCHIVE: "archived" if after else "back in your contacts",
        What.TAG: f"tagged {after}",
        What.UNTAG: f"no longer tagged {after}",
    }
    return said[What(change.what)]


@require_POST
def rest(request: UserRequest, pk: UUID) -> HttpResponse:
    """One tap: nothing proposes them for a while, or they are back from their rest."""
    contact = get_object_or_404(request.user.contacts, pk=pk)
    now = timezone.now()
    form = RestForm(request.POST, today=request.user.today(now))
    if form.is_valid():
        alone = request.user.contacts.filter(pk=contact.pk)
        until = form.cleaned_data["until"]
        tell(request, Change.objects.make(request.user, alone, What.REST, until, now), contact.name)
    else:
        messages.error(request, "Choose a day that is still to come.")
    return back(request, contact.get_absolute_url())


@require_POST
def undo(request: UserRequest, pk: UUID) -> HttpResponse:
    change = get_object_or_404(request.user.changes, pk=pk)
    returned = change.take_back(timezone.now())
    if returned:
        many = "One person is" if returned == 1 else f"{returned:,} people are"
        messages.success(request, f"Undone. {many} as before.", extra_tags="undone")
    else:
        messages.info(request, "Nothing was taken back: it has changed since.")
    return back(request, "contacts:list")
