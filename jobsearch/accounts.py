from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from jobsearch import background
from jobsearch.models import AccountMail, User

security_log = logging.getLogger("foothold.security")


class AccountAdapter(DefaultAccountAdapter):
    """Where the account pages lead to, what they say, and how their mail leaves."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed.",
        "email_password_mismatch": "The e-mail address and the password do not fit together.",
        "email_taken": "This address has an account already. Sign in, or reset your password.",
        "duplicate_email": "This is your address already.",
        "enter_current_password": "This is not your current password.",
        "incorrect_password": "This is not your password.",
        "too_many_login_attempts": "Too many tries. Wait five minutes, or reset your password.",
    }

    def is_safe_url(self, url: str) -> bool:
        """Only this very host; and allauth's own fails on a host that cannot be one."""
        request = context.request
        here = {request.get_host()}
        return url_has_allowed_host_and_scheme(url, here, require_https=request.is_secure())

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("tasks:welcome")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("settings")

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmationHMAC
    ) -> str:
        return _address("account_confirm_email", emailconfirmation.key)

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _address("account_reset_password_from_key", *key.split("-", 1))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        try:
            with transaction.atomic():
                return super().confirm_email(request, email_address)
        except IntegrityError:  # somebody has an account with it, confirmed or not
            template = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, template, {"email": email_address.email})
            return False

    def send_mail(self, template_prefix: str, email: str, values: dict[str, Any]) -> None:
        """By the worker: a slow mail server must not show whether an address has an account."""
        mail = self.render_mail(template_prefix, email, {"email": email, **values})
        html = next((part.content for part in getattr(mail, "alternatives", [])), "")
        AccountMail.objects.create(recipient=email, subject=mail.subject, text=mail.body, html=html)
        transaction.on_commit(background.ring)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        security_log.info("User %s signed in from %s", user.pk, self.get_client_ip(request))

    def logout(self, request: HttpRequest) -> None:
        security_log.info("User %s signed out", request.user.pk)
        super().logout(request)
        # A mark of ours, for the middleware that empties the browser's storage.
        request.signed_out = True  # type: ignore[attr-defined]

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        security_log.warning("A sign-in from %s failed", self.get_client_ip(request))

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        security_log.info("User %s has a new password", user.pk)


def _address(name: str, *args: str) -> str:
    """For mail: never from the request, whose Host header anybody can write."""
    return settings.BASE_URL + reverse(name, args=args)
