from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from contacts.urls import import_urlpatterns, organisation_urlpatterns
from contacts.views import ladder, rhythm
from jobsearch import views
from tasks.views import findings, help

# Its own sign-in page has no limit on tries.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "Foothold, for staff"

urlpatterns = [
    path("", include("tasks.urls")),
    path("contacts/", include("contacts.urls")),
    path("organisations/", include((organisation_urlpatterns, "organisations"))),
    path("import/", include((import_urlpatterns, "imports"))),
    path("settings/", views.settings_page, name="settings"),
    path("settings/rhythm/", rhythm.rhythm, name="settings_rhythm"),
    path("settings/rhythm/usual/", rhythm.usual, name="settings_rhythm_usual"),
    path("settings/ladder/", ladder.settings, name="settings_ladder"),
    path("settings/findings/", findings.settings, name="settings_findings"),
    path("settings/findings/usual/", findings.usual, name="settings_findings_usual"),
    path("settings/theme/", views.theme, name="theme"),
    path("settings/wake-mail/", views.wake_mail, name="wake_mail"),
    path("settings/confirm-address/", views.confirm_address, name="confirm_address"),
    path("help/", help.help_page, name="help"),
    path("help/keys/", help.keys, name="keys"),
    path("help/method/", help.method, name="method"),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]
