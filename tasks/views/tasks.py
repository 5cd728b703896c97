from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.boxes import Box
from contacts.fields import suggestions
from contacts.kinds import Kind
from contacts.models import Promise
from jobsearch.redirects import back, safe_next
from tasks import undo
from tasks.forms import LaterForm, TaskDoneForm, TaskForm
from tasks.forms.answers import AnswerByForm
from tasks.models import Task
from tasks.views.changes import changed, conflict

FINISHED_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    initial = {
        "title": request.GET.get("title", "")[:200],
        "box": request.GET.get("box") if request.GET.get("box") in Box.values else "",
        "contact": contact_asked_for(request),
        "kind": request.GET.get("kind") if request.GET.get("kind") in Kind.values else "",
        "due_on": request.GET.get("due_on", "")[:10],
        "is_promise": request.GET.get("kind") == Kind.KEPT_PROMISE,
    }
    return task_form(request, Task(owner=request.user), initial, "Add a task", "tasks:board")


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    tasks = request.user.tasks.select_related("contact__organisation")
    if request.method == "POST":  # from the look at its version until it is saved
        tasks = tasks.select_for_update(of=("self",), no_key=True)
    task = get_object_or_404(tasks, pk=pk)
    reminder = getattr(task, "reminder", None)
    initial = {"contact": task.contact}
    if reminder and reminder.next_local_date:
        initial |= {"remind_on": reminder.next_local_date, "remind_time": reminder.wall_time}
    return task_form(request, task, initial, "Change the task", task.get_absolute_url())


def task_form(
    request: HttpRequest, task: Task, initial: dict, heading: str, cancel: str
) -> HttpResponse:
    form = TaskForm(
        request.POST if request.method == "POST" else None,
        instance=task,
        initial=initial,
        owner=request.user,
        now=timezone.now(),
        cancel=safe_next(request) or (cancel if cancel.startswith("/") else reverse(cancel)),
    )
    if request.method == "POST" and form.is_valid():
        saved = form.save_to_board()
        messages.success(request, f"{saved.title} is saved, in {saved.box.label}.")
        return back(request, cancel)
    context = {
        "form": form,
        "heading": heading,
        "today": form.owner.today(form.now),
        "people": suggestions(request.user.contacts.active()),
    }
    return render(request, "tasks/form.html", context, status=422 if form.is_bound else 200)


def contact_asked_for(request: HttpRequest) -> object:
    """The contact named in the address (`?contact=`), if it is one of the user's."""
    try:
        pk = UUID(request.GET.get("contact", ""))
    except ValueError:
        return None
    return request.user.contacts.select_related("organisation").filter(pk=pk).first()


@require_safe
def task(request: HttpRequest, pk: UUID) -> HttpResponse:
    return task_page(request, pk)


def task_page(
    request: HttpRequest,
    pk: UUID,
    *,
    done_form: TaskDoneForm | None = None,
    answer_form: AnswerByForm | None = None,
) -> HttpResponse:
    """With a form that was sent and is to be looked at again, or with new ones."""
    found = get_object_or_404(
        request.user.tasks.select_related(
            "contact__organisation", "interaction", "reminder", "promise"
        ),
        pk=pk,
    )
    now = timezone.now()
    today = request.user.today(now)
    context = {
        "task": found,
        "today": today,
        "fit": found.ask.fit(today) if found.ask and not found.ask.made_on else None,
        "following": None if found.is_open or not found.repeat else found.following,
        "moves": found.moves.order_by("-moved_at")[:10],
        "done_form": done_form
        or TaskDoneForm(
            today=today,
            interview=found.is_interview,
            initial={
                "day": today,
                "minutes": found.minutes_to_log(now),
                "answer_by": found.answer_by,
            },
        ),
        "answer_form": answer_form
        or AnswerByForm(today=today, initial={"answer_by": found.answer_by}),
        "form_errors": bool(done_form or answer_form),
    }
    status = 422 if context["form_errors"] else 200
    return render(request, "tasks/task.html", context, status=status)


@require_POST
def done(request: HttpRequest, pk: UUID) -> HttpResponse:
    task = get_object_or_404(request.user.tasks.select_related("contact"), pk=pk)
    today = request.user.today(timezone.now())
    form = TaskDoneForm(request.POST, today=today, interview=task.is_interview)
    if not form.is_valid():
        return task_page(request, pk, done_form=form)
    data = form.cleaned_data
    if task.is_open and task.is_interview and "answer_by" in request.POST:
        task.answer_by = data["answer_by"]
        task.save(update_fields=["answer_by", "updated_at"])
    task.complete(timezone.now(), day=data["day"], minutes=data["minutes"])
    task.refresh_from_db()
    if not task.completed_at:
        return conflict(request, task, f"{task.title} was closed already.")
    words = f"{task.title} is done.{task.next_words(form.today)}"
    return closed(request, task, words)


@require_http_methods(["GET", "HEAD", "POST"])
def later(request: HttpRequest, pk: UUID) -> HttpResponse:
    task = get_object_or_404(request.user.tasks.open().select_related("contact"), pk=pk)
    today = request.user.today(timezone.now())
    in_dialog = "HX-Request" in request.headers
    cancel = "" if in_dialog else safe_next(request) or reverse("tasks:today")
    form = LaterForm(request.POST if request.method == "POST" else None, today=today, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        before, day = task.plan, form.day()
        task.plan_for(day)
        words = f"{task.title}: {day:%A} {day.day} {day:%B}."
        way_back = undo.of_plan(task, before)
        return changed(request, task, words=words, undo=way_back, fallback="tasks:today")
    context = {"task": task, "form": form, "today": today, "next": safe_next(request)}
    form.helper.form_action = request.get_full_path()
    template = "tasks/_later_form.html" if in_dialog else "tasks/later.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


@require_POST
def plan_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Takes back a change of date."""
    task = get_object_or_404(request.user.tasks, pk=pk)
    if not undo.plan_back(request.GET.get("before", ""), task):
        return conflict(request, task, f"{task.title} has changed since. Nothing was taken back.")
    day = f"on {task.due_on:%A} {task.due_on.day} {task.due_on:%B}" if task.due_on else "undated"
    return changed(request, task, words=f"Undone. {task.title} is {day} again.", undo="undone")


@require_POST
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    task = get_object_or_404(request.user.tasks.select_related("promise"), pk=pk)
    if task.is_open and task.promise and task.promise.is_open:
        return promise_first(request, task.promise)
    task.drop(timezone.now())
    task.refresh_from_db()
    if not task.dropped_at:
        return conflict(request, task, f"{task.title} was closed already.")
    words = f"You let {task.title} go.{task.next_words(request.user.today(timezone.now()))}"
    return closed(request, task, words)


def promise_first(request: HttpRequest, promise: Promise) -> HttpResponse:
    """To the question what becomes of the promise; its answer lets the task go."""
    address = reverse("tasks:promise_ending", args=[promise.pk])
    asks = f"{address}?{urlencode({'next': safe_next(request)})}"
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": asks})
    return HttpResponseRedirect(asks)


def closed(request: HttpRequest, task: Task, words: str) -> HttpResponse:
    """With the next one of a series, if there is one."""
    both = [task, task.following] if task.repeat else [task]
    shown = [one for one in both if one]
    return changed(request, *shown, words=words, undo=undo.of_closing(task), done=True)


@require_POST
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    task = get_object_or_404(request.user.tasks, pk=pk)
    both = [task]
    if not task.is_open:
        both += [task.following] if task.following else []  # gone now, if nobody touched it
        task.reopen()
    words = f"Undone. {task.title} is back in {task.box.label}."
    return changed(request, *both, words=words, undo="undone", done=True)


@require_safe
def finished(request: HttpRequest) -> HttpResponse:
    tasks = request.user.tasks.finished().select_related("contact", "interaction")
    page = Paginator(tasks, FINISHED_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "tasks/finished.html",
        {"page": page, "today": request.user.today(timezone.now())},
    )
