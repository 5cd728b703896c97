from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contacts.filters import SearchForm
from jobsearch.requests import UserRequest
from tasks.search import find

IN_THE_MENU = 5
ON_THE_PAGE = 20


@require_safe
def search(request: UserRequest) -> HttpResponse:
    text = " ".join(SearchForm(request.GET).text.split())
    if request.headers.get("HX-Request"):
        groups = find(request.user, text, IN_THE_MENU)
        return render(request, "search/_options.html", {"groups": groups, "text": text})
    groups = find(request.user, text, ON_THE_PAGE)
    found = any(group.name != "Do" for group in groups)
    context = {"groups": groups, "text": text, "found": found}
    return render(request, "search/search.html", context)
