from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# unaccent() is only "stable", because its dictionary could be swapped; named outright it cannot,
# so this wrapper may be called immutable and stand in indexes and generated columns.
FOLD = """
CREATE FUNCTION foothold_fold(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(unaccent('unaccent'::regdictionary, $1));
"""


class Migration(migrations.Migration):
    dependencies = []
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(FOLD, "DROP FUNCTION foothold_fold(text)"),
    ]
