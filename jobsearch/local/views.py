from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from typing import cast

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

SHOWN_HEADERS = ("From", "To", "Date", "Subject", "Message-ID", "List-Unsubscribe")
_NAME = re.compile(r"\d{20}-[0-9a-f]{8}")
_HEAD = re.compile(r"(<head[^>]*>|(?=<body)|\Z)", re.IGNORECASE)
# What a mail may do here: look like itself. Its links open in a tab of their own.
_FRAME_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'"
)


@dataclass(frozen=True)
class Mail:
    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def arrived_at(self) -> datetime:
        return datetime.fromtimestamp(int(self.name[:20]) / 1e9, UTC)

    @cached_property
    def message(self) -> EmailMessage:
        content = self.path.read_bytes()
        return message_from_bytes(content, policy=policy.default)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "(no subject)")

    @property
    def recipients(self) -> str:
        return str(self.message["To"] or "")

    def headers(self) -> list[tuple[str, str]]:
        message = self.message
        return [(name, str(message[name])) for name in SHOWN_HEADERS if message[name]]

    @property
    def plain(self) -> str | None:
        return self._body("plain")

    @property
    def html(self) -> str | None:
        return self._body("html")

    def _body(self, kind: str) -> str | None:
        part = self.message.get_body(preferencelist=(kind,))
        if part is None:
            return None
        payload = part.get_payload(decode=True)
        charset = part.get_content_charset("utf-8")
        try:
            return cast(bytes, payload).decode(charset, "replace")
        except LookupError:  # a charset that Python does not know
            return cast(bytes, payload).decode("utf-8", "replace")


@require_safe
@login_not_required
def mailbox(request: HttpRequest) -> HttpResponse:
    paths = sorted(Path(settings.MAILBOX_DIR).glob("*.eml"), reverse=True)
    page = Paginator(paths, 50).get_page(request.GET.get("page"))
    mails = [Mail(path) for path in page.object_list]
    return render(request, "local/mailbox.html", {"page": page, "mails": mails})


@require_safe
@login_not_required
# The stubs want plain lists of text; django-csp asks for its own constants.
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def mail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "local/mail.html", {"mail": _find(name)})


@require_safe
@login_not_required
@xframe_options_sameorigin
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    html = _find(name).html
    if html is None:
        raise Http404
    response = HttpResponse(_HEAD.sub(r'\1<base target="_blank">', html, count=1))
    response["Content-Security-Policy"] = _FRAME_POLICY
    return response


def _find(name: str) -> Mail:
    path = Path(settings.MAILBOX_DIR) / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.exists():
        raise Http404
    return Mail(path)
