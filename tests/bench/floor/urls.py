from django.urls import path

from tests.bench.floor import views

urlpatterns = [
    path("healthz", views.well),
    path("cards/", views.cards),
    path("cards/<uuid:pk>/move/", views.move),
    path("entries/", views.log),
    path("in/", views.sign_in),
    path("people/", views.search),
    path("page/<int:size>/", views.page),
]
