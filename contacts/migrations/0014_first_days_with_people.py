from django.conf import settings
from django.db import migrations, models

# As recount() works them out, for everybody at once.
FILL = """
UPDATE contacts_contact AS person SET first_two_way_on = log.two_way, first_met_on = log.met
FROM (SELECT part.contact_id,
             min(entry.day) FILTER (WHERE entry.direction IN ('both', 'from')) AS two_way,
             min(entry.day) FILTER (WHERE part.met) AS met
      FROM contacts_interactionperson AS part
      JOIN contacts_interaction AS entry ON entry.id = part.interaction_id
      GROUP BY part.contact_id) AS log
WHERE person.id = log.contact_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0013_imports_in_the_background"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="first_met_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="contact",
            name="first_two_way_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("first_met_on__isnull", False)),
                fields=["owner", "first_met_on"],
                name="contact_by_first_met",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("level_raised_on__isnull", False)),
                fields=["owner", "level_raised_on"],
                name="contact_by_step_up",
            ),
        ),
    ]
