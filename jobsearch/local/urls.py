from django.urls import include, path

from jobsearch.local import views
from jobsearch.urls import urlpatterns as shipped

mailbox = [
    path("", views.mailbox, name="list"),
    path("<slug:name>/", views.mail, name="mail"),
    path("<slug:name>/html/", views.mail_html, name="html"),
]

urlpatterns = [path("mailbox/", include((mailbox, "mailbox"))), *shipped]
