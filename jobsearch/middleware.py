from __future__ import annotations

from collections.abc import Callable
from copy import copy

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

View = Callable[..., HttpResponseBase]


def privacy_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Keep pages about people out of caches, other sites and search engines."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        if not _is_closed_page(request):
            response.headers.setdefault("X-Robots-Tag", "noindex")
        if "no-store" not in response.headers.get("Cache-Control", ""):
            add_never_cache_headers(response)
        if getattr(request, "signed_out", False):
            # What scripts keep (the last address with its search) is for one person.
            response["Clear-Site-Data"] = '"storage"'
        return response

    return respond


def _is_closed_page(request: HttpRequest) -> bool:
    """A page for somebody signed in: a search engine only gets the way to sign in instead of it."""
    match = request.resolver_match
    return bool(
        match and getattr(match.func, "login_required", True) and request.user.is_authenticated
    )


class LoginRequired(LoginRequiredMiddleware):
    """Closed by default. After signing in people come back to a page, never to a POST address."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: View
    ) -> HttpResponseBase:
        if request.headers.get("HX-Request"):
            # A redirect would put the sign-in page into the middle of this one; an error leaves
            # what was typed where it is.
            words = "You were signed out. Sign in to continue."
            return HttpResponse(words, status=401, content_type="text/plain; charset=utf-8")
        if request.method not in ("GET", "HEAD"):
            return redirect(settings.LOGIN_URL)
        return super().handle_no_permission(request, view_func)


class Visits:
    """Notes on which day somebody last opened a page, in one query a day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: View, args: object, kwargs: object
    ) -> None:
        # What a page asks for by itself is no visit: a board may stay open in a window for weeks.
        asked_by_script = request.headers.get("Sec-Fetch-Dest") == "empty"
        if not getattr(view_func, "login_required", True):
            return
        if not request.user.is_authenticated:
            return
        # Without Django's lazy wrapper, through which pages ask a thousand times.
        request.user = copy(request.user)
        if request.method == "POST" or not asked_by_script:
            request.user.was_here(timezone.now())


class InvalidFormStatus:
    """Account forms shown again answer 422, as ours do; after too many tries, 429."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        form = (response.context_data or {}).get("form")
        if response.status_code == 200 and isinstance(form, BaseForm) and form.errors:
            codes = {error.code for field in form.errors.as_data().values() for error in field}
            response.status_code = 429 if "too_many_login_attempts" in codes else 422
        return response
