from tests.bench.settings import *  # noqa: F403  settings build on settings
from tests.bench.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "tests.bench.floor.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "tests" / "bench" / "floor"],
        "OPTIONS": {"context_processors": TEMPLATES[0]["OPTIONS"]["context_processors"][:3]},
    }
]
