from django.http import HttpRequest

from jobsearch.models import User


class UserRequest(HttpRequest):
    """What every view gets that is not open to the signed-out: somebody is there."""

    user: User
