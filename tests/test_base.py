"""What every other test leans on."""

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import connection

from tests.factories import make_contact, make_task


def test_the_database_is_the_throw_away_one(db):
    assert connection.settings_dict["HOST"].startswith("/tmp/foothold-")
    assert connection.settings_dict["NAME"].startswith("test_")


def test_the_cache_is_the_throw_away_one():
    cache.set("a", 1)
    assert cache.get("a") == 1
    assert "/tmp/foothold-" in settings.CACHES["default"]["LOCATION"]


def test_mail_really_goes_over_smtp(inbox):
    EmailMessage("Grüße", "Hallo", to=["ana@example.com"]).send()
    assert [mail["Subject"] for mail in inbox.wait_for(1)] == ["Grüße"]


def test_the_factories_make_rows_of_one_owner(ana):
    contact = make_contact(ana)
    assert make_task(ana, contact=contact).owner == contact.owner == ana
