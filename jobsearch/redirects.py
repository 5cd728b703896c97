from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest, fallback: str) -> HttpResponseRedirect:
    """To the page the form came from (`next`), if it is one of ours."""
    return HttpResponseRedirect(safe_next(request) or resolve_url(fallback))


def safe_next(request: HttpRequest) -> str:
    # Not redirect(): that takes a single word for the name of a view, and fails.
    address = request.POST.get("next") or request.GET.get("next") or ""
    here = {request.get_host()}
    allowed = url_has_allowed_host_and_scheme(address, here, require_https=request.is_secure())
    return address if allowed else ""
