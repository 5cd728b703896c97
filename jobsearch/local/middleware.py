import os
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def say_which_instance(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Lets the launcher tell its own web server from another program on the same port."""
    instance = os.environ.get("FOOTHOLD_INSTANCE", "")

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["X-Foothold-Instance"] = instance
        return response

    return respond
