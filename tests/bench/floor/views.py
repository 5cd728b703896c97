"""Each does the least that does the work: one query for its rows, one plain template."""

from django.contrib.auth import authenticate, login
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import F, Value
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from contacts.models import Interaction
from contacts.models.interactions import InteractionPerson
from contacts.models.organisations import Folded
from tasks.models import Move, Task

ROW = 120  # bytes of one row of page.html, about


@login_not_required
def well(request):
    return HttpResponse("well")


def cards(request):
    """All open tasks with the people they are about, as a list."""
    tasks = request.user.tasks.open().select_related("contact").order_by("position")
    return render(request, "cards.html", {"tasks": tasks})


def move(request, pk):
    """Reads the task, writes its new place and a row of history."""
    with transaction.atomic():
        task = get_object_or_404(request.user.tasks, pk=pk)
        place = request.POST["place"]
        Task.objects.filter(pk=pk).update(position=place, version=F("version") + 1)
        Move.objects.create(
            owner=request.user,
            task=task,
            from_box=task.box,
            from_position=task.position,
            to_box=task.box,
            to_position=place,
            moved_at=timezone.now(),
            key=request.POST["key"],
        )
    return HttpResponse(status=204)


def log(request):
    """Reads the person, writes the entry and who it was with."""
    with transaction.atomic():
        contact = get_object_or_404(request.user.contacts, pk=request.POST["contact"])
        today = timezone.localdate()
        entry = Interaction.objects.create(
            owner=request.user, day=today, kind="conversation", minutes=40
        )
        InteractionPerson.objects.create(owner=request.user, interaction=entry, contact=contact)
    return HttpResponseRedirect("/")


@login_not_required
def sign_in(request):
    """The same password, hashed the same way, and a new session."""
    user = authenticate(request, username=request.POST["login"], password=request.POST["password"])
    login(request, user)
    return HttpResponseRedirect("/")


def search(request):
    """The twenty names most like what was typed, by trigrams."""
    typed = Folded(Value(request.GET["q"]))
    found = request.user.contacts.filter(search_name__trigram_word_similar=typed)[:20]
    return render(request, "page.html", {"rows": found.values_list("pk", "search_name")})


def page(request, size):
    """A page of so many bytes from rows of one query."""
    people = list(request.user.contacts.values_list("pk", "search_name")[:50])
    rows = [people[number % len(people)] for number in range(size // ROW)]
    return render(request, "page.html", {"rows": rows})
