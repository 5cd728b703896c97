"""The product's own settings over plain http, with one header more: how many queries it took.

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
