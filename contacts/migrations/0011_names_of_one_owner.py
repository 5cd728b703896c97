from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import BtreeGinExtension
from django.db import migrations, models


def names_of_owner(name):
    return GinIndex(models.F("owner"), OpClass(models.F("search_name"), "gin_trgm_ops"), name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0010_index_for_who_was_brought"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGinExtension(),
        migrations.AddIndex("contact", names_of_owner("contact_of_owner")),
        migrations.AddIndex("organisation", names_of_owner("organisation_of_owner")),
        migrations.RemoveIndex("contact", "contact_search"),
        migrations.RemoveIndex("organisation", "organisation_search"),
    ]
