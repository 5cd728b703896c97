from django.urls import path

from contacts.views import bulk, imports, merges, organisations, people, told, who

app_name = "contacts"

urlpatterns = [
    path("", people.people, name="list"),
    path("new/", people.new, name="new"),
    path("names/", people.names, name="names"),
    path("same/", merges.same, name="same"),
    path("same/no/", merges.not_the_same, name="not_the_same"),
    path("merges/<uuid:pk>/undo/", merges.undo, name="unmerge"),
    path("who/", who.who, name="who"),
    path("told/", told.told, name="told"),
    path("changes/<uuid:pk>/undo/", bulk.undo, name="change_undo"),
    path("<uuid:pk>/", people.contact, name="contact"),
    path("<uuid:pk>/edit/", people.edit, name="edit"),
    path("<uuid:pk>/level/", people.level, name="level"),
    path("<uuid:pk>/told/", told.told_today, name="told_today"),
    path("<uuid:pk>/rest/", bulk.rest, name="rest"),
    path("<uuid:pk>/level/<int:level>/undo/", people.level_back, name="level_back"),
    path("<uuid:pk>/suggestion/", people.suggestion, name="suggestion"),
    path("<uuid:pk>/archive/", people.archive, name="archive"),
    path("<uuid:pk>/bring-back/", people.bring_back, name="bring_back"),
    path("<uuid:pk>/delete/", people.delete, name="delete"),
    path("<uuid:pk>/merge/", merges.people, name="merge"),
]
organisation_urlpatterns = [
    path("", organisations.organisations, name="list"),
    path("new/", organisations.new, name="new"),
    path("<uuid:pk>/", organisations.organisation, name="organisation"),
    path("<uuid:pk>/edit/", organisations.edit, name="edit"),
    path("<uuid:pk>/rate/", organisations.rate, name="rate"),
    path("<uuid:pk>/delete/", organisations.delete, name="delete"),
    path("<uuid:pk>/merge/", merges.organisations, name="merge"),
]
import_urlpatterns = [
    path("", imports.upload, name="start"),
    path("<uuid:pk>/", imports.preview, name="preview"),
    path("<uuid:pk>/confirm/", imports.confirm, name="confirm"),
    path("<uuid:pk>/progress/", imports.progress, name="progress"),
    path("<uuid:pk>/cancel/", imports.cancel, name="cancel"),
    path("<uuid:pk>/undo/", imports.undo, name="undo"),
]
