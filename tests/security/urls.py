"""The one table of who may open what. A new URL needs a line here, or the tests fail.

`Rule(access, **arguments)`: each argument names a row of the world (its id is used) or is a text.
"""

from dataclasses import dataclass, field
from enum import Enum

from django.urls import URLPattern, get_resolver

URLCONF = "jobsearch.local.urls"


class Access(Enum):
    PUBLIC = "anybody"
    SIGNED_IN = "whoever is signed in, and sees their own"
    OWNER = "one person; for everybody else it is not there"
    STAFF = "staff"
    SECRET = "a machine that has the secret of the settings; without one it is not there"
    TOKEN = "whoever has the signed link; it stands for session and CSRF token"  # noqa: S105


@dataclass(frozen=True)
class Rule:
    access: Access
    arguments: dict = field(default_factory=dict)


PUBLIC = Rule(Access.PUBLIC)
SIGNED_IN = Rule(Access.SIGNED_IN)
STAFF = Rule(Access.STAFF)


def owner(**arguments):
    return Rule(Access.OWNER, arguments)


def public(**arguments):
    return Rule(Access.PUBLIC, arguments)


def signed_in(**arguments):
    return Rule(Access.SIGNED_IN, arguments)


def reported(**arguments):
    return Rule(Access.SECRET, arguments)


def token(purpose):
    return Rule(Access.TOKEN, {"token": f"token:{purpose}"})


TABLE = {
    # jobsearch
    "settings": SIGNED_IN,
    "settings_rhythm": SIGNED_IN,
    "settings_rhythm_usual": SIGNED_IN,
    "settings_ladder": SIGNED_IN,
    "settings_findings": SIGNED_IN,
    "settings_findings_usual": SIGNED_IN,
    "theme": SIGNED_IN,
    "wake_mail": SIGNED_IN,
    "confirm_address": SIGNED_IN,
    "help": SIGNED_IN,
    "keys": SIGNED_IN,
    "method": SIGNED_IN,
    # tasks
    "tasks:today": SIGNED_IN,
    "tasks:welcome": SIGNED_IN,
    "tasks:three": SIGNED_IN,
    "tasks:fits_next": SIGNED_IN,
    "tasks:waited_for": SIGNED_IN,
    "tasks:catch_up": SIGNED_IN,
    "tasks:touch_plan": owner(pk="contact"),
    "tasks:touch_later": owner(pk="contact"),
    "tasks:touch_now": owner(pk="contact"),
    "tasks:put_back": owner(pk="postponement"),
    "tasks:ready": SIGNED_IN,
    "tasks:ready_hide": SIGNED_IN,
    "tasks:board": SIGNED_IN,
    "tasks:board_version": SIGNED_IN,
    "tasks:fires": SIGNED_IN,
    "tasks:dismiss_nudge": SIGNED_IN,
    "tasks:move_back": owner(pk="move"),
    "tasks:moves_back": signed_in(batch="0b5c5c00-0000-4000-8000-000000000000"),
    "tasks:new": SIGNED_IN,
    "tasks:add": SIGNED_IN,
    "tasks:finished": SIGNED_IN,
    "tasks:urgent": SIGNED_IN,
    "tasks:find_person": owner(pk="organisation"),
    "tasks:task": owner(pk="task"),
    "tasks:edit": owner(pk="task"),
    "tasks:move": owner(pk="task"),
    "tasks:choose": owner(pk="task"),
    "tasks:done": owner(pk="task"),
    "tasks:later": owner(pk="task"),
    "tasks:plan_back": owner(pk="task"),
    "tasks:drop": owner(pk="task"),
    "tasks:no": owner(pk="task"),
    "tasks:no_back": owner(pk="task"),
    "tasks:answer_by": owner(pk="task"),
    "tasks:smaller": owner(pk="task"),
    "tasks:smaller_back": owner(pk="task"),
    "tasks:reopen": owner(pk="task"),
    "tasks:log": SIGNED_IN,
    "tasks:interaction_edit": owner(pk="interaction"),
    "tasks:interaction_delete": owner(pk="interaction"),
    "tasks:log_undo": owner(pk="interaction"),
    "tasks:log_restore": owner(pk="removal"),
    "tasks:ask_new": SIGNED_IN,
    "tasks:ask": owner(pk="ask"),
    "tasks:ask_edit": owner(pk="ask"),
    "tasks:ask_answer_back": owner(pk="ask"),
    "tasks:ask_forget": owner(pk="ask"),
    "tasks:kept": SIGNED_IN,
    "tasks:keep": SIGNED_IN,
    "tasks:keepsake": owner(pk="keepsake"),
    "tasks:kept_edit": owner(pk="keepsake"),
    "tasks:kept_delete": owner(pk="keepsake"),
    "tasks:kept_back": owner(pk="keepsake"),
    "tasks:job": SIGNED_IN,
    "tasks:job_undo": SIGNED_IN,
    "tasks:follow_up_plan": SIGNED_IN,
    "tasks:follow_up_dismiss": SIGNED_IN,
    "tasks:follow_up_rest": SIGNED_IN,
    "tasks:follow_up_undo": SIGNED_IN,
    "tasks:promise": owner(pk="promise"),
    "tasks:promise_ending": owner(pk="promise"),
    "tasks:promise_close": owner(pk="promise"),
    "tasks:promise_reopen": owner(pk="promise"),
    "tasks:promise_check": owner(pk="promise"),
    "tasks:targets": SIGNED_IN,
    "tasks:preset": SIGNED_IN,
    "tasks:offer": signed_in(finding="A5"),
    "tasks:offer_undo": SIGNED_IN,
    "tasks:finding_away": signed_in(finding="A5"),
    "tasks:finding_off": signed_in(finding="A5"),
    "tasks:finding_back": signed_in(finding="A5"),
    "tasks:review": SIGNED_IN,
    "tasks:timer_start": owner(pk="task"),
    "tasks:timer_stop": owner(pk="task"),
    "tasks:timer_undo": SIGNED_IN,
    "tasks:sample": SIGNED_IN,
    "tasks:sample_leave": SIGNED_IN,
    "tasks:sample_afresh": SIGNED_IN,
    "tasks:sample_remove": SIGNED_IN,
    "tasks:sample_mail": SIGNED_IN,
    "tasks:review_week": signed_in(day="2026-11-23"),
    "tasks:review_go": signed_in(day="2026-11-23"),
    "tasks:review_step": signed_in(day="2026-11-23"),
    "tasks:review_skip": signed_in(day="2026-11-23"),
    "tasks:review_unskip": signed_in(day="2026-11-23"),
    "tasks:review_reopen": signed_in(day="2026-11-23"),
    "tasks:review_tidy": signed_in(day="2026-11-23"),
    "tasks:review_tidy_task": owner(day="2026-11-23", pk="task"),
    "tasks:review_tidy_undo": owner(day="2026-11-23", pk="task"),
    "tasks:review_wait": owner(day="2026-11-23", pk="ask"),
    "tasks:review_choose": signed_in(day="2026-11-23"),
    "tasks:review_block": signed_in(day="2026-11-23"),
    "tasks:review_no_block": signed_in(day="2026-11-23"),
    "tasks:review_people": signed_in(day="2026-11-23"),
    "tasks:review_untake": owner(day="2026-11-23", pk="intention"),
    "tasks:review_close": signed_in(day="2026-11-23"),
    "tasks:review_measures": SIGNED_IN,
    "tasks:review_this_year": SIGNED_IN,
    "tasks:review_year": signed_in(number="2026"),
    "tasks:review_numbers": signed_in(day="2026-11-23"),
    "tasks:review_named": signed_in(day="2026-11-23"),
    "tasks:review_share": signed_in(day="2026-11-23"),
    "tasks:review_share_stop": signed_in(day="2026-11-23"),
    "tasks:shared": token("shared-week"),
    "tasks:mails": SIGNED_IN,
    "tasks:mails_about": owner(pk="contact"),
    "tasks:try_address": SIGNED_IN,
    "tasks:search": SIGNED_IN,
    "tasks:mail_done": token("done"),
    "tasks:mail_later": token("later"),
    "tasks:mail_undo": token("undo"),
    "tasks:mail_move_all": token("move-all"),
    "tasks:mail_moved": token("moved"),
    "tasks:mail_pause": token("pause"),
    "tasks:mail_skip": token("skip"),
    "tasks:mail_stop": token("stop-digest"),
    "tasks:reports": reported(provider="postmark"),
    "tasks:metrics": reported(),
    "tasks:healthz": PUBLIC,
    # contacts
    "contacts:list": SIGNED_IN,
    "contacts:new": SIGNED_IN,
    "contacts:names": SIGNED_IN,
    "contacts:who": SIGNED_IN,
    "contacts:told": SIGNED_IN,
    "contacts:told_today": owner(pk="contact"),
    "contacts:rest": owner(pk="contact"),
    "contacts:change_undo": owner(pk="change"),
    "contacts:contact": owner(pk="contact"),
    "contacts:edit": owner(pk="contact"),
    "contacts:level": owner(pk="contact"),
    "contacts:level_back": owner(pk="contact", level="2"),
    "contacts:suggestion": owner(pk="contact"),
    "contacts:archive": owner(pk="contact"),
    "contacts:bring_back": owner(pk="contact"),
    "contacts:delete": owner(pk="contact"),
    "contacts:same": SIGNED_IN,
    "contacts:not_the_same": SIGNED_IN,
    "contacts:merge": owner(pk="contact"),
    "contacts:unmerge": owner(pk="merge"),
    "organisations:list": SIGNED_IN,
    "organisations:new": SIGNED_IN,
    "organisations:organisation": owner(pk="organisation"),
    "organisations:edit": owner(pk="organisation"),
    "organisations:delete": owner(pk="organisation"),
    "organisations:merge": owner(pk="organisation"),
    "organisations:rate": owner(pk="organisation"),
    "imports:start": SIGNED_IN,
    "imports:preview": owner(pk="contactimport"),
    "imports:confirm": owner(pk="contactimport"),
    "imports:progress": owner(pk="contactimport"),
    "imports:cancel": owner(pk="contactimport"),
    "imports:undo": owner(pk="contactimport"),
    # django-allauth
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_email_verification_sent": PUBLIC,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": public(uidb36="1", key="set-password"),
    "account_reset_password_from_key_done": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "account_confirm_email": public(key="MQ:1abc:nonsense"),
    # `make run` only; there it is the mail of the one person at this machine
    "mailbox:list": PUBLIC,
    "mailbox:mail": public(name="mail"),
    "mailbox:html": public(name="mail"),
}
# Whole namespaces: Django's admin checks each of its pages in one place.
NAMESPACES = {"admin": STAFF}


@dataclass(frozen=True)
class Url:
    name: str  # with its namespace
    pattern: URLPattern

    @property
    def rule(self):
        return TABLE.get(self.name) or NAMESPACES.get(self.name.split(":")[0])


def every_url(patterns=None, namespace=""):
    for pattern in get_resolver(URLCONF).url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield Url(namespace + (pattern.name or str(pattern.pattern)), pattern)
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from every_url(pattern.url_patterns, namespace + inner)
