from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0013_what_entries_did"),
    ]

    operations = [
        migrations.AddField(
            model_name="removal",
            name="answers",
            field=models.JSONField(default=list),
        ),
    ]
