"""Celery entry points of the account pages."""

from smtplib import SMTPException

from celery import shared_task
from django.core.mail import EmailMultiAlternatives


@shared_task(
    name="jobsearch.send_account_mail",
    autoretry_for=(OSError, SMTPException),
    retry_backoff=5,
    retry_backoff_max=300,
    max_retries=8,
)
def send_account_mail(recipient: str, subject: str, text: str, html: str = "") -> None:
    """Twice does no harm here: the links in it work once."""
    headers = {"Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(subject, text, to=[recipient], headers=headers)
    if html:
        mail.attach_alternative(html, "text/html")
    mail.send()
