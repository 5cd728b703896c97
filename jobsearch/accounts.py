from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):
    """Where signing up and in leads to."""

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("tasks:welcome")
