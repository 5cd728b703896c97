from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contacts.fields import suggestions
from contacts.kinds import Kind
from jobsearch.redirects import back, safe_next
from jobsearch.requests import UserRequest
from tasks.forms import QuickTaskForm, TaskForm
from tasks.models import Task
from tasks.quickadd import NOBODY, Token
from tasks.situation import Situation

PEOPLE_OFFERED = 12


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: UserRequest) -> HttpResponse:
    """A task from one line. Buttons of the preview come back here too, and save nothing."""
    if request.method != "POST":
        return page(request, form_of(request, request.GET))
    if "details" in request.POST:
        return whole_form(request, form_of(request, request.POST))
    if {"preview", "remove", "swap"} & set(request.POST):
        return page(request, form_of(request, corrected(request)))
    form = form_of(request, request.POST)
    if not form.is_valid():
        return page(request, form, failed=True)
    task = form.save()
    details = f": {form.details}" if form.details else ""
    messages.success(request, f"{task.title} is in {task.box.label}{details}.")
    answer = back(request, "tasks:board")
    if answer.url.partition("?")[0] == reverse("tasks:board"):
        answer["Location"] += f"#card-{task.pk}"  # there the focus goes to the new card
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": answer.url})
    return answer


def form_of(request: UserRequest, data: QueryDict) -> QuickTaskForm:
    return QuickTaskForm(data, owner=request.user, today=request.user.today(timezone.now()))


def corrected(request: UserRequest) -> QueryDict:
    """The line after the button of a chip: a token taken back, or the other part chosen."""
    data = request.POST.copy()
    if removed := data.get("remove"):
        data.appendlist("ignore", removed)
    if (part := data.get("swap")) in ("hard", "easy"):
        data["title"] = form_of(request, data).parsed.with_part(part)
    return data


def page(request: UserRequest, quick: QuickTaskForm, *, failed: bool = False) -> HttpResponse:
    """The page of the line; or for a script only what stands under it, or a dialog to open."""
    fragment = "HX-Request" in request.headers
    if not fragment:
        quick.where, quick.auto_id = "page", "page-%s"
    elif request.method != "POST":
        quick.where, quick.auto_id = "dialog", "dialog-%s"
    context = {
        "quick": quick,
        "next": safe_next(request) or reverse("tasks:board"),
        **preview(quick),
        # Only then: asking a form for its errors makes it look for them.
        **({"form": quick} if failed else {}),
    }
    template = "tasks/add.html"
    if fragment:
        posted = request.method == "POST"
        template = "tasks/_quick_preview.html" if posted else "tasks/_quick_dialog.html"
    return render(request, template, context, status=422 if failed else 200)


def preview(quick: QuickTaskForm) -> dict[str, Any]:
    if not quick.text.strip():
        return {"said": None}
    said, task = quick.parsed, quick.task
    details = f": {quick.details}" if quick.details else ""
    who = chooser(quick)
    ask = f" Choose who is meant by {who['name']}." if said.is_ambiguous else ""
    return {
        "said": said,
        "task": task,
        "today": quick.today,
        "debt": Situation(quick.owner, quick.today).debt if task.kind == Kind.EVENT else [],
        **chips(quick),
        **who,
        "spans": json.dumps([span(quick.text, token) for token in said.tokens]),
        "say": f"Goes to {task.box.label}{details}.{ask}",
    }


def chips(quick: QuickTaskForm) -> dict[str, Any]:
    """Who comes first, then what kind of work, then the rest in the order of the line."""
    tokens = quick.parsed.tokens
    one_of_many = bool(quick.offered.candidates)
    return {
        "name_chips": [one for one in tokens if one.sort == "contact" and not one_of_many],
        "kind_token": next((one for one in tokens if one.sort == "kind"), None),
        "chips": [one for one in tokens if one.sort not in ("contact", "kind")],
    }


def chooser(quick: QuickTaskForm) -> dict[str, Any]:
    people, token = quick.offered.candidates, quick.offered.name_token
    if not people or token is None:
        return {"people": ()}
    return {
        "people": people[:PEOPLE_OFFERED],
        "more_people": len(people) > PEOPLE_OFFERED,
        "name": token.text.lstrip("@").strip('"“”'),
        "nobody": NOBODY + token.key,
    }


def span(text: str, token: Token) -> list[int | str]:
    """Where a token stands, counted as scripts count: an emoji is two."""
    start, end = (len(text[:at].encode("utf-16-le")) // 2 for at in (token.start, token.end))
    return [start, end, token.key]


def whole_form(request: UserRequest, quick: QuickTaskForm) -> HttpResponse:
    """The form with every field, holding what was understood; nothing is saved yet."""
    said = quick.parsed
    contact = said.contact and request.user.contacts.get(pk=said.contact.pk)
    decided = quick.given_box or said.urgent is not None or said.important is not None
    initial = {
        "title": said.title[:200],
        "notes": said.title if len(said.title) > 200 else "",
        "kind": said.kind,
        "contact": contact,
        "due_on": said.due_on,
        "estimate": said.minutes,
        "box": quick.task.box if decided else "",
    }
    form = TaskForm(
        initial=initial,
        instance=Task(owner=request.user),
        owner=request.user,
        now=timezone.now(),
        cancel=safe_next(request) or reverse("tasks:board"),
    )
    form.helper.form_action = reverse("tasks:new")
    people = suggestions(request.user.contacts.active())
    context = {"form": form, "heading": "Add a task", "people": people, "today": quick.today}
    return render(request, "tasks/form.html", context)
