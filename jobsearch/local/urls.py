from django.urls import include, path

from jobsearch import urls as shipped
from jobsearch.local import views
from jobsearch.urls import *  # the error pages, as far as it names them

mailbox = [
    path("", views.mailbox, name="list"),
    path("<slug:name>/", views.mail, name="mail"),
    path("<slug:name>/html/", views.mail_html, name="html"),
]

urlpatterns = [path("mailbox/", include((mailbox, "mailbox"))), *shipped.urlpatterns]
