import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobsearch.settings")

application = get_wsgi_application()

# What is loaded by now stays for good. Looked through again and again for garbage, it took half of
# the time of a page that reads thousands of rows.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
# What a page makes is gone when it has been sent: without looking, or within a page or two.
gc.set_threshold(50_000, 20, 20)
