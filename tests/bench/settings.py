"""The product's own settings over plain http, with two headers more: what a request took.

The floor's settings differ in one line, so both pay for the same middleware.
"""

from tests.settings import *  # noqa: F403  settings build on settings
from tests.settings import BASE_DIR as BASE_DIR
from tests.settings import MIDDLEWARE

MIDDLEWARE = ["tests.bench.counting.count_queries", *MIDDLEWARE]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "jobsearch.staticfiles.LeanManifestStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# Each request says that it comes from somewhere else: tries to sign in are limited by address.
ALLAUTH_TRUSTED_PROXY_COUNT = 1
