"""Where mail providers report bounces and complaints; anymail knows their formats."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from anymail.exceptions import AnymailError
from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
from anymail.webhooks.base import AnymailBaseWebhookView, AnymailCoreWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

logger = logging.getLogger(__name__)


NONSENSE = (
    AnymailError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


@contextmanager
def refusing_nonsense() -> Iterator[None]:
    """anymail reads what it is sent without looking twice; what does not fit is a 400."""
    try:
        yield
    except NONSENSE as e:
        raise SuspiciousOperation(f"This is no report: {type(e).__name__}") from None


class Careful(AnymailCoreWebhookView):
    def run_validators(self, request: HttpRequest) -> None:
        with refusing_nonsense():
            super().run_validators(request)

    def parse_events(self, request: HttpRequest) -> list[Any]:
        with refusing_nonsense():
            return list(super().parse_events(request))


class AmazonSes(Careful, AmazonSESTrackingWebhookView):
    """Without boto3, which anymail would only need to confirm the subscription by itself."""

    def __init__(self, **kwargs: Any) -> None:
        self.auto_confirm_enabled = False
        AnymailBaseWebhookView.__init__(self, **kwargs)

    def parse_events(self, request: HttpRequest) -> list[Any]:
        events = super().parse_events(request)
        message = self._parse_sns_message(request)
        if message.get("Type") == "SubscriptionConfirmation":
            # A message of Amazon's own, proven by the secret; the token is of no other use.
            words = "To confirm: aws sns confirm-subscription --topic-arn %s --token %s"
            logger.warning(words, message.get("TopicArn"), message.get("Token"))
        return events


class Brevo(Careful, BrevoTrackingWebhookView):
    pass


class Mailgun(Careful, MailgunTrackingWebhookView):
    pass


class Mailjet(Careful, MailjetTrackingWebhookView):
    pass


class Postmark(Careful, PostmarkTrackingWebhookView):
    pass


PROVIDERS = {
    "amazon-ses": AmazonSes.as_view(),
    "brevo": Brevo.as_view(),
    "mailgun": Mailgun.as_view(),
    "mailjet": Mailjet.as_view(),
    "postmark": Postmark.as_view(),
}


@login_not_required
@csrf_exempt
@require_POST
def reports(request: HttpRequest, provider: str) -> HttpResponse:
    """The secret is what session and CSRF token would be; where none is set, nothing is here."""
    if not settings.ANYMAIL["WEBHOOK_SECRET"] or provider not in PROVIDERS:
        raise Http404
    if provider == "mailgun" and not settings.ANYMAIL["MAILGUN_WEBHOOK_SIGNING_KEY"]:
        raise Http404  # it signs what it sends, and unsigned is not enough
    return PROVIDERS[provider](request)
