"""The settings Foothold is shipped with; every deployment value comes from the environment.

README.md lists each variable. Nothing here has a default that would be unsafe in production:
without a real SECRET_KEY, or with DEBUG asked for, the process does not start.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

DEBUG = False
if env.bool("DEBUG", default=False):
    raise ImproperlyConfigured(
        "DEBUG shows people's data to strangers, so these settings do not have it. Unset DEBUG; "
        "to try things out on one machine, use: make run"
    )
SECRET_KEY = env("SECRET_KEY", default="").strip()
if len(SECRET_KEY) < 32 or len(set(SECRET_KEY)) < 8 or SECRET_KEY.startswith("django-insecure"):
    raise ImproperlyConfigured(
        "SECRET_KEY must be set to a long random text (32 characters or more). Make one with: "
        'python -c "import secrets; print(secrets.token_urlsafe(50))"'
    )
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
# Links in e-mails start with this address; requests carry their own host.
BASE_URL = env("BASE_URL", default="https://localhost").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "jobsearch",
    "contacts",
    "tasks",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages are a tenth of their size; masked tokens and random padding answer BREACH.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "jobsearch.middleware.privacy_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jobsearch.middleware.LoginRequired",
    "jobsearch.middleware.Visits",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "jobsearch.plans.SamplePlan",
    "jobsearch.middleware.InvalidFormStatus",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "jobsearch.urls"
WSGI_APPLICATION = "jobsearch.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # {% csrf_token %} that says of which plan a form is; {% url %} that is quick.
            "builtins": ["jobsearch.templatetags.plans", "jobsearch.templatetags.addresses"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tasks.context.nav_counts",
                "jobsearch.plans.marked_token",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data ---

DATABASES = {
    "default": {
        **env.db("DATABASE_URL", default="postgres:///foothold"),
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
    }
}
# A name counts as alike from this word similarity on (pg_trgm; "preya" still finds "Priya"). Rows
# of one person are few among many, and an index finds them: no plan for a spinning disk, nothing
# compiled for one query. No page may keep the database busy for longer than this.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
    "-c pg_trgm.word_similarity_threshold=0.33 -c random_page_cost=1.1 -c jit=off "
    f"-c statement_timeout={env.int('STATEMENT_TIMEOUT_SECONDS', default=30) * 1000}"
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
BROKER_URL = env("BROKER_URL", default="redis://localhost:6379/0")
CACHES = {
    "default": {
        "BACKEND": "jobsearch.cache.LimitsCache",
        "LOCATION": env("CACHE_URL", default=BROKER_URL),
        "KEY_PREFIX": "foothold",
        # Seconds, and one try: a page does not wait for it.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2, "retry": None},
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 25_000  # the import preview has two fields for each of 10,000 rows
FILE_UPLOAD_HANDLERS = [
    "contacts.uploads.CappedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Background work ---

CELERY_BROKER_URL = BROKER_URL
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A message that cannot be delivered must not hold up a request: the next tick finds the row.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 3, "socket_connect_timeout": 2}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0}
TICK_SECONDS = env.int("TICK_SECONDS", default=30)
# How far background work gives way to pages on the same machine, from 0 to 19 (see nice(1)).
WORKER_NICENESS = env.int("WORKER_NICENESS", default=10)
CELERY_BEAT_SCHEDULE = {
    "tick": {
        "task": "tasks.tick",
        "schedule": timedelta(seconds=TICK_SECONDS),
        "options": {"expires": TICK_SECONDS},
    },
}

# --- Mail ---

vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=60)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Foothold <foothold@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Digests are spread over this many minutes after the chosen hour, not sent all at once.
DIGEST_SPREAD_MINUTES = env.int("DIGEST_SPREAD_MINUTES", default=20)
# How long to wait for the mail server's answer after the message, and how long a claim holds.
MAIL_ANSWER_SECONDS = env.int("MAIL_ANSWER_SECONDS", default=600)
MAIL_LEASE_SECONDS = env.int("MAIL_LEASE_SECONDS", default=900)
# Trouble with the mail server as a whole stops all mail for this long, then twice as long, up to
# ten minutes.
MAIL_BREAKER_SECONDS = env.int("MAIL_BREAKER_SECONDS", default=15)
# E-mails to one person in 24 hours; further reminders come a day later.
MAIL_MOST_A_DAY = env.int("MAIL_MOST_A_DAY", default=20)
# When the server took a mail and never answered: how long to wait, then "resend" it once or "hold".
MAIL_DOUBT_SECONDS = env.int("MAIL_DOUBT_SECONDS", default=300)
MAIL_ON_DOUBT = env("MAIL_ON_DOUBT", default="resend")
# A log of the mail server, looked into before a mail in doubt goes once more; with its ".1".
MAIL_EVIDENCE_LOG = env("MAIL_EVIDENCE_LOG", default="")
# Providers report bounces to /webhooks/…/ with "user:password"; without a secret that is a 404.
ANYMAIL = {
    "WEBHOOK_SECRET": env.list("ANYMAIL_WEBHOOK_SECRET", default=[]),
    "MAILGUN_WEBHOOK_SIGNING_KEY": env("MAILGUN_WEBHOOK_SIGNING_KEY", default=""),
}
# Prometheus reads /metrics with this bearer token; without one that is a 404.
METRICS_TOKEN = env("METRICS_TOKEN", default="")

# --- People ---

AUTH_USER_MODEL = "jobsearch.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "tasks:today"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "jobsearch.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "jobsearch.forms.SignupForm",
    "login": "jobsearch.forms.LoginForm",
    "reset_password": "jobsearch.forms.ResetPasswordForm",
    "reset_password_from_key": "jobsearch.forms.NewPasswordForm",
    "change_password": "jobsearch.forms.ChangePasswordForm",
    "add_email": "jobsearch.forms.ChangeEmailForm",
    "reauthenticate": "jobsearch.forms.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Signing up is never held up; the address is confirmed before the first reminder goes to it.
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_CHANGE_EMAIL = True
# A new password ends every other session, because each carries a hash of the old one.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = False
# Beside allauth's own: notes on a shared week, for one visitor and for one link.
ACCOUNT_RATE_LIMITS = {"shared_note": "10/m/ip,10/h/key"}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if BASE_URL.startswith("https") else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# --- Language and time ---

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
LANGUAGES = [("en-gb", "English")]

# --- Static files ---

STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "jobsearch.staticfiles.LeanManifestStorage"},
}

# --- Security ---

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if env.bool("BEHIND_TLS_PROXY", default=True):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Never contact data in logs: no request bodies, no addresses of mail links (they carry tokens).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "jobsearch.logs.PrivateFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "filters": {"private": {"()": "jobsearch.logs.PrivateFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["private"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
