from django.contrib import admin
from django.urls import include, path

from contacts.urls import import_urlpatterns, organisation_urlpatterns

admin.site.site_header = admin.site.site_title = "Foothold, for staff"

urlpatterns = [
    path("", include("tasks.urls")),
    path("contacts/", include("contacts.urls")),
    path("organisations/", include((organisation_urlpatterns, "organisations"))),
    path("import/", include((import_urlpatterns, "imports"))),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]
