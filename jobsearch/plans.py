"""Whose plan a request is about: one's own, or the sample plan that somebody looks around in.

The session says which of them new pages show; pages say of which they are. Everything that a page
of the sample plan sends carries a mark: its forms beside the CSRF token (jobsearch/templatetags/
plans.py), its scripts in the header that brings that token. So what was typed into one's own plan
lands there, also when another window has opened the sample meanwhile, and what is sent from the
sample never lands in one's own plan.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import Error, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from jobsearch.models import User

FIELD, HEADER = "of-plan", "X-Of-Plan"
KEY = "sample"  # of the session: the id of the sample plan that is looked at
LEFT = "left_sample"  # other windows may still show pages of one
SAFE = ("GET", "HEAD", "OPTIONS")
# Pages about the person and not about a plan.
OWN = ("/accounts/", "/settings/", "/admin/", "/sample/")
# What brings in or sends out something; in the sample plan there is nothing of that.
NOT_IN_SAMPLE = ("imports:", "tasks:try_address", "tasks:review_share")
MIRRORED = ("theme", "shortcuts_on", "time_zone")
DIGITS = 18

GONE = "The sample plan is gone. This is your own plan, and nothing in it was changed."
EARLIER = "That page was of a sample plan before this one. Nothing was changed."
OUTSIDE = "You have left the sample plan in another window. Nothing was changed."
BACK = "You are back in your own plan."
NOT_HERE = "This page is not in the sample plan. It may be in your own."
WAS_THERE = "This page is not in your own plan. It may be one of the sample plan."
REFUSED = "This works in your own plan only. Nothing is brought in here, mailed or shared."


def step_in(request: HttpRequest, sample: User) -> None:
    request.session[KEY] = sample.pk


def step_out(request: HttpRequest) -> None:
    if request.session.pop(KEY, None) is not None:
        request.session[LEFT] = True


def sample_looked_at(request: HttpRequest) -> User | None:
    return _sample_of(request.user, request.session.get(KEY))


class MarkedToken(SafeString):
    """A CSRF token that knows of which plan its page is, wherever a template hands it on."""

    mark = ""


def marked_token(request: HttpRequest) -> dict[str, Any]:
    """For templates: what is sent with the token of such a page carries the mark as well."""
    user = getattr(request, "user", None)
    if user is None or getattr(user, "sample_of_id", None) is None:
        return {}
    token = MarkedToken(get_token(request))
    token.mark = str(user.pk)
    return {"csrf_token": token}


class SamplePlan:
    """Makes `request.user` the user of the sample plan for what is about it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.sample = None  # type: ignore[attr-defined]
        response = self.get_response(request)
        if response.status_code == 404 and _is_click(request) and _is_about_a_row(request):
            return _explained(request) or response
        return response

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        args: object,
        kwargs: object,
    ) -> HttpResponse | None:
        closed = getattr(view_func, "login_required", True)
        if not closed or not request.user.is_authenticated:
            return None
        if request.path.startswith(OWN):
            if KEY in request.session:
                request.sample = sample_looked_at(request)  # type: ignore[attr-defined]
            return None
        if mark := _mark(request):
            return self._from_the_sample(request, mark)
        if KEY not in request.session:
            return None
        if request.method not in SAFE:  # from a page of one's own
            step_out(request)
            messages.info(request, BACK)
            return None
        return self._shown(request) if _is_click(request) else None

    def _from_the_sample(self, request: HttpRequest, mark: str) -> HttpResponse | None:
        sample = _sample_of(request.user, mark)
        changes = request.method not in SAFE
        if sample is None:
            return _gone(request)
        if changes and request.session.get(KEY) != sample.pk:
            return _over(request, OUTSIDE)
        return self._enter(request, sample)

    def _shown(self, request: HttpRequest) -> HttpResponse | None:
        if sample := sample_looked_at(request):
            return self._enter(request, sample)
        gone = _gone(request)
        return None if request.path == gone["Location"] else gone

    def _enter(self, request: HttpRequest, sample: User) -> HttpResponse | None:
        for name in MIRRORED:
            setattr(sample, name, getattr(request.user, name))
        request.user = request.sample = sample  # type: ignore[attr-defined]
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith(NOT_IN_SAMPLE):
            return _over(request, REFUSED)
        if request.method not in SAFE and sample.last_seen_on is None:
            # From now on it is somebody's, and not made anew by itself.
            User.objects.filter(pk=sample.pk).update(last_seen_on=sample.today(timezone.now()))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The plan may go while somebody else's window still writes to it."""
        sample = getattr(request, "sample", None)
        if sample is None or request.user != sample:
            return None
        if not isinstance(exception, Error | ObjectDoesNotExist):
            return None
        with transaction.atomic():  # whoever removes it holds this row until it is gone
            User.objects.select_for_update(no_key=True).get(pk=sample.sample_of_id)
            there = User.objects.filter(pk=sample.pk).exists()
        return None if there else _gone(request)


def _sample_of(owner: User, mark: object) -> User | None:
    text = str(mark)
    if not (text.isascii() and text.isdecimal() and len(text) <= DIGITS):
        return None
    return User.objects.filter(sample_of=owner, pk=int(text)).first()


def _mark(request: HttpRequest) -> str:
    return request.headers.get(HEADER) or request.POST.get(FIELD) or ""


def _is_click(request: HttpRequest) -> bool:
    """A page that somebody goes to, and nothing that one asks for by itself."""
    asked_by_script = request.headers.get("Sec-Fetch-Dest") == "empty"
    return not asked_by_script and "HX-Request" not in request.headers


def _over(request: HttpRequest, words: str) -> HttpResponse:
    """Back to Today with one sentence; scripts go there by themselves when something was sent."""
    if not _is_click(request) and request.method in SAFE:
        return HttpResponse(words, status=409, content_type="text/plain; charset=utf-8")
    messages.error(request, words)
    if _is_click(request):
        return redirect("tasks:today")
    return HttpResponse(status=409, headers={"HX-Redirect": reverse("tasks:today")})


def _gone(request: HttpRequest) -> HttpResponse:
    """Not there any more; unless another one is by now, the session is of one's own plan again."""
    if sample_looked_at(request):
        return _over(request, EARLIER)
    step_out(request)
    return _over(request, GONE)


def _is_about_a_row(request: HttpRequest) -> bool:
    match = request.resolver_match
    return bool(match and any(isinstance(value, UUID) for value in match.kwargs.values()))


def _explained(request: HttpRequest) -> HttpResponse | None:
    """What to say instead of "not found" where the page is one of the other plan."""
    if request.method not in ("GET", "HEAD") or not request.user.is_authenticated:
        return None
    if getattr(request, "sample", None):
        return _over(request, NOT_HERE)
    return _over(request, WAS_THERE) if request.session.get(LEFT) else None
