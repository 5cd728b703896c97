"""What `make run` uses. Only the launcher selects this module: it is for one machine alone."""

from urllib.parse import urlsplit

from jobsearch.settings import *
from jobsearch.settings import BASE_URL, MIDDLEWARE, env

ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
MIDDLEWARE = ["jobsearch.local.middleware.say_which_instance", *MIDDLEWARE]

# Plain http on this machine.
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
# No proxy stands in front here; the shipped settings infer a tuple.
SECURE_PROXY_SSL_HEADER = None  # type: ignore[assignment]
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
# Browsers share cookies between ports: without it two Footholds would sign each other out.
_port = urlsplit(BASE_URL).port or 80
SESSION_COOKIE_NAME = f"foothold-session-{_port}"
CSRF_COOKIE_NAME = f"foothold-csrf-{_port}"

DIGEST_SPREAD_MINUTES = 0

# The embedded mailbox has a page; a real mail server (EMAIL_URL) has none.
MAILBOX_DIR = env("MAILBOX_DIR", default="")
if MAILBOX_DIR:
    ROOT_URLCONF = "jobsearch.local.urls"
