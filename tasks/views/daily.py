"""What Today offers to do with one button."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from contacts.boxes import Box
from jobsearch.redirects import back
from tasks.daily import looking_urgent, moved_words
from tasks.models.board import Stale


@require_POST
def urgent(request: HttpRequest) -> HttpResponse:
    """Moves the cards that were shown as looking urgent, as far as they still do."""
    now = timezone.now()
    today = request.user.today(now)
    shown = set(request.POST.getlist("task"))
    cards = looking_urgent(request.user.tasks.for_today(today), today, request.user.urgency_days)
    moved: list[Box] = []
    # The first one last, so that it ends up on top.
    for task in (card.task for card in reversed(cards) if str(card.task.pk) in shown):
        box, key = task.urgent_box, f"urgent:{task.pk}:{task.version}"
        try:
            task.move_to(box, after=None, version=task.version, key=key, now=now)
        except Stale:
            continue  # another window was faster
        moved.append(box)
    messages.success(request, moved_words(moved))
    return back(request, "tasks:today")
