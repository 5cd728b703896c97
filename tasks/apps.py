from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tasks"

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed
        from anymail.signals import tracking

        from tasks.reminders import checks, reports, suppression  # noqa: F401 (checks register)

        # Other packages' events: what a provider reports, and an address that was confirmed.
        tracking.connect(reports.received)
        email_confirmed.connect(suppression.lift_confirmed)
