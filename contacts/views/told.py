"""What the user is looking for, in their own words, and who has heard it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from contacts.models import Change
from contacts.models.queries import IN_TOUCH
from contacts.ties import TOLD_LATELY
from contacts.views.bulk import tell
from jobsearch.models import User
from jobsearch.redirects import back
from jobsearch.requests import UserRequest

ENOUGH = 3  # people, to say a share of them
A_PAGE = 25
KNOWERS_SHOWN = 50


class LookingForForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["looking_for"]
        labels = {"looking_for": "What I am looking for"}
        widgets = {"looking_for": forms.Textarea(attrs={"rows": 4, "class": "form-control"})}
        help_texts = {
            "looking_for": "Three lines are enough: the work, the kind of place, and what would "
            "help now."
        }


@require_http_methods(["GET", "HEAD", "POST"])
def told(request: UserRequest) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = LookingForForm(posted, instance=request.user)
    if posted is not None and form.is_valid():
        request.user.save(update_fields=["looking_for"])
        messages.success(request, "Your words are saved.")
        return redirect("contacts:told")
    today = request.user.today(timezone.now())
    since = today - TOLD_LATELY
    people = request.user.contacts.active().select_related("organisation")
    page = Paginator(people.to_be_told(since, today), A_PAGE).get_page(request.GET.get("page"))
    knowers = people.filter(told_on__gte=since).order_by("-told_on", "search_name", "pk")
    helpers = people.who_would_help(today).count()
    context = {
        "form": form,
        "page": page,
        "knowers": knowers[:KNOWERS_SHOWN],
        "knower_count": knowers.count(),
        "helpers": helpers,
        "know": helpers - page.paginator.count,
        "is_enough": helpers >= ENOUGH,
        "in_touch": IN_TOUCH,
        "days": TOLD_LATELY.days,
        "today": today,
    }
    return render(request, "contacts/told.html", context, status=200 if posted is None else 422)


@require_POST
def told_today(request: UserRequest, pk: UUID) -> HttpResponse:
    contact = get_object_or_404(request.user.contacts, pk=pk)
    now = timezone.now()
    alone = request.user.contacts.filter(pk=contact.pk)
    today = request.user.today(now)
    tell(
        request,
        Change.objects.make(request.user, alone, Change.What.TOLD, today, now),
        contact.name,
    )
    return back(request, "contacts:told")
