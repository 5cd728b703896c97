import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz")
os.environ.setdefault("BASE_URL", "http://localhost")

from jobsearch.settings import *  # noqa: E402, F403
from jobsearch.settings import STORAGES  # noqa: E402

ALLOWED_HOSTS = ["localhost", "testserver"]
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
SESSION_COOKIE_NAME = "session"
CSRF_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrf"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
DIGEST_SPREAD_MINUTES = 0
MAILBOX_DIR = ""  # each test of the mailbox page names its own
# A live worker or beat is told which database the tests made.
if name := os.environ.get("TEST_DATABASE_NAME"):
    DATABASES["default"]["NAME"] = name  # noqa: F405
