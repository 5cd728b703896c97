from django.urls import path

from contacts.views import imports

app_name = "contacts"

urlpatterns: list = []
organisation_urlpatterns: list = []
import_urlpatterns = [
    path("", imports.upload, name="import"),
    path("<uuid:pk>/", imports.preview, name="import_preview"),
    path("<uuid:pk>/confirm/", imports.confirm, name="import_confirm"),
    path("<uuid:pk>/undo/", imports.undo, name="import_undo"),
]
