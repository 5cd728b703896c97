from django.apps import AppConfig


class JobsearchConfig(AppConfig):
    name = "jobsearch"
