from django.urls import include, path

from jobsearch.local import views
from jobsearch.urls import handler400, handler403, handler404, handler500
from jobsearch.urls import urlpatterns as shipped

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

mailbox = [
    path("", views.mailbox, name="list"),
    path("<slug:name>/", views.mail, name="mail"),
    path("<slug:name>/html/", views.mail_html, name="html"),
]

urlpatterns = [path("mailbox/", include((mailbox, "mailbox"))), *shipped]
